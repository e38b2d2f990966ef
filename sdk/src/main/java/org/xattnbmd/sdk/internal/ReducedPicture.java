package org.xattnbmd.sdk.internal;

import java.util.Arrays;

/**
 * A region of a picture, averaged over blocks of {@code factor} by {@code factor} pixels, and mirrored if asked for. What
 * is left over at the right and bottom edge of the result is not used. Mirroring first makes a right hip go through the
 * very same steps as the left one it looks like.
 *
 * @param values grey, row by row
 * @param originX left edge of the used part of the picture, in its pixels
 * @param originY top edge of the used part of the picture, in its pixels
 */
public record ReducedPicture(float[] values, int width, int height, int factor, int originX, int originY) {

    /** Reduces by the largest whole factor that leaves the long side at least {@code leastSide} (or not at all). */
    public static ReducedPicture of(
            GreyPicture picture, int x, int y, int width, int height, int leastSide, boolean mirrored) {
        int factor = Math.max(1, Math.min(Math.max(width, height) / leastSide, Math.min(width, height)));
        int columns = width / factor;
        int rows = height / factor;
        int originX = x + (mirrored ? width - columns * factor : 0);
        float[] values = new float[columns * rows];
        int[] sums = new int[columns];
        float share = 1f / (factor * factor);
        for (int row = 0; row < rows; row++) {
            Arrays.fill(sums, 0);
            for (int line = 0; line < factor; line++) {
                addLine(picture, (y + row * factor + line) * picture.width() + originX, factor, sums);
            }
            for (int column = 0; column < columns; column++) {
                // Blocks have at most 2^15 pixels of 16 bits, so the sum fits 31 bits.
                int to = mirrored ? columns - 1 - column : column;
                values[row * columns + to] = sums[column] * share;
            }
        }
        return new ReducedPicture(values, columns, rows, factor, originX, y);
    }

    private static void addLine(GreyPicture picture, int start, int factor, int[] sums) {
        short[] pixels = picture.pixels();
        int at = start;
        for (int column = 0; column < sums.length; column++) {
            int sum = 0;
            for (int i = 0; i < factor; i++) {
                sum += pixels[at++] & 0xFFFF;
            }
            sums[column] += sum;
        }
    }
}
