package org.xattnbmd.sdk.internal.picture.jpeg2000;

import org.xattnbmd.sdk.internal.picture.ReadingSignal;

/** The inverse of the reversible 5/3 wavelet transform (F.3, F.3.8.2), exact in whole numbers. */
final class ReversibleWavelet {

    /** Columns that are transformed side by side, so that their samples share cache lines. */
    private static final int COLUMNS = 16;

    private ReversibleWavelet() {}

    /**
     * Makes one resolution of the next lower one, which stands at the upper left of the plane, and the subbands around it.
     *
     * @param stride of the plane
     * @param low the lower resolution
     * @param whole the one to be made
     */
    static void invert(int[] plane, int stride, Area low, Area whole) {
        int width = whole.width();
        int height = whole.height();
        int[] line = new int[Math.max(width, COLUMNS * height)];
        int odd = whole.left() & 1;
        for (int y = 0; y < height; y++) {
            int start = y * stride;
            for (int i = 0, at = odd; i < low.width(); i++, at += 2) {
                line[at] = plane[start + i];
            }
            for (int i = low.width(), at = 1 - odd; i < width; i++, at += 2) {
                line[at] = plane[start + i];
            }
            row(line, width, odd);
            System.arraycopy(line, 0, plane, start, width);
        }
        for (int x = 0; x < width; x += COLUMNS) {
            ReadingSignal.check();
            columns(plane, stride, x, Math.min(COLUMNS, width - x), low.height(), whole, line);
        }
    }

    private static void row(int[] line, int length, int odd) {
        if (length == 1) {
            line[0] >>= odd;
            return;
        }
        for (int i = odd; i < length; i += 2) {
            int before = line[i > 0 ? i - 1 : 1];
            int after = line[i + 1 < length ? i + 1 : i - 1];
            line[i] -= before + after + 2 >> 2;
        }
        for (int i = 1 - odd; i < length; i += 2) {
            int before = line[i > 0 ? i - 1 : 1];
            int after = line[i + 1 < length ? i + 1 : i - 1];
            line[i] += before + after >> 1;
        }
    }

    private static void columns(int[] plane, int stride, int x, int count, int lowHeight, Area whole, int[] lines) {
        int height = whole.height();
        int odd = whole.top() & 1;
        for (int y = 0; y < height; y++) {
            int line = y < lowHeight ? 2 * y + odd : 2 * (y - lowHeight) + 1 - odd;
            System.arraycopy(plane, y * stride + x, lines, line * COLUMNS, count);
        }
        if (height == 1) {
            for (int i = 0; i < count; i++) {
                lines[i] >>= odd;
            }
        } else {
            for (int y = odd; y < height; y += 2) {
                int before = COLUMNS * (y > 0 ? y - 1 : 1);
                int after = COLUMNS * (y + 1 < height ? y + 1 : y - 1);
                for (int i = 0; i < COLUMNS; i++) {
                    lines[COLUMNS * y + i] -= lines[before + i] + lines[after + i] + 2 >> 2;
                }
            }
            for (int y = 1 - odd; y < height; y += 2) {
                int before = COLUMNS * (y > 0 ? y - 1 : 1);
                int after = COLUMNS * (y + 1 < height ? y + 1 : y - 1);
                for (int i = 0; i < COLUMNS; i++) {
                    lines[COLUMNS * y + i] += lines[before + i] + lines[after + i] >> 1;
                }
            }
        }
        for (int y = 0; y < height; y++) {
            System.arraycopy(lines, COLUMNS * y, plane, y * stride + x, count);
        }
    }
}
