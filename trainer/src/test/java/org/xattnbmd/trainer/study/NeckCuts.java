package org.xattnbmd.trainer.study;

/** Squares of a picture round a neck, for studies without a localiser. */
final class NeckCuts {

    private static final int SAMPLES = 4;

    private NeckCuts() {}

    /**
     * A part of a picture at another size, the mean of 16 places a pixel.
     *
     * @param picture {@code [n * n]}, row by row
     * @param box centre and half size of the neck, as fractions of the picture
     * @param margin half size of what is cut out, over that of the box
     * @param side of what is cut out, pixels
     */
    static float[] cut(float[] picture, int n, float[] box, double margin, int side) {
        float[] cut = new float[side * side];
        for (int k = 0; k < cut.length; k++) {
            double sum = 0;
            for (int s = 0; s < SAMPLES * SAMPLES; s++) {
                double x = (k % side + (s % SAMPLES + 0.5) / SAMPLES) / side * 2 - 1;
                double y = (k / side + (s / SAMPLES + 0.5) / SAMPLES) / side * 2 - 1;
                sum += sample(picture, n, box[0] + margin * x * box[2], box[1] + margin * y * box[3]);
            }
            cut[k] = (float) (sum / (SAMPLES * SAMPLES));
        }
        return cut;
    }

    /** Bilinear, at fractions of the picture; the edge repeats outside. */
    private static double sample(float[] picture, int n, double x, double y) {
        double u = Math.min(n - 1.001, Math.max(0, x * n - 0.5));
        double v = Math.min(n - 1.001, Math.max(0, y * n - 0.5));
        int i = (int) v * n + (int) u;
        double fx = u - (int) u;
        double fy = v - (int) v;
        double top = (1 - fx) * picture[i] + fx * picture[i + 1];
        double bottom = (1 - fx) * picture[i + n] + fx * picture[i + n + 1];
        return (1 - fy) * top + fy * bottom;
    }
}
