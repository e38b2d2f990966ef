package org.xattnbmd.sdk.internal.preprocessing;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

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
        GreyHistogram all = wholeHistogram(picture, workspace);
        double darkest = all.quantile(GreyPicture.EXTREME_QUANTILE);
        double brightest = all.quantile(1 - GreyPicture.EXTREME_QUANTILE);
        double tolerance = saturationTolerance * (brightest - darkest);
        float dark = (float) (darkest + tolerance);
        float bright = (float) (brightest - tolerance);

        int[] box = peel(picture, dark, bright, shutterFraction);
        int width = box[1] - box[0];
        int height = box[3] - box[2];
        GreyHistogram basis = boxHistogram(picture, box, dark, bright, workspace);
        double saturatedShare = 1 - basis.count() / ((double) width * height);
        if (basis.count() < LEAST_UNSATURATED * width * height) {
            basis = boxHistogram(picture, box, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, workspace);
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

    /** Of all greys; it and the bins of the pixels belong to the workspace. */
    private static GreyHistogram wholeHistogram(ReducedPicture picture, Workspace workspace) {
        int columns = picture.width();
        short[] bins = workspace.bins(columns * picture.height());
        return histogram(
                picture,
                picture.height(),
                workspace,
                (part, from, to) -> part.add(picture.values(), bins, from * columns, to * columns));
    }

    /** Of the greys strictly between the limits inside a rectangle; it belongs to the workspace. */
    private static GreyHistogram boxHistogram(
            ReducedPicture picture, int[] box, float above, float below, Workspace workspace) {
        int columns = picture.width();
        short[] bins = workspace.bins(columns * picture.height());
        return histogram(picture, box[3] - box[2], workspace, (part, from, to) -> {
            for (int y = box[2] + from; y < box[2] + to; y++) {
                int row = y * columns;
                part.addBetween(picture.values(), bins, row + box[0], row + box[1], above, below);
            }
        });
    }

    private interface Counting {
        void rows(GreyHistogram part, int from, int to);
    }

    private static GreyHistogram histogram(ReducedPicture picture, int rows, Workspace workspace, Counting counting) {
        int workers = workspace.workers().workers();
        for (int worker = 0; worker < workers; worker++) {
            workspace.scratch(worker).histogram.reset(picture.minimum(), picture.maximum());
        }
        workspace
                .workers()
                .run(rows, (from, to, worker) -> counting.rows(workspace.scratch(worker).histogram, from, to));
        GreyHistogram whole = workspace.scratch(0).histogram;
        for (int worker = 1; worker < workers; worker++) {
            whole.add(workspace.scratch(worker).histogram);
        }
        return whole;
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
}
