package org.xattnbmd.sdk.internal.picture.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntBinaryOperator;
import org.xattnbmd.sdk.internal.picture.dicom.DicomHeader.Bits;

/** Colour with 16 bits allocated a sample, as luminance in the bits that are stored. */
final class ColourWords {

    private ColourWords() {}

    static short[] natively(Dataset set, DicomHeader header, TransferSyntax declared) {
        Dataset.Element data = set.get(Tag.PIXEL_DATA);
        DicomPixels.checkLength(set, header, data, 3L * Short.BYTES * header.pixels(), declared);
        ByteBuffer bytes = ByteBuffer.wrap(set.bytes())
                .order(set.encoding().bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        boolean planar = header.samples().planar();
        return grey(
                header,
                (i, band) -> bytes.getShort(
                        data.start() + Short.BYTES * (planar ? band * header.pixels() + i : 3 * i + band)));
    }

    /** Two byte planes a sample, the more significant first. */
    static short[] runLength(byte[][] planes, DicomHeader header) {
        return grey(header, (i, band) -> planes[2 * band][i] << Byte.SIZE | planes[2 * band + 1][i] & 0xFF);
    }

    private static short[] grey(DicomHeader header, IntBinaryOperator cell) {
        Bits bits = header.bits();
        int shift = bits.high() + 1 - bits.stored();
        int mask = (1 << bits.stored()) - 1;
        IntBinaryOperator sample = (i, band) -> cell.applyAsInt(i, band) >>> shift & mask;
        short[] values = new short[header.pixels()];
        for (int i = 0; i < values.length; i++) {
            int first = sample.applyAsInt(i, 0);
            values[i] = (short)
                    (header.samples().luminanceFirst()
                            ? first
                            : DicomPixels.luminance(first, sample.applyAsInt(i, 1), sample.applyAsInt(i, 2)));
        }
        return values;
    }
}
