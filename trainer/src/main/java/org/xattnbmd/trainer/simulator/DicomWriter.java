package org.xattnbmd.trainer.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Elements of a DICOM data set in explicit VR little endian (PS3.5, 7.1.2), in the order of their tags. Own code, because a
 * DICOM toolkit is far more than a few dozen plain elements need.
 */
final class DicomWriter {

    private static final int LONGEST_SHORT = 0xFFFE;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long last = -1;

    /** A text; padded to an even length, with a zero for a UID and a blank otherwise. */
    DicomWriter text(int tag, String vr, String value) {
        byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
        byte[] even = new byte[ascii.length + ascii.length % 2];
        System.arraycopy(ascii, 0, even, 0, ascii.length);
        if (even.length > ascii.length) {
            even[ascii.length] = (byte) (vr.equals("UI") ? 0 : ' ');
        }
        return element(tag, vr, even);
    }

    DicomWriter unsigned16(int tag, int value) {
        return element(tag, "US", little(2).putShort((short) value).array());
    }

    DicomWriter unsigned32(int tag, int value) {
        return element(tag, "UL", little(4).putInt(value).array());
    }

    /** OB and OW have a length of four bytes, all others here of two. */
    DicomWriter element(int tag, String vr, byte[] value) {
        long order = Integer.toUnsignedLong(tag);
        if (order <= last || value.length > LONGEST_SHORT && !vr.startsWith("O")) {
            throw new IllegalStateException(String.format("DICOM element %08x is out of order or too long", tag));
        }
        last = order;
        boolean wide = vr.startsWith("O");
        ByteBuffer head = little(wide ? 12 : 8);
        head.putShort((short) (tag >>> 16)).putShort((short) tag).put(vr.getBytes(StandardCharsets.US_ASCII));
        if (wide) {
            head.putShort((short) 0).putInt(value.length);
        } else {
            head.putShort((short) value.length);
        }
        out.writeBytes(head.array());
        out.writeBytes(value);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
