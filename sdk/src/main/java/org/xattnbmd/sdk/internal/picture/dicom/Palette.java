package org.xattnbmd.sdk.internal.picture.dicom;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/** The colours of a PALETTE COLOR picture (DICOM PS3.3, C.7.6.3.1.5, C.7.9): a table each for red, green and blue. */
record Palette(LookupTable red, LookupTable green, LookupTable blue) {

    static Palette of(Dataset set, boolean signed) {
        return new Palette(table(set, 0, signed), table(set, 1, signed), table(set, 2, signed));
    }

    private static LookupTable table(Dataset set, int colour, boolean signed) {
        int descriptor = Tag.PALETTE_DESCRIPTOR + colour;
        if (isFilled(set, Tag.PALETTE_DATA + colour)) {
            return LookupTable.of(set, descriptor, Tag.PALETTE_DATA + colour, signed);
        }
        if (isFilled(set, Tag.SEGMENTED_PALETTE_DATA + colour)) {
            return LookupTable.ofSegments(set, descriptor, Tag.SEGMENTED_PALETTE_DATA + colour, signed);
        }
        throw new BmdException(
                Code.IMAGE_UNSUPPORTED,
                "Expected a palette in the file, received PALETTE COLOR without one. Export the picture as grey.");
    }

    private static boolean isFilled(Dataset set, int tag) {
        return set.has(tag) && set.get(tag).length() > 0;
    }

    /** The luminance of a stored value's colour, in 16 bits; of a grey palette exactly its grey. */
    short grey(int stored) {
        int bits = Math.max(red.bits(), Math.max(green.bits(), blue.bits()));
        return GreyPicture.stretch(DicomPixels.luminance(red.at(stored), green.at(stored), blue.at(stored)), bits);
    }
}
