package org.xattnbmd.samples.viewer;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.util.Arrays;

/**
 * Which greys of a 16-bit picture a screen of 256 greys shows: those from {@code level - window / 2} to {@code level +
 * window / 2}, linearly (DICOM PS3.3 C.11.2.1.2). Immutable.
 *
 * @param level the grey in the middle
 * @param window how many greys, at least 2
 */
record WindowLevel(double level, double window) {

    private static final int GREYS = 1 << 16;
    private static final double SHARE_OUTSIDE = 0.005;

    WindowLevel {
        window = Math.max(2, window);
    }

    /** Windows that are asked for often; a radiograph has no units, so they are shares of its pixels. */
    enum Preset {
        /** All but half a percent of the pixels at either end. */
        USUAL(SHARE_OUTSIDE, 1 - SHARE_OUTSIDE),
        /** From the darkest pixel to the brightest. */
        FULL(0, 1),
        /** The brighter half. */
        BONE(0.5, 1 - SHARE_OUTSIDE),
        /** The darker two thirds. */
        SOFT(SHARE_OUTSIDE, 0.67);

        private final double from;
        private final double to;

        Preset(double from, double to) {
            this.from = from;
            this.to = to;
        }
    }

    static WindowLevel of(Preset preset, BufferedImage picture) {
        short[] greys = greys(picture);
        int[] counts = new int[GREYS];
        for (short grey : greys) {
            counts[grey & 0xFFFF]++;
        }
        int low = quantile(counts, preset.from * greys.length);
        int high = quantile(counts, Math.min(preset.to * greys.length, greys.length - 1));
        return new WindowLevel((low + high) / 2.0, high - low);
    }

    /** Shows all but half a percent of the pixels at either end. */
    static WindowLevel fitting(BufferedImage picture) {
        return of(Preset.USUAL, picture);
    }

    private static int quantile(int[] counts, double rank) {
        long below = 0;
        int grey = 0;
        while (grey < GREYS - 1 && below + counts[grey] <= rank) {
            below += counts[grey++];
        }
        return grey;
    }

    /** After a drag: to the right widens the window, downwards brightens, in steps that suit the present window. */
    WindowLevel dragged(int right, int down) {
        double step = Math.max(1, window / 256);
        return new WindowLevel(Math.max(0, Math.min(GREYS, level - down * step)), window + right * step);
    }

    /** The picture as 8-bit grey for the screen. */
    BufferedImage render(BufferedImage picture) {
        byte[] shown = new byte[GREYS];
        double black = level - window / 2;
        for (int grey = 0; grey < GREYS; grey++) {
            shown[grey] = (byte) Math.round(255 * Math.min(1, Math.max(0, (grey - black) / window)));
        }
        short[] greys = greys(picture);
        BufferedImage screen = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        byte[] pixels = ((DataBufferByte) screen.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < greys.length; i++) {
            pixels[i] = shown[greys[i] & 0xFFFF];
        }
        return screen;
    }

    private static short[] greys(BufferedImage picture) {
        short[] greys = ((DataBufferUShort) picture.getRaster().getDataBuffer()).getData();
        return Arrays.copyOf(greys, picture.getWidth() * picture.getHeight());
    }
}
