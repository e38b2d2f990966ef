package org.xattnbmd.sdk.internal.picture.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xattnbmd.sdk.internal.picture.dicom.DicomHeader.Bits;

/**
 * Cells of more than 16 bits: integers of 32 (of which 1 to 32 are stored), Float Pixel Data and Double Float Pixel Data
 * (DICOM PS3.3, C.7.6.24 and C.7.6.25). {@link Narrowing} brings what does not fit to 16 bits.
 */
final class WideCells {

    private WideCells() {}

    /** Whether the pixels are floating-point numbers; then the header has no Bits Stored. */
    static boolean areReal(Dataset set) {
        return !set.has(Tag.PIXEL_DATA) && (set.has(Tag.FLOAT_PIXEL_DATA) || set.has(Tag.DOUBLE_FLOAT_PIXEL_DATA));
    }

    static StoredPixels reals(Dataset set, DicomHeader header) {
        boolean single = set.has(Tag.FLOAT_PIXEL_DATA);
        Dataset.Element data = set.get(single ? Tag.FLOAT_PIXEL_DATA : Tag.DOUBLE_FLOAT_PIXEL_DATA);
        int size = single ? Float.BYTES : Double.BYTES;
        DicomPixels.checkLength(set, header, data, (long) size * header.pixels(), null);
        ByteBuffer bytes = bytes(set);
        int start = data.start();
        return single
                ? new Narrowing(i -> bytes.getFloat(start + Float.BYTES * i), header.pixels())
                        .without(
                                real(set, Tag.FLOAT_PIXEL_PADDING_VALUE, size),
                                real(set, Tag.FLOAT_PIXEL_PADDING_RANGE_LIMIT, size))
                        .pixels()
                : new Narrowing(i -> bytes.getDouble(start + Double.BYTES * i), header.pixels())
                        .without(
                                real(set, Tag.DOUBLE_FLOAT_PIXEL_PADDING_VALUE, size),
                                real(set, Tag.DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT, size))
                        .pixels();
    }

    /** NaN where the header has none. */
    private static double real(Dataset set, int tag, int size) {
        if (!set.has(tag) || set.get(tag).length() == 0) {
            return Double.NaN;
        }
        if (set.get(tag).length() < size) {
            throw Dataset.unreadable(tag, "is too short");
        }
        int start = set.get(tag).start();
        return size == Float.BYTES ? bytes(set).getFloat(start) : bytes(set).getDouble(start);
    }

    /** Cells of 32 bits that are not compressed. */
    static StoredPixels natively(Dataset set, DicomHeader header, TransferSyntax declared) {
        Dataset.Element data = set.get(Tag.PIXEL_DATA);
        DicomPixels.checkLength(set, header, data, (long) Integer.BYTES * header.pixels(), declared);
        ByteBuffer bytes = bytes(set);
        // Other words (OW) have 16 bits, of which the lower half of a cell comes first in either byte order (PS3.5,
        // 8.1.1).
        boolean halves = set.encoding().bigEndian() && !data.vr().equals("OL");
        int[] cells = new int[header.pixels()];
        for (int i = 0; i < cells.length; i++) {
            int cell = bytes.getInt(data.start() + Integer.BYTES * i);
            cells[i] = halves ? Integer.rotateLeft(cell, Short.SIZE) : cell;
        }
        return integers(cells, set, header);
    }

    /** The four byte planes of RLE, the most significant first. */
    static StoredPixels runLength(byte[][] planes, Dataset set, DicomHeader header) {
        int[] cells = new int[header.pixels()];
        for (int i = 0; i < cells.length; i++) {
            for (byte[] plane : planes) {
                cells[i] = cells[i] << Byte.SIZE | plane[i] & 0xFF;
            }
        }
        return integers(cells, set, header);
    }

    private static StoredPixels integers(int[] cells, Dataset set, DicomHeader header) {
        Bits bits = header.bits();
        checkAbove(cells, bits);
        int up = Integer.SIZE - 1 - bits.high();
        int down = Integer.SIZE - bits.stored();
        for (int i = 0; i < cells.length; i++) {
            cells[i] = bits.signed() ? cells[i] << up >> down : cells[i] << up >>> down;
        }
        if (bits.stored() > Short.SIZE) {
            PixelPadding padding = header.padding();
            return new Narrowing(bits.signed() ? i -> cells[i] : i -> Integer.toUnsignedLong(cells[i]), header.pixels())
                    .without(
                            padding == null ? Double.NaN : whole(padding.value(), bits),
                            padding == null ? Double.NaN : whole(padding.limit(), bits))
                    .pixels();
        }
        short[] stored = new short[cells.length];
        for (int i = 0; i < cells.length; i++) {
            stored[i] = (short) cells[i];
        }
        return Tones.apply(stored, set, header);
    }

    /** Pixel Padding Value has 16 bits even where the pixels have more. */
    private static double whole(int padding, Bits bits) {
        return bits.signed() ? (short) padding : padding;
    }

    private static void checkAbove(int[] cells, Bits bits) {
        if (bits.high() == Integer.SIZE - 1) {
            return;
        }
        int wrong = 0;
        for (int cell : cells) {
            int outside = cell >> bits.high() + 1;
            boolean extended = bits.signed() && outside == -1 && (cell >>> bits.high() & 1) == 1;
            wrong += outside != 0 && !extended ? 1 : 0;
        }
        if (wrong > StoredBits.FEW * cells.length) {
            throw StoredBits.wrongBits(bits.high());
        }
    }

    private static ByteBuffer bytes(Dataset set) {
        return ByteBuffer.wrap(set.bytes())
                .order(set.encoding().bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
}
