package org.xattnbmd.sdk.internal.preprocessing;

import org.xattnbmd.sdk.internal.picture.GreyPicture;

/**
 * A region of a picture, averaged over blocks of {@code factor} by {@code factor} pixels, and mirrored if asked for. What
 * is left over at the right and bottom edge of the result is not used. Mirroring first makes a right hip go through the
 * very same steps as the left one it looks like.
 *
 * @param values grey, row by row; may be longer than {@code width * height}; belongs to the workspace
 * @param originX left edge of the used part of the picture, in its pixels
 * @param originY top edge of the used part of the picture, in its pixels
 * @param minimum least grey
 * @param maximum greatest grey
 */
public record ReducedPicture(
        float[] values, int width, int height, int factor, int originX, int originY, float minimum, float maximum) {

    /** Every other of a word's four pixels. */
    private static final long LANES = 0x0000_FFFF_0000_FFFFL;

    /** Reduces by the largest whole factor that leaves the long side at least {@code leastSide} (or not at all). */
    public static ReducedPicture of(
            GreyPicture picture,
            int x,
            int y,
            int width,
            int height,
            int leastSide,
            boolean mirrored,
            Workspace workspace) {
        // A block of more than 256 x 256 pixels would overflow 32 bits.
        int factor = Math.max(1, Math.min(Math.max(width, height) / leastSide, Math.min(Math.min(width, height), 256)));
        int columns = width / factor;
        int rows = height / factor;
        int originX = x + (mirrored ? width - columns * factor : 0);
        float[] values = workspace.reduced(columns * rows);
        float share = 1f / ((float) factor * factor);
        int workers = workspace.workers().workers();
        for (int worker = 0; worker < workers; worker++) {
            workspace.scratch(worker).forgetExtremes();
        }
        workspace.workers().run(rows, (from, to, worker) -> {
            RowScratch scratch = workspace.scratch(worker);
            for (int row = from; row < to; row++) {
                int[] sums = scratch.columns(columns);
                int top = y + row * factor;
                if (factor % 2 == 0) {
                    sumPairs(picture, originX, top, factor, columns, sums, scratch);
                } else {
                    sumSingles(picture, originX, top, factor, columns, sums, scratch);
                }
                average(sums, columns, share, values, row * columns, mirrored, scratch);
            }
        });
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int worker = 0; worker < workers; worker++) {
            least = Math.min(least, workspace.scratch(worker).least);
            greatest = Math.max(greatest, workspace.scratch(worker).greatest);
        }
        return new ReducedPicture(values, columns, rows, factor, originX, y, least * share, greatest * share);
    }

    /** Sums of blocks (unsigned) become greys of one row. */
    private static void average(
            int[] sums, int columns, float share, float[] values, int at, boolean mirrored, RowScratch scratch) {
        long least = scratch.least;
        long greatest = scratch.greatest;
        int step = mirrored ? -1 : 1;
        int to = mirrored ? at + columns - 1 : at;
        for (int column = 0; column < columns; column++, to += step) {
            long sum = sums[column] & 0xFFFF_FFFFL;
            least = Math.min(least, sum);
            greatest = Math.max(greatest, sum);
            values[to] = sum * share;
        }
        scratch.least = least;
        scratch.greatest = greatest;
    }

    /** Sums of neighbouring pairs over the rows of a block, two sums a word; then whole blocks of pairs. */
    private static void sumPairs(
            GreyPicture picture, int x, int top, int factor, int columns, int[] sums, RowScratch scratch) {
        int count = words(columns * factor);
        long[] pairs = scratch.rowSums(count);
        long[] row = scratch.row(count);
        for (int line = 0; line < factor; line++) {
            read(picture, x, top + line, row, count);
            if (line == 0) {
                for (int i = 0; i < count; i++) {
                    pairs[i] = (row[i] & LANES) + (row[i] >>> 16 & LANES);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    pairs[i] += (row[i] & LANES) + (row[i] >>> 16 & LANES);
                }
            }
        }
        if (factor == GreyPicture.PER_WORD) {
            for (int column = 0; column < columns; column++) {
                sums[column] = (int) pairs[column] + (int) (pairs[column] >>> 32);
            }
            return;
        }
        int pair = 0;
        for (int column = 0; column < columns; column++) {
            int sum = 0;
            for (int i = 0; i < factor / 2; i++, pair++) {
                sum += (int) (pairs[pair >> 1] >>> 32 * (pair & 1));
            }
            sums[column] = sum;
        }
    }

    /** Sums of single pixels over the rows of a block, even and odd ones apart; then whole blocks of pixels. */
    private static void sumSingles(
            GreyPicture picture, int x, int top, int factor, int columns, int[] sums, RowScratch scratch) {
        int count = words(columns * factor);
        long[] even = scratch.rowSums(count);
        long[] odd = scratch.oddRowSums(count);
        long[] row = scratch.row(count);
        for (int line = 0; line < factor; line++) {
            read(picture, x, top + line, row, count);
            if (line == 0) {
                for (int i = 0; i < count; i++) {
                    even[i] = row[i] & LANES;
                    odd[i] = row[i] >>> 16 & LANES;
                }
            } else {
                for (int i = 0; i < count; i++) {
                    even[i] += row[i] & LANES;
                    odd[i] += row[i] >>> 16 & LANES;
                }
            }
        }
        int[] pixels = scratch.pixels(count * GreyPicture.PER_WORD);
        for (int i = 0, pixel = 0; i < count; i++, pixel += GreyPicture.PER_WORD) {
            pixels[pixel] = (int) even[i];
            pixels[pixel + 1] = (int) odd[i];
            pixels[pixel + 2] = (int) (even[i] >>> 32);
            pixels[pixel + 3] = (int) (odd[i] >>> 32);
        }
        for (int column = 0, pixel = 0; column < columns; column++) {
            int sum = 0;
            for (int i = 0; i < factor; i++, pixel++) {
                sum += pixels[pixel];
            }
            sums[column] = sum;
        }
    }

    private static int words(int pixels) {
        return (pixels + GreyPicture.PER_WORD - 1) / GreyPicture.PER_WORD;
    }

    /** Pixels of a row from x on, packed as in the picture but from the first word's first place on. */
    private static void read(GreyPicture picture, int x, int y, long[] row, int count) {
        long[] words = picture.words();
        int start = y * picture.stride() + x / GreyPicture.PER_WORD;
        int shift = 16 * (x % GreyPicture.PER_WORD);
        if (shift == 0) {
            System.arraycopy(words, start, row, 0, count);
            return;
        }
        // A row may end within the last word; what follows is then another row's, and beyond the columns that are
        // summed.
        int inside = Math.min(count, words.length - 1 - start);
        for (int i = 0; i < inside; i++) {
            row[i] = words[start + i] >>> shift | words[start + i + 1] << 64 - shift;
        }
        if (inside < count) {
            row[inside] = words[start + inside] >>> shift;
        }
    }
}
