package org.xattnbmd.sdk.internal.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the protobuf wire format in place: fields of one message between two offsets, nothing copied but texts. It never
 * reads outside its range. Format: protobuf.dev, "Encoding".
 */
public final class ProtobufReader {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final ByteBuffer bytes;
    private final int end;
    private int at;
    private int field;
    private int wireType;
    private long number;
    private int start;
    private int length;

    /** @param bytes from its start to its limit; its position is neither used nor moved */
    ProtobufReader(ByteBuffer bytes) {
        this(bytes, 0, bytes.limit());
    }

    private ProtobufReader(ByteBuffer bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /** The wire format is broken at an offset; {@link #truncated()} tells a message cut short from other damage. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean truncated;

        private MalformedException(String message, boolean truncated) {
            super(message);
            this.truncated = truncated;
        }

        boolean truncated() {
            return truncated;
        }
    }

    /** Moves to the next field; false at the end of the message. */
    boolean next() throws MalformedException {
        if (at == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 3 > (1 << 29) - 1) {
            throw new MalformedException("field number " + (tag >>> 3) + " at byte " + at, false);
        }
        switch (wireType) {
            case VARINT -> number = varint();
            case FIXED64 -> skip(8);
            case FIXED32 -> skip(4);
            case BYTES -> {
                long declared = varint();
                if (declared < 0) {
                    throw new MalformedException("negative length at byte " + at, false);
                }
                skip(declared);
            }
            default -> throw new MalformedException("wire type " + wireType + " at byte " + at, false);
        }
        return true;
    }

    int field() {
        return field;
    }

    /** Whether the current field has this number and wire type. */
    boolean is(int wantedField, int wantedType) {
        return field == wantedField && wireType == wantedType;
    }

    /** Value of a varint field. */
    long number() {
        return number;
    }

    /** Value of a length-delimited field as text. */
    String text() {
        byte[] text = new byte[length];
        bytes.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Value of a length-delimited field as a message. */
    ProtobufReader message() {
        return new ProtobufReader(bytes, start, start + length);
    }

    /** Adds the number of a varint field, or all of a packed one. */
    void numbers(NumberList numbers) throws MalformedException {
        if (wireType == VARINT) {
            numbers.add(number);
            return;
        }
        ProtobufReader packed = message();
        while (packed.at < packed.end) {
            numbers.add(packed.varint());
        }
    }

    /** Value of a length-delimited field as bytes, little endian; a view, nothing is copied. */
    ByteBuffer buffer() {
        return bytes.slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void skip(long count) throws MalformedException {
        if (count > end - at) {
            throw new MalformedException(
                    "field " + field + " at byte " + at + " has " + count + " bytes, " + (end - at) + " are left",
                    true);
        }
        start = at;
        length = (int) count;
        at += length;
    }

    private long varint() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw new MalformedException("the file ends inside a number", true);
            }
            byte next = bytes.get(at++);
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedException("a number longer than 10 bytes at byte " + at, false);
    }
}
