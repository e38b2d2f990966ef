package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * A square picture as a Laplacian pyramid (Burt and Adelson 1983): details octave by octave and what remains. Own code for
 * the reason that {@link Blur} has. One per thread.
 */
final class Pyramid {

    private static final int SMALLEST = 8;

    /** Details from fine to coarse; the last is the remainder. */
    private final List<float[]> levels = new ArrayList<>();

    private final List<Integer> sizes = new ArrayList<>();

    Pyramid(float[] picture, int size) {
        float[] now = picture;
        int n = size;
        while (n > SMALLEST) {
            int m = (n + 1) / 2;
            float[] next = reduce(now, n, m);
            float[] detail = expand(next, m, n);
            for (int p = 0; p < detail.length; p++) {
                detail[p] = now[p] - detail[p];
            }
            levels.add(detail);
            sizes.add(n);
            now = next;
            n = m;
        }
        levels.add(now);
        sizes.add(n);
    }

    /** How many levels of detail there are; level k has structures of about 2^k pixels. */
    int details() {
        return levels.size() - 1;
    }

    /**
     * Details times a gain that is {@code 1 + boost} for faint ones and falls to 1 for strong ones, times {@code gain}.
     */
    void equalise(int level, double gain, double boost) {
        float[] detail = levels.get(level);
        double sum = 0;
        for (float d : detail) {
            sum += Math.abs(d);
        }
        float strong = (float) (3 * sum / detail.length) + 1e-9f;
        for (int p = 0; p < detail.length; p++) {
            float share = Math.abs(detail[p]) / strong;
            detail[p] *= (float) (gain * (1 + boost / (1 + share)));
        }
    }

    /** Draws the remainder towards its mean. */
    void flatten(double gain) {
        float[] rest = levels.get(details());
        double sum = 0;
        for (float v : rest) {
            sum += v;
        }
        float mean = (float) (sum / rest.length);
        for (int p = 0; p < rest.length; p++) {
            rest[p] = (float) (mean + gain * (rest[p] - mean));
        }
    }

    float[] collapse() {
        float[] now = levels.get(details());
        for (int k = details() - 1; k >= 0; k--) {
            float[] up = expand(now, sizes.get(k + 1), sizes.get(k));
            float[] detail = levels.get(k);
            for (int p = 0; p < up.length; p++) {
                up[p] += detail[p];
            }
            now = up;
        }
        return now;
    }

    /** Blurred by (1, 4, 6, 4, 1)/16 both ways, every second pixel. */
    private static float[] reduce(float[] a, int n, int m) {
        float[] rows = new float[m * n];
        for (int j = 0; j < m; j++) {
            int c = 2 * j * n;
            int up1 = Math.max(0, 2 * j - 1) * n;
            int up2 = Math.max(0, 2 * j - 2) * n;
            int down1 = Math.min(n - 1, 2 * j + 1) * n;
            int down2 = Math.min(n - 1, 2 * j + 2) * n;
            for (int i = 0; i < n; i++) {
                rows[j * n + i] =
                        (a[up2 + i] + a[down2 + i] + 4 * (a[up1 + i] + a[down1 + i]) + 6 * a[c + i]) * (1 / 16f);
            }
        }
        float[] out = new float[m * m];
        for (int j = 0; j < m; j++) {
            int r = j * n;
            for (int i = 0; i < m; i++) {
                float near = rows[r + Math.max(0, 2 * i - 1)] + rows[r + Math.min(n - 1, 2 * i + 1)];
                float far = rows[r + Math.max(0, 2 * i - 2)] + rows[r + Math.min(n - 1, 2 * i + 2)];
                out[j * m + i] = (far + 4 * near + 6 * rows[r + 2 * i]) * (1 / 16f);
            }
        }
        return out;
    }

    private static float[] expand(float[] a, int m, int n) {
        float[] rows = new float[n * m];
        for (int j = 0; j < n; j++) {
            int k = j / 2;
            int below = Math.min(m - 1, k + 1);
            int above = Math.max(0, k - 1);
            for (int i = 0; i < m; i++) {
                rows[j * m + i] = (j & 1) == 0
                        ? (a[above * m + i] + 6 * a[k * m + i] + a[below * m + i]) * (1 / 8f)
                        : (a[k * m + i] + a[below * m + i]) * 0.5f;
            }
        }
        float[] out = new float[n * n];
        for (int j = 0; j < n; j++) {
            int r = j * m;
            for (int i = 0; i < n; i++) {
                int k = i / 2;
                float right = rows[r + Math.min(m - 1, k + 1)];
                out[j * n + i] = (i & 1) == 0
                        ? (rows[r + Math.max(0, k - 1)] + 6 * rows[r + k] + right) * (1 / 8f)
                        : (rows[r + k] + right) * 0.5f;
            }
        }
        return out;
    }
}
