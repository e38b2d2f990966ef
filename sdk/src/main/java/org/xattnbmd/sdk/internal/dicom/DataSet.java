package org.xattnbmd.sdk.internal.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A data set to be written: values by attribute, in the order of their tags. Texts of our own stay texts until they are written,
 * because only the whole file knows its character set; texts of others are bytes that nobody touches. Not thread-safe while
 * it is filled.
 */
public final class DataSet {

    private static final int ITEM = 0xE000;
    private static final int END_OF_ITEMS = 0xE0DD;
    private static final int UNDEFINED = -1;

    /** An element's value: own text, bytes as they are, a sequence's items, or a compressed picture. */
    private sealed interface Value permits Text, Bytes, Items, Frame {}

    private record Text(String text) implements Value {}

    private record Bytes(byte[] bytes) implements Value {}

    private record Items(List<DataSet> items) implements Value {}

    /** A picture that is compressed. */
    private record Frame(byte[] bytes) implements Value {}

    private final Map<Attribute, Value> values = new EnumMap<>(Attribute.class);

    /**
     * Puts own text.
     *
     * @param texts the values of the attribute, none for an empty one
     * @throws IllegalArgumentException if one is longer than its value representation allows
     */
    public DataSet put(Attribute attribute, String... texts) {
        List<String> plain = Arrays.stream(texts)
                .map(text -> DicomText.plain(text, attribute.vr()))
                .toList();
        for (String text : plain) {
            if (text.length() > attribute.vr().mostCharacters()) {
                throw new IllegalArgumentException("Expected at most "
                        + attribute.vr().mostCharacters() + " characters for " + attribute + ", received "
                        + text.length());
            }
        }
        values.put(attribute, new Text(String.join("\\", plain)));
        return this;
    }

    /** Puts bytes as they are; a byte of padding is added to an odd number when they are written. */
    public DataSet putBytes(Attribute attribute, byte[] bytes) {
        values.put(attribute, new Bytes(bytes));
        return this;
    }

    /**
     * Puts a compressed picture of one frame as encapsulated pixel data (PS3.5, A.4).
     *
     * @param frame of an even number of bytes
     */
    public DataSet putFrame(Attribute attribute, byte[] frame) {
        values.put(attribute, new Frame(frame));
        return this;
    }

    /** Puts whole numbers in 16 or 32 bits, as the attribute's value representation says. */
    public DataSet putWhole(Attribute attribute, int... numbers) {
        int size = attribute.vr().isShorts() ? Short.BYTES : Integer.BYTES;
        ByteBuffer bytes = little(size * numbers.length);
        for (int number : numbers) {
            if (size == Short.BYTES) {
                bytes.putShort((short) number);
            } else {
                bytes.putInt(number);
            }
        }
        return putBytes(attribute, bytes.array());
    }

    /** Puts numbers as 32-bit floating point. */
    public DataSet putFloats(Attribute attribute, float... numbers) {
        ByteBuffer bytes = little(Float.BYTES * numbers.length);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return putBytes(attribute, bytes.array());
    }

    /** Puts a sequence; without items it is there and empty. */
    public DataSet putItems(Attribute attribute, List<DataSet> items) {
        values.put(attribute, new Items(List.copyOf(items)));
        return this;
    }

    /** Puts a sequence of one item, or of some. */
    public DataSet putItems(Attribute attribute, DataSet... items) {
        return putItems(attribute, Arrays.asList(items));
    }

    /** Takes over all attributes of another data set. */
    public DataSet putAll(DataSet other) {
        values.putAll(other.values);
        return this;
    }

    /** Takes over these attributes of another data set, as far as it has them. */
    public DataSet putCopies(DataSet other, Attribute... attributes) {
        for (Attribute attribute : attributes) {
            if (other.has(attribute)) {
                values.put(attribute, other.values.get(attribute));
            }
        }
        return this;
    }

    /** Adds what is not there as an empty attribute: type 2 of the standard. */
    public DataSet emptyIfAbsent(Attribute... attributes) {
        for (Attribute attribute : attributes) {
            values.putIfAbsent(attribute, attribute.vr() == Vr.SQ ? new Items(List.of()) : new Bytes(new byte[0]));
        }
        return this;
    }

    /** Whether the attribute is there and not empty. */
    public boolean has(Attribute attribute) {
        Value value = values.get(attribute);
        return value instanceof Text text && !text.text.isEmpty()
                || value instanceof Bytes bytes && bytes.bytes.length > 0
                || value instanceof Items items && !items.items.isEmpty();
    }

    /** Bytes of others, one character each and without padding, to be compared; empty if there are none. */
    public String bytes(Attribute attribute) {
        return values.get(attribute) instanceof Bytes bytes
                ? new String(bytes.bytes, StandardCharsets.ISO_8859_1).strip()
                : "";
    }

    /** The items of a sequence, none if it is absent. */
    public List<DataSet> items(Attribute attribute) {
        return values.get(attribute) instanceof Items items ? items.items : List.of();
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The elements in explicit VR little endian. */
    Pieces encode(DicomText text) {
        Pieces pieces = new Pieces();
        values.forEach((attribute, value) -> {
            if (value instanceof Frame frame) {
                add(pieces, attribute, frame);
            } else {
                add(pieces, attribute, pieces(value, text));
            }
        });
        return pieces;
    }

    private static Pieces pieces(Value value, DicomText text) {
        if (value instanceof Items items) {
            return items(items.items, text);
        }
        return new Pieces().add(value instanceof Text own ? text.encode(own.text) : ((Bytes) value).bytes);
    }

    private static Pieces items(List<DataSet> items, DicomText text) {
        Pieces pieces = new Pieces();
        for (DataSet item : items) {
            Pieces content = item.encode(text);
            pieces.add(delimiter(ITEM, content.length())).add(content);
        }
        return pieces;
    }

    /** Of an item or of the end of items, which have no value representation. */
    private static byte[] delimiter(int element, int length) {
        return little(8)
                .putShort((short) 0xFFFE)
                .putShort((short) element)
                .putInt(length)
                .array();
    }

    /** Without a table of offsets: there is one frame, in one fragment. */
    private static void add(Pieces pieces, Attribute attribute, Frame frame) {
        pieces.add(head(attribute, Vr.OB, UNDEFINED))
                .add(delimiter(ITEM, 0))
                .add(delimiter(ITEM, frame.bytes.length))
                .add(frame.bytes)
                .add(delimiter(END_OF_ITEMS, 0));
    }

    private static void add(Pieces pieces, Attribute attribute, Pieces value) {
        Vr vr = attribute.vr();
        int even = value.length() + value.length() % 2;
        if (!vr.isLong() && even > 0xFFFE) {
            throw new IllegalArgumentException("Expected at most 65,534 bytes for " + attribute + ", received " + even);
        }
        pieces.add(head(attribute, vr, even)).add(value);
        if (even > value.length()) {
            pieces.add(new byte[] {vr.padding()});
        }
    }

    private static byte[] head(Attribute attribute, Vr vr, int length) {
        ByteBuffer head = little(vr.isLong() ? 12 : 8);
        head.putShort((short) (attribute.tag() >>> 16)).putShort((short) attribute.tag());
        head.put((byte) vr.name().charAt(0)).put((byte) vr.name().charAt(1));
        if (vr.isLong()) {
            head.putShort((short) 0).putInt(length);
        } else {
            head.putShort((short) length);
        }
        return head.array();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Which attributes there are, and no values: they may be a person's. */
    @Override
    public String toString() {
        return "DataSet" + values.keySet();
    }
}
