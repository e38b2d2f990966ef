package org.xattnbmd.sdk;

import java.util.Random;

/**
 * Draws hip-like pictures for tests: soft tissue, a shaft, a neck and a head, brighter where there is more bone. Nothing
 * here is anatomy; it only has the structure that preprocessing has to cope with.
 */
final class SyntheticHip {

    private SyntheticHip() {}

    /** A left hip of 16-bit grey, between 8,000 (air beside the thigh) and about 48,000 (cortex). */
    static short[] left(int width, int height, long seed) {
        Random random = new Random(seed);
        short[] pixels = new short[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = x / (double) width;
                double v = y / (double) height;
                double tissue = 22_000 + 4_000 * Math.sin(3 * u + 2 * v);
                double shaft = ellipse(u, v, 0.62, 0.85, 0.09, 0.45);
                double neck = ellipse(u + 0.5 * (v - 0.45), v, 0.47, 0.45, 0.2, 0.12);
                double head = ellipse(u, v, 0.35, 0.3, 0.13, 0.13);
                double air = u > 0.9 ? 14_000 : 0;
                double grey =
                        tissue + 14_000 * shaft + 9_000 * neck + 11_000 * head - air + 150 * random.nextGaussian();
                pixels[y * width + x] = (short) Math.max(0, Math.min(65_535, Math.round(grey)));
            }
        }
        return pixels;
    }

    /** Darkens everything outside the rectangle, as collimator shutters do. */
    static short[] collimated(short[] pixels, int width, int left, int top, int right, int bottom) {
        short[] shuttered = pixels.clone();
        for (int i = 0; i < shuttered.length; i++) {
            int x = i % width;
            int y = i / width;
            if (x < left || x >= right || y < top || y >= bottom) {
                shuttered[i] = 0;
            }
        }
        return shuttered;
    }

    /** Paints a rectangle, as a lead marker or a band of open field. */
    static short[] painted(short[] pixels, int width, int x, int y, int w, int h, int grey) {
        short[] painted = pixels.clone();
        for (int row = y; row < y + h; row++) {
            for (int column = x; column < x + w; column++) {
                painted[row * width + column] = (short) grey;
            }
        }
        return painted;
    }

    static short[] mirrored(short[] pixels, int width) {
        short[] mirrored = new short[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % width;
            mirrored[i - x + width - 1 - x] = pixels[i];
        }
        return mirrored;
    }

    private static double ellipse(double u, double v, double cx, double cy, double rx, double ry) {
        double d = Math.hypot((u - cx) / rx, (v - cy) / ry);
        return d < 1 ? Math.sqrt(1 - d * d) : 0;
    }
}
