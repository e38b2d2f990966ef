package org.xattnbmd.sdk.internal.picture;

/** The filters that PNG rows are written with, undone. Format: PNG specification (W3C, third edition), section 9. */
final class PngFilter {

    private PngFilter() {}

    /**
     * Undoes the filter that the byte before a row names.
     *
     * @param start where the row lies
     * @param pixel bytes of a pixel
     * @param above where the row above lies, undone; zeros above the first
     * @throws org.xattnbmd.sdk.BmdException {@code IMAGE_CORRUPT} if there is no such filter
     */
    static void undo(byte[] block, int start, int length, int pixel, int above) {
        int end = start + length;
        switch (block[start - 1]) {
            case 0 -> {}
            case 1 -> {
                for (int i = start + pixel; i < end; i++) {
                    block[i] += block[i - pixel];
                }
            }
            case 2 -> {
                for (int i = 0; i < length; i++) {
                    block[start + i] += block[above + i];
                }
            }
            case 3 -> {
                for (int i = 0; i < length; i++) {
                    int left = i < pixel ? 0 : block[start + i - pixel] & 0xFF;
                    block[start + i] += left + (block[above + i] & 0xFF) >> 1;
                }
            }
            case 4 -> {
                for (int i = 0; i < pixel; i++) {
                    block[start + i] += block[above + i];
                }
                for (int i = pixel; i < length; i++) {
                    block[start + i] += paeth(
                            block[start + i - pixel] & 0xFF, block[above + i] & 0xFF, block[above + i - pixel] & 0xFF);
                }
            }
            default -> throw ImageIoDecoder.undecodable("png", null);
        }
    }

    /** Whichever of its neighbours left, above and above left is nearest to left + above - corner, in this order. */
    private static int paeth(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner);
        int toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        int nearest = toAbove < toLeft ? above : left;
        return toCorner < Math.min(toLeft, toAbove) ? corner : nearest;
    }
}
