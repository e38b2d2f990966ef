package org.xattnbmd.sdk.internal.results;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.xattnbmd.sdk.BmdEstimate.AttentionMap;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/** Paints an attention map over its radiograph: grey where there is little, from blue over violet to yellow where much. */
public final class AttentionOverlay {

    private static final int GREYS = 1 << Short.SIZE;
    private static final int GREY_IN_RGB = 0x010101;
    private static final double STRONGEST_TINT = 0.6;
    private static final double LOWER_SHARE = 0.005;

    /** A scale of rising lightness, so that it also reads in greyscale print. */
    private static final int[][] SCALE = {
        {20, 20, 90}, {90, 20, 130}, {180, 50, 110}, {240, 120, 50}, {255, 230, 90},
    };

    private AttentionOverlay() {}

    public static BufferedImage paint(AttentionMap map, GreyPicture picture) {
        int width = picture.width();
        Window window = Window.of(picture);
        byte[] shades = window.shades();
        Shares shares = new Shares(map);
        Place[] columns = Place.along(width, map.area().x(), map.area().width(), map.columns());
        Place[] rows = Place.along(picture.height(), map.area().y(), map.area().height(), map.rows());
        BufferedImage image = new BufferedImage(width, picture.height(), BufferedImage.TYPE_INT_RGB);
        int[] line = new int[width];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < width; x++) {
                line[x] = GREY_IN_RGB * (shades[picture.grey(x, y)] & 0xFF);
            }
            for (int x = 0; rows[y].inside() && x < width; x++) {
                double share = shares.at(columns[x], rows[y]);
                if (share != 0) {
                    line[x] = blend(window.part(picture.grey(x, y)), share);
                }
            }
            image.getRaster().setDataElements(0, y, width, 1, line);
        }
        return image;
    }

    /**
     * Where a pixel lies between the centres of two cells, along one axis.
     *
     * @param part of the way from the first to the second
     */
    private record Place(boolean inside, int first, int second, double part) {

        /** Of each pixel of a row or column. */
        static Place[] along(int pixels, double start, double extent, int cells) {
            Place[] places = new Place[pixels];
            for (int i = 0; i < pixels; i++) {
                double cell = (i + 0.5 - start) / extent * cells - 0.5;
                int first = (int) Math.floor(Math.max(0, Math.min(cells - 1.0, cell)));
                places[i] = new Place(
                        cell >= -0.5 && cell <= cells - 0.5,
                        first,
                        Math.min(cells - 1, first + 1),
                        Math.max(0, Math.min(1, cell - first)));
            }
            return places;
        }
    }

    /** The map from its least value, 0, to its greatest, 1; bilinear between cell centres, 0 outside of it. */
    private static final class Shares {

        private final double[] cells;
        private final int columns;
        private final double low;
        private final double high;

        Shares(AttentionMap map) {
            cells = map.values().stream().mapToDouble(v -> v).toArray();
            columns = map.columns();
            low = Arrays.stream(cells).min().orElse(0);
            high = Arrays.stream(cells).max().orElse(1);
        }

        /** @param row that is inside */
        double at(Place column, Place row) {
            if (!column.inside() || high <= low) {
                return 0;
            }
            int upper = row.first() * columns;
            int lower = row.second() * columns;
            double u = column.part();
            double v = row.part();
            double value = (1 - v) * ((1 - u) * cells[upper + column.first()] + u * cells[upper + column.second()])
                    + v * ((1 - u) * cells[lower + column.first()] + u * cells[lower + column.second()]);
            return (value - low) / (high - low);
        }
    }

    private static int blend(double grey, double share) {
        double position = share * (SCALE.length - 1);
        int lower = (int) Math.min(SCALE.length - 2.0, position);
        double between = position - lower;
        double tint = STRONGEST_TINT * share;
        int rgb = 0;
        for (int band = 0; band < 3; band++) {
            double colour = (1 - between) * SCALE[lower][band] + between * SCALE[lower + 1][band];
            rgb = rgb << 8 | (int) Math.round((1 - tint) * 255 * grey + tint * colour);
        }
        return rgb;
    }

    /** Greys that are shown black and white: all but half a percent at either end. */
    private record Window(int low, int high) {

        static Window of(GreyPicture picture) {
            int pixels = picture.width() * picture.height();
            int step = Math.max(1, pixels / 100_000);
            int[] counts = new int[GREYS];
            int taken = 0;
            for (int i = 0; i < pixels; i += step) {
                counts[picture.grey(i % picture.width(), i / picture.width())]++;
                taken++;
            }
            int low = greyAt((int) (LOWER_SHARE * (taken - 1)), counts);
            int high = greyAt((int) ((1 - LOWER_SHARE) * (taken - 1)), counts);
            return new Window(low, Math.max(low + 1, high));
        }

        /** The grey that stands at a place, from 0, when all are in order. */
        private static int greyAt(int place, int[] counts) {
            int grey = 0;
            for (int below = counts[0]; below <= place; below += counts[grey]) {
                grey++;
            }
            return grey;
        }

        /** Where a stored grey lies between black, 0, and white, 1. */
        double part(int stored) {
            return Math.min(1, Math.max(0, (stored - low) / (double) (high - low)));
        }

        /** How each stored grey is shown where there is no attention. */
        byte[] shades() {
            byte[] shades = new byte[GREYS];
            for (int stored = 0; stored < GREYS; stored++) {
                shades[stored] = (byte) Math.round(255 * part(stored));
            }
            return shades;
        }
    }
}
