package org.xattnbmd.trainer.simulator;

/**
 * Blurs a square picture in place by repeated box filters, near enough to a Gaussian; edges repeat. Own code, because the
 * same configuration must give the same bytes on every processor, which OpenCV's kernels do not promise.
 */
final class Blur {

    private Blur() {}

    /** Gaussian-like blur of the given standard deviation in pixels, by three box filters each way. */
    static void gaussian(float[] picture, int size, double sigma) {
        int radius = (int) Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2);
        if (radius < 1) {
            return;
        }
        float[] line = new float[size];
        for (int pass = 0; pass < 3; pass++) {
            for (int j = 0; j < size; j++) {
                box(picture, j * size, 1, size, radius, line);
            }
            columns(picture, size, radius);
        }
    }

    private static void box(float[] a, int start, int stride, int n, int radius, float[] line) {
        for (int i = 0; i < n; i++) {
            line[i] = a[start + i * stride];
        }
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += line[clamp(i, n)];
        }
        double scale = 1.0 / (2 * radius + 1);
        for (int i = 0; i < n; i++) {
            a[start + i * stride] = (float) (sum * scale);
            sum += line[clamp(i + radius + 1, n)] - line[clamp(i - radius, n)];
        }
    }

    /** The vertical pass works on whole rows, which the cache likes better than one column after the other. */
    private static void columns(float[] a, int n, int radius) {
        float[] copy = a.clone();
        double[] sum = new double[n];
        for (int j = -radius; j <= radius; j++) {
            int row = clamp(j, n) * n;
            for (int i = 0; i < n; i++) {
                sum[i] += copy[row + i];
            }
        }
        double scale = 1.0 / (2 * radius + 1);
        for (int j = 0; j < n; j++) {
            int in = clamp(j + radius + 1, n) * n;
            int out = clamp(j - radius, n) * n;
            for (int i = 0; i < n; i++) {
                a[j * n + i] = (float) (sum[i] * scale);
                sum[i] += copy[in + i] - copy[out + i];
            }
        }
    }

    /** Light blur by the kernel (w, 1 − 2w, w) each way: the detector's own unsharpness. */
    static void light(float[] a, int n, float w) {
        float[] copy = a.clone();
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                int k = j * n;
                a[k + i] = (1 - 2 * w) * copy[k + i] + w * (copy[k + clamp(i - 1, n)] + copy[k + clamp(i + 1, n)]);
            }
        }
        System.arraycopy(a, 0, copy, 0, a.length);
        for (int j = 0; j < n; j++) {
            int above = clamp(j - 1, n) * n;
            int below = clamp(j + 1, n) * n;
            for (int i = 0; i < n; i++) {
                a[j * n + i] = (1 - 2 * w) * copy[j * n + i] + w * (copy[above + i] + copy[below + i]);
            }
        }
    }

    private static int clamp(int i, int n) {
        return i < 0 ? 0 : Math.min(i, n - 1);
    }
}
