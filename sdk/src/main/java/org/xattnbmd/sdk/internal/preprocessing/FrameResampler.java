package org.xattnbmd.sdk.internal.preprocessing;

import java.util.Arrays;

/**
 * Brings a frame, wherever its edges lie between the pixels, to the network's input: each output pixel is the mean of the area
 * that it covers, or interpolated where the picture is coarser. Own code, because OpenCV's area resampling takes whole pixels
 * only: a frame that jumps by a pixel moves an estimate by up to 0.003 g/cm², and what makes it jump may be the rounding of a
 * grey value.
 */
final class FrameResampler {

    private FrameResampler() {}

    /**
     * Which source pixels make each output pixel of one axis.
     *
     * @param first source pixel of each output pixel, -1 where it lies beyond the picture
     * @param weights of the source pixels from there on; they sum to 1
     */
    private record Axis(int[] first, float[][] weights) {

        /**
         * @param start of the first output pixel, in source pixels
         * @param step source pixels per output pixel
         */
        static Axis of(double start, double step, int count, int length) {
            int[] first = new int[count];
            float[][] weights = new float[count][];
            for (int i = 0; i < count; i++) {
                double from = start + i * step;
                double to = from + step;
                double middle = (from + to) / 2;
                if (middle < 0 || middle >= length) {
                    first[i] = -1;
                } else if (step < 1) {
                    double at = Math.max(0, Math.min(length - 1, middle - 0.5));
                    first[i] = Math.min((int) at, Math.max(0, length - 2));
                    float share = (float) (at - first[i]);
                    weights[i] = length == 1 ? new float[] {1} : new float[] {1 - share, share};
                } else {
                    weights[i] = covered(Math.max(0, from), Math.min(length, to));
                    first[i] = (int) Math.max(0, from);
                }
            }
            return new Axis(first, weights);
        }

        private static float[] covered(double from, double to) {
            int first = (int) from;
            int count = Math.max(1, (int) Math.ceil(to) - first);
            float[] shares = new float[count];
            for (int k = 0; k < count; k++) {
                double overlap = Math.min(to, first + k + 1.0) - Math.max(from, first + k);
                shares[k] = (float) (overlap / (to - from));
            }
            return shares;
        }
    }

    /**
     * Writes {@code height * width} greys, NaN where an output pixel lies beyond the picture.
     *
     * @param left edge of the frame in pixels of the reduced picture; {@code top} likewise
     * @param columnStep reduced pixels per output column; {@code rowStep} per row
     */
    static void resample(
            ReducedPicture source,
            double left,
            double top,
            double columnStep,
            double rowStep,
            int width,
            int height,
            Workspace workspace,
            float[] output) {
        Axis columns = Axis.of(left, columnStep, width, source.width());
        Axis rows = Axis.of(top, rowStep, height, source.height());
        float[] narrow = workspace.narrow(source.height() * width);
        float[] values = source.values();
        int above = source.height();
        int below = 0;
        for (int j = 0; j < height; j++) {
            if (rows.first[j] >= 0) {
                above = Math.min(above, rows.first[j]);
                below = Math.max(below, rows.first[j] + rows.weights[j].length);
            }
        }
        int first = above;
        workspace.workers().run(Math.max(0, below - above), (from, to, worker) -> {
            for (int y = first + from; y < first + to; y++) {
                for (int i = 0; i < width; i++) {
                    if (columns.first[i] >= 0) {
                        narrow[y * width + i] = sum(values, y * source.width() + columns.first[i], columns.weights[i]);
                    }
                }
            }
        });
        workspace.workers().run(height, (from, to, worker) -> {
            for (int j = from; j < to; j++) {
                if (rows.first[j] < 0) {
                    Arrays.fill(output, j * width, (j + 1) * width, Float.NaN);
                } else {
                    sumRows(narrow, rows.first[j] * width, width, rows.weights[j], output, j * width);
                    nothingBeyond(columns, output, j * width);
                }
            }
        });
    }

    /** Weighted sums of whole rows, which the compiler makes vector operations of. */
    private static void sumRows(float[] rows, int from, int width, float[] weights, float[] output, int at) {
        Arrays.fill(output, at, at + width, 0f);
        for (int k = 0; k < weights.length; k++) {
            int row = from + k * width;
            float weight = weights[k];
            for (int i = 0; i < width; i++) {
                output[at + i] += weight * rows[row + i];
            }
        }
    }

    private static void nothingBeyond(Axis columns, float[] output, int at) {
        for (int i = 0; i < columns.first.length; i++) {
            if (columns.first[i] < 0) {
                output[at + i] = Float.NaN;
            }
        }
    }

    private static float sum(float[] values, int from, float[] weights) {
        float sum = 0;
        for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * values[from + k];
        }
        return sum;
    }
}
