package org.xattnbmd.sdk.internal.picture.jpeg2000;

import org.xattnbmd.sdk.internal.picture.ReadingSignal;

/** The inverse of the irreversible 9/7 wavelet transform (F.3, F.3.8.1). */
final class IrreversibleWavelet {

    /** Columns that are transformed side by side, so that their samples share cache lines. */
    private static final int COLUMNS = 16;

    /** Table F.4, in the order of the inverse; the sign is that of the inverse. */
    private static final float[] STEPS = {
        -0.443506852043971f, -0.882911075530934f, 0.052980118572961f, 1.586134342059924f
    };

    private static final float LOW_GAIN = 1.230174104914001f;

    private IrreversibleWavelet() {}

    /**
     * Makes one resolution of the next lower one, which stands at the upper left of the plane, and the subbands around it.
     *
     * @param stride of the plane
     * @param low the lower resolution
     * @param whole the one to be made
     */
    static void invert(float[] plane, int stride, Area low, Area whole) {
        int width = whole.width();
        int height = whole.height();
        float[] line = new float[Math.max(width, COLUMNS * height)];
        int odd = whole.left() & 1;
        for (int y = 0; y < height; y++) {
            int start = y * stride;
            for (int i = 0, at = odd; i < low.width(); i++, at += 2) {
                line[at] = plane[start + i] * LOW_GAIN;
            }
            for (int i = low.width(), at = 1 - odd; i < width; i++, at += 2) {
                line[at] = plane[start + i] / LOW_GAIN;
            }
            row(line, width, odd);
            System.arraycopy(line, 0, plane, start, width);
        }
        for (int x = 0; x < width; x += COLUMNS) {
            ReadingSignal.check();
            columns(plane, stride, x, Math.min(COLUMNS, width - x), low.height(), whole, line);
        }
    }

    private static void row(float[] line, int length, int odd) {
        if (length == 1) {
            line[0] *= single(odd);
            return;
        }
        for (int step = 0; step < STEPS.length; step++) {
            float factor = STEPS[step];
            for (int i = step % 2 == 0 ? odd : 1 - odd; i < length; i += 2) {
                float before = line[i > 0 ? i - 1 : 1];
                float after = line[i + 1 < length ? i + 1 : i - 1];
                line[i] += factor * (before + after);
            }
        }
    }

    /** What one sample alone is to be multiplied by, its gain undone (F.3.6). */
    private static float single(int odd) {
        return odd == 0 ? 1 / LOW_GAIN : LOW_GAIN / 2;
    }

    private static void columns(float[] plane, int stride, int x, int count, int lowHeight, Area whole, float[] lines) {
        int height = whole.height();
        int odd = whole.top() & 1;
        for (int y = 0; y < height; y++) {
            boolean isLow = y < lowHeight;
            int line = COLUMNS * (isLow ? 2 * y + odd : 2 * (y - lowHeight) + 1 - odd);
            float gain = isLow ? LOW_GAIN : 1 / LOW_GAIN;
            for (int i = 0; i < count; i++) {
                lines[line + i] = plane[y * stride + x + i] * gain;
            }
        }
        if (height == 1) {
            for (int i = 0; i < count; i++) {
                lines[i] *= single(odd);
            }
        }
        for (int step = 0; height > 1 && step < STEPS.length; step++) {
            for (int y = step % 2 == 0 ? odd : 1 - odd; y < height; y += 2) {
                int before = COLUMNS * (y > 0 ? y - 1 : 1);
                int after = COLUMNS * (y + 1 < height ? y + 1 : y - 1);
                lift(lines, COLUMNS * y, before, after, STEPS[step]);
            }
        }
        for (int y = 0; y < height; y++) {
            System.arraycopy(lines, COLUMNS * y, plane, y * stride + x, count);
        }
    }

    private static void lift(float[] lines, int to, int before, int after, float factor) {
        for (int i = 0; i < COLUMNS; i++) {
            lines[to + i] += factor * (lines[before + i] + lines[after + i]);
        }
    }
}
