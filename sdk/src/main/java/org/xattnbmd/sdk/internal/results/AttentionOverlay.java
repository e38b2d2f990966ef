package org.xattnbmd.sdk.internal.results;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.AttentionMap;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/** Paints an attention map over its radiograph: grey where there is little, from blue over violet to yellow where much. */
public final class AttentionOverlay {

    private static final double STRONGEST_TINT = 0.6;
    private static final double LOWER_SHARE = 0.005;

    /** A scale of rising lightness, so that it also reads in greyscale print. */
    private static final int[][] SCALE = {
        {20, 20, 90}, {90, 20, 130}, {180, 50, 110}, {240, 120, 50}, {255, 230, 90},
    };

    private AttentionOverlay() {}

    public static BufferedImage paint(AttentionMap map, GreyPicture picture) {
        int width = picture.width();
        int[] window = window(picture);
        double low = map.values().stream().mapToDouble(v -> v).min().orElse(0);
        double high = map.values().stream().mapToDouble(v -> v).max().orElse(1);
        BufferedImage image = new BufferedImage(width, picture.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < width; x++) {
                int stored = picture.grey(x, y);
                double grey = Math.min(1, Math.max(0, (stored - window[0]) / (double) (window[1] - window[0])));
                double share = high > low ? (interpolate(map, x + 0.5, y + 0.5, low) - low) / (high - low) : 0;
                row[x] = blend(grey, share);
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    /** Bilinear between cell centres; outside the map there is no attention. */
    private static double interpolate(AttentionMap map, double x, double y, double outside) {
        Area area = map.area();
        double column = (x - area.x()) / area.width() * map.columns() - 0.5;
        double row = (y - area.y()) / area.height() * map.rows() - 0.5;
        if (column < -0.5 || row < -0.5 || column > map.columns() - 0.5 || row > map.rows() - 0.5) {
            return outside;
        }
        int c0 = (int) Math.floor(Math.max(0, Math.min(map.columns() - 1.0, column)));
        int r0 = (int) Math.floor(Math.max(0, Math.min(map.rows() - 1.0, row)));
        int c1 = Math.min(map.columns() - 1, c0 + 1);
        int r1 = Math.min(map.rows() - 1, r0 + 1);
        double u = Math.max(0, Math.min(1, column - c0));
        double v = Math.max(0, Math.min(1, row - r0));
        return (1 - v) * ((1 - u) * map.value(r0, c0) + u * map.value(r0, c1))
                + v * ((1 - u) * map.value(r1, c0) + u * map.value(r1, c1));
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
    private static int[] window(GreyPicture picture) {
        int pixels = picture.width() * picture.height();
        int step = Math.max(1, pixels / 100_000);
        int[] sample = new int[(pixels + step - 1) / step];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = picture.grey(i * step % picture.width(), i * step / picture.width());
        }
        Arrays.sort(sample);
        int low = sample[(int) (LOWER_SHARE * (sample.length - 1))];
        int high = sample[(int) ((1 - LOWER_SHARE) * (sample.length - 1))];
        return new int[] {low, Math.max(low + 1, high)};
    }
}
