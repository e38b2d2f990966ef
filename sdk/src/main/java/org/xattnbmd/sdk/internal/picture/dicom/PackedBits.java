package org.xattnbmd.sdk.internal.picture.dicom;

/**
 * Cells that are no whole bytes, such as 1 bit or ACR-NEMA's 12: they follow each other without gaps, across bytes and rows, from
 * the lowest bit of each 16-bit word upwards (DICOM PS3.5, 8.1.1 and annex D).
 */
final class PackedBits {

    private PackedBits() {}

    static long bytes(int pixels, int allocated) {
        return ((long) pixels * allocated + Byte.SIZE - 1) / Byte.SIZE;
    }

    /**
     * The cells of packed bytes.
     *
     * @param swap 1 where the bytes of each word are in big-endian order, else 0
     */
    static short[] unpack(byte[] bytes, int start, int pixels, int allocated, int swap) {
        int last = (int) bytes(pixels, allocated) - 1;
        short[] cells = new short[pixels];
        for (int i = 0; i < pixels; i++) {
            long bit = (long) i * allocated;
            int first = (int) (bit / Byte.SIZE);
            int value = 0;
            for (int n = 0; n < 3 && first + n <= last; n++) {
                value |= (bytes[Math.min(start + (first + n ^ swap), bytes.length - 1)] & 0xFF) << Byte.SIZE * n;
            }
            cells[i] = (short) (value >>> (int) (bit % Byte.SIZE) & (1 << allocated) - 1);
        }
        return cells;
    }
}
