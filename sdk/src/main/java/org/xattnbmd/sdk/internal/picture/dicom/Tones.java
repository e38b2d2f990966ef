package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.xattnbmd.sdk.internal.picture.GreyPicture;
import org.xattnbmd.sdk.internal.picture.dicom.DicomHeader.Bits;

/**
 * From stored values to 16-bit ones, where the header has a table for it (a Modality LUT, DICOM PS3.3, C.11.1, or a palette) or
 * where they have fewer than the 8 bits that pictures are made of.
 */
final class Tones {

    private static final int LEAST_BITS = 8;
    private static final int VALUES = 1 << Short.SIZE;

    private Tones() {}

    /** The pixels as they are to be read; {@code stored} itself where there is nothing to do, and changed otherwise. */
    static StoredPixels apply(short[] stored, Dataset set, DicomHeader header) {
        Bits bits = header.bits();
        PixelPadding padding = header.padding();
        if (padding != null) {
            padding.unify(stored, bits.stored(), bits.signed());
        }
        IntUnaryOperator tone = tone(set, header);
        if (tone == null) {
            return new StoredPixels(stored, bits.stored(), bits.signed(), padding == null ? null : padding.value());
        }
        int mask = (1 << bits.stored()) - 1;
        short[] table = new short[mask + 1];
        BitSet taken = new BitSet(VALUES);
        Integer marked = padding == null ? null : padding.value() & mask;
        for (int cell = 0; cell <= mask; cell++) {
            table[cell] = (short) tone.applyAsInt(PixelPadding.number(cell, bits.stored(), bits.signed()));
            if (marked == null || cell != marked) {
                taken.set(table[cell] & VALUES - 1);
            }
        }
        // Whatever the table, one of the 65,536 values is left for pixels that are no picture.
        Integer unused = marked == null ? null : taken.nextClearBit(0);
        if (marked != null) {
            table[marked] = unused.shortValue();
        }
        for (int i = 0; i < stored.length; i++) {
            stored[i] = table[stored[i] & mask];
        }
        return new StoredPixels(stored, Short.SIZE, false, unused);
    }

    /** What a stored value becomes, or null where it stays as it is. */
    private static IntUnaryOperator tone(Dataset set, DicomHeader header) {
        Bits bits = header.bits();
        if (header.samples().palette()) {
            return Palette.of(set, bits.signed())::grey;
        }
        List<Dataset> modality =
                header.samples().count() == 1 ? LookupTable.items(set, Tag.MODALITY_LUT_SEQUENCE) : List.of();
        if (!modality.isEmpty()) {
            LookupTable table = LookupTable.ofItem(modality.get(0), bits.signed());
            return stored -> GreyPicture.stretch(table.at(stored), table.bits());
        }
        int least = bits.signed() ? 1 << bits.stored() - 1 : 0;
        return bits.stored() >= LEAST_BITS ? null : stored -> GreyPicture.stretch(stored + least, bits.stored());
    }
}
