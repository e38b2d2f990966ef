package org.xattnbmd.sdk.internal;

import java.util.Arrays;
import org.xattnbmd.sdk.BmdException;

/**
 * The part of a picture that the beam exposed through the subject, as a rectangle in the reduced picture, and its grey
 * window. Saturated means: as dark or as bright as the picture gets, which is what shutters, open field and lead are.
 *
 * @param low grey that becomes 0
 * @param high grey that becomes 1
 * @param saturatedShare share of saturated pixels inside the rectangle
 * @param coverage share of the looked-at picture that the rectangle covers
 */
public record ExposedField(
        int x, int y, int width, int height, double low, double high, double saturatedShare, double coverage) {

    static final int BINS = 4096;

    /** Greys beyond these quantiles are single hot or dead pixels rather than an extreme of the picture. */
    private static final double EXTREME_QUANTILE = 0.0005;

    /** With less than this share unsaturated there is nothing to take a window from but the saturated. */
    private static final double LEAST_UNSATURATED = 0.05;

    /** A field narrower than this share of the picture is not believed: the whole picture is used. */
    private static final double LEAST_SIDE = 0.2;

    /** Finds field and window. Shares and percentiles as documented at {@code Preprocessing}. */
    public static ExposedField find(
            ReducedPicture picture,
            double shutterFraction,
            double saturationTolerance,
            double lowerPercentile,
            double upperPercentile,
            Workspace workspace) {
        float minimum = picture.minimum();
        float maximum = picture.maximum();
        if (!(maximum > minimum)) {
            throw new BmdException(
                    BmdException.Code.IMAGE_BLANK,
                    "Expected a radiograph, received a picture or region of one single grey. Check the exposure or the region.");
        }
        int pixels = picture.width() * picture.height();
        Histogram all = new Histogram(minimum, maximum, workspace.histogram());
        all.add(picture.values(), 0, pixels, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        double darkest = all.quantile(EXTREME_QUANTILE);
        double brightest = all.quantile(1 - EXTREME_QUANTILE);
        double tolerance = saturationTolerance * (brightest - darkest);
        float dark = (float) (darkest + tolerance);
        float bright = (float) (brightest - tolerance);

        int[] box = peel(picture, dark, bright, shutterFraction);
        int width = box[1] - box[0];
        int height = box[3] - box[2];
        Histogram unsaturated = new Histogram(minimum, maximum, workspace.fieldHistogram());
        addBox(unsaturated, picture, box, dark, bright);
        double saturatedShare = 1 - unsaturated.count / ((double) width * height);
        Histogram basis = unsaturated;
        if (unsaturated.count < LEAST_UNSATURATED * width * height) {
            basis = new Histogram(minimum, maximum, workspace.fieldHistogram());
            addBox(basis, picture, box, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        }
        double low = basis.quantile(lowerPercentile / 100);
        double high = basis.quantile(upperPercentile / 100);
        if (!(high - low > 0)) {
            low = minimum;
            high = maximum;
        }
        return new ExposedField(
                box[0], box[2], width, height, low, high, saturatedShare, (double) width * height / pixels);
    }

    private static void addBox(Histogram histogram, ReducedPicture picture, int[] box, float above, float below) {
        for (int y = box[2]; y < box[3]; y++) {
            int row = y * picture.width();
            histogram.add(picture.values(), row + box[0], row + box[1], above, below);
        }
    }

    /** Takes lines off the four sides until none is saturated; returns left, right, top, bottom. */
    private static int[] peel(ReducedPicture picture, float dark, float bright, double fraction) {
        int left = 0;
        int right = picture.width();
        int top = 0;
        int bottom = picture.height();
        int leastWidth = Math.max(2, (int) (LEAST_SIDE * right));
        int leastHeight = Math.max(2, (int) (LEAST_SIDE * bottom));
        while (true) {
            // All four are judged on the same rectangle, so that the result does not depend on an order of sides.
            boolean offLeft = saturated(picture, left, left + 1, top, bottom, dark, bright, fraction);
            boolean offRight = saturated(picture, right - 1, right, top, bottom, dark, bright, fraction);
            boolean offTop = saturated(picture, left, right, top, top + 1, dark, bright, fraction);
            boolean offBottom = saturated(picture, left, right, bottom - 1, bottom, dark, bright, fraction);
            if (!(offLeft || offRight || offTop || offBottom)) {
                return new int[] {left, right, top, bottom};
            }
            left += offLeft ? 1 : 0;
            right -= offRight ? 1 : 0;
            top += offTop ? 1 : 0;
            bottom -= offBottom ? 1 : 0;
            if (right - left < leastWidth || bottom - top < leastHeight) {
                return new int[] {0, picture.width(), 0, picture.height()};
            }
        }
    }

    private static boolean saturated(
            ReducedPicture picture,
            int left,
            int right,
            int top,
            int bottom,
            float dark,
            float bright,
            double fraction) {
        int count = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                float value = picture.values()[y * picture.width() + x];
                if (value <= dark || value >= bright) {
                    count++;
                }
            }
        }
        return count >= fraction * (right - left) * (bottom - top);
    }

    private static final class Histogram {

        private final int[] bins;
        private final double minimum;
        private final double scale;
        private int count;

        /** Takes the bins over and empties them. */
        Histogram(float minimum, float maximum, int[] bins) {
            this.minimum = minimum;
            this.bins = bins;
            scale = BINS / ((double) maximum - minimum);
            Arrays.fill(bins, 0);
        }

        /** Counts the values strictly between the limits. */
        void add(float[] values, int from, int to, float above, float below) {
            for (int i = from; i < to; i++) {
                float value = values[i];
                if (value > above && value < below) {
                    bins[Math.min(BINS - 1, (int) ((value - minimum) * scale))]++;
                    count++;
                }
            }
        }

        /** The grey below which this share of pixels lies, with pixels spread evenly over their bin. */
        double quantile(double share) {
            double wanted = share * count;
            double below = 0;
            for (int bin = 0; bin < BINS; bin++) {
                if (bins[bin] > 0 && below + bins[bin] >= wanted) {
                    return minimum + (bin + (wanted - below) / bins[bin]) / scale;
                }
                below += bins[bin];
            }
            return minimum + BINS / scale;
        }
    }
}
