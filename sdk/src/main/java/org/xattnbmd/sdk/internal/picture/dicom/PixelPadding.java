package org.xattnbmd.sdk.internal.picture.dicom;

/**
 * Stored values of pixels that are no picture: Pixel Padding Value, or all from it to Pixel Padding Range Limit, both
 * included, whichever is the greater (DICOM PS3.3, C.7.5.1.1.2).
 *
 * @param value as stored, of the pixels' own representation
 * @param limit likewise; the value itself where there is no range
 */
public record PixelPadding(int value, int limit) {

    /** Null where the header declares none; a limit without a value says nothing. */
    static PixelPadding of(Dataset set) {
        if (!set.has(Tag.PIXEL_PADDING_VALUE)) {
            return null;
        }
        int value = set.unsigned16(Tag.PIXEL_PADDING_VALUE, 0);
        return new PixelPadding(value, set.unsigned16(Tag.PIXEL_PADDING_RANGE_LIMIT, value));
    }

    /** Gives every pixel of the range the padding value. */
    void unify(short[] stored, int bitsStored, boolean signed) {
        if (value == limit) {
            return;
        }
        int first = number(value, bitsStored, signed);
        int last = number(limit, bitsStored, signed);
        int least = Math.min(first, last);
        int greatest = Math.max(first, last);
        for (int i = 0; i < stored.length; i++) {
            int pixel = number(stored[i], bitsStored, signed);
            if (pixel >= least && pixel <= greatest) {
                stored[i] = (short) value;
            }
        }
    }

    /** What the stored bits mean; bits above them, such as overlays, do not count. */
    static int number(int bits, int bitsStored, boolean signed) {
        int unused = Integer.SIZE - bitsStored;
        return signed ? bits << unused >> unused : bits << unused >>> unused;
    }
}
