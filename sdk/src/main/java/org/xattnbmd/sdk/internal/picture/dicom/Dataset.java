package org.xattnbmd.sdk.internal.picture.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * The top-level elements of a DICOM data set up to its pixel data, by tag. Sequences are walked over; the items of one are
 * read when somebody asks for them. Every length is checked against the bytes there are. An attribute that is there and is
 * not what it should be refuses the file: nothing is read as if it were absent. Format: DICOM PS3.5, section 7.
 */
public final class Dataset {

    static final long UNDEFINED = 0xFFFF_FFFFL;
    private static final int MAXIMUM_DEPTH = 32;

    /** Where an element's value lies; {@code vr} is empty in implicit syntax. */
    record Element(String vr, int start, int length) {}

    private final ByteBuffer data;
    private final Encoding encoding;
    private final Map<Integer, Element> elements = new HashMap<>();
    private final List<Element> fragments = new ArrayList<>();
    private boolean encapsulated;
    private int offsets;

    private Dataset(byte[] bytes, int start, int end, Encoding encoding) {
        this.data = ByteBuffer.wrap(bytes).position(start).limit(end);
        this.data.order(encoding.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        this.encoding = encoding;
    }

    /** Reads the file meta information; {@link #end} is where the data set starts. */
    static Dataset meta(byte[] bytes, int start) {
        Dataset meta = new Dataset(bytes, start, bytes.length, Encoding.at(bytes, start, Encoding.EXPLICIT_LITTLE));
        while (meta.data.remaining() >= 8 && meta.data.getShort(meta.data.position()) == 2) {
            meta.element(meta.tag(), 0);
        }
        return meta;
    }

    /** Reads a data set up to and including its pixel data. */
    static Dataset read(byte[] bytes, int start, Encoding declared) {
        Dataset set = new Dataset(bytes, start, bytes.length, Encoding.at(bytes, start, declared));
        while (set.data.hasRemaining() && !set.elements.containsKey(Tag.PIXEL_DATA)) {
            set.element(set.tag(), 0);
        }
        return set;
    }

    int end() {
        return data.position();
    }

    byte[] bytes() {
        return data.array();
    }

    Encoding encoding() {
        return encoding;
    }

    boolean has(int tag) {
        return elements.containsKey(tag);
    }

    /** Whether an attribute is there without a value. */
    boolean isEmpty(int tag) {
        return has(tag) && get(tag).length == 0;
    }

    Element get(int tag) {
        return elements.get(tag);
    }

    /** The pixel data's fragments without the offset table; empty if it is native. */
    List<Element> fragments() {
        return fragments;
    }

    boolean encapsulated() {
        return encapsulated;
    }

    /** The items of a sequence; none if it is absent or empty. */
    List<Dataset> items(int tag) {
        Element element = elements.get(tag);
        if (element == null) {
            return List.of();
        }
        // The content of VR UN is implicit little endian (PS3.5, 6.2.2).
        Encoding inner = element.vr.equals("UN") ? Encoding.IMPLICIT_LITTLE : encoding;
        Dataset walk = new Dataset(data.array(), element.start, element.start + element.length, inner);
        List<Dataset> items = new ArrayList<>();
        while (walk.data.hasRemaining()) {
            int head = walk.tag();
            long length = walk.unsigned32();
            if (head == Tag.SEQUENCE_DELIMITATION) {
                break;
            }
            if (head != Tag.ITEM) {
                throw corrupt("a sequence without items");
            }
            walk.need(length == UNDEFINED ? 0 : length);
            int start = walk.data.position();
            int end = length == UNDEFINED ? walk.data.limit() : start + (int) length;
            Dataset item = new Dataset(data.array(), start, end, inner);
            item.readItem(length == UNDEFINED);
            walk.data.position(length == UNDEFINED ? item.end() : end);
            items.add(item);
        }
        return items;
    }

    /** Takes over from an item of this data set what it does not have itself. */
    void addAbsent(Dataset item) {
        item.elements.forEach(elements::putIfAbsent);
    }

    /** A copy of an element's bytes, numbers of 16 bits in little endian; the element is there. */
    byte[] copy(int tag, boolean shorts) {
        Element element = elements.get(tag);
        byte[] bytes = Arrays.copyOfRange(data.array(), element.start, element.start + element.length);
        if (shorts && encoding.bigEndian()) {
            for (int i = 0; i + 1 < bytes.length; i += 2) {
                byte first = bytes[i];
                bytes[i] = bytes[i + 1];
                bytes[i + 1] = first;
            }
        }
        return bytes;
    }

    /** How many frames the offset table lists, 0 if it is empty. */
    int offsets() {
        return offsets;
    }

    /** The n-th entry of a lookup table, of one byte or two. Bytes stand in words, the first one in the lower half. */
    int tableValue(int tag, int n, boolean wide) {
        Element element = elements.get(tag);
        if (wide) {
            return data.getShort(element.start + 2 * n) & 0xFFFF;
        }
        boolean swapped = encoding.bigEndian() && !element.vr.equals("OB");
        return data.get(element.start + Math.min(swapped ? n ^ 1 : n, element.length - 1)) & 0xFF;
    }

    /** The n-th of several 16-bit values, such as a table's descriptor has. */
    int word(int tag, int n) {
        Element element = elements.get(tag);
        if (element.length < 2 * (n + 1)) {
            throw unreadable(tag, "is too short");
        }
        return data.getShort(element.start + 2 * n) & 0xFFFF;
    }

    private void readItem(boolean delimited) {
        while (data.hasRemaining()) {
            int start = data.position();
            int tag = tag();
            if (delimited && tag == Tag.ITEM_DELIMITATION) {
                unsigned32();
                return;
            }
            if (delimited && (tag == Tag.ITEM || tag == Tag.SEQUENCE_DELIMITATION)) {
                data.position(start);
                return;
            }
            element(tag, 0);
        }
    }

    /** A text value without padding, empty if absent. */
    String text(int tag) {
        Element element = elements.get(tag);
        return element == null
                ? ""
                : new String(data.array(), element.start, element.length, StandardCharsets.ISO_8859_1)
                        .replace('\0', ' ')
                        .strip();
    }

    /**
     * The n-th value of a number, mostly a decimal text such as {@code 0.2\0.2}; empty if the attribute is absent or has no
     * such value.
     *
     * @throws BmdException {@code IMAGE_CORRUPT} if it is there and no number
     */
    OptionalDouble decimal(int tag, int n) {
        String vr = has(tag) ? get(tag).vr : "";
        if (Encoding.binaryBytes(vr) > 0) {
            return binary(tag, n);
        }
        String[] values = text(tag).split("\\\\");
        if (n >= values.length || values[n].isBlank()) {
            return OptionalDouble.empty();
        }
        OptionalDouble number = Numbers.decimal(values[n]);
        if (number.isEmpty()) {
            throw unreadable(tag, "is no number");
        }
        return number;
    }

    /** A number that the standard writes as text and the file as a binary one, and says so. */
    private OptionalDouble binary(int tag, int n) {
        Element element = get(tag);
        int size = Encoding.binaryBytes(element.vr);
        if (element.length < size * (n + 1)) {
            return OptionalDouble.empty();
        }
        int at = element.start + size * n;
        double value = switch (element.vr) {
            case "FD" -> data.getDouble(at);
            case "FL" -> data.getFloat(at);
            case "US" -> data.getShort(at) & 0xFFFF;
            case "SS" -> data.getShort(at);
            case "UL" -> data.getInt(at) & 0xFFFF_FFFFL;
            default -> data.getInt(at);
        };
        if (!Double.isFinite(value)) {
            throw unreadable(tag, "is no number");
        }
        return OptionalDouble.of(value);
    }

    /** A whole number that is written as text, or {@code otherwise} if absent or empty. */
    double whole(int tag, int otherwise) {
        double value = decimal(tag, 0).orElse(otherwise);
        if (value != Math.rint(value)) {
            throw unreadable(tag, "is no whole number");
        }
        return value;
    }

    /** A 16-bit value, or {@code otherwise} if absent or empty. */
    int unsigned16(int tag, int otherwise) {
        Element element = elements.get(tag);
        if (element == null || element.length == 0) {
            return otherwise;
        }
        if (Encoding.isText(element.vr) || Encoding.binaryBytes(element.vr) == 4) {
            double value = whole(tag, otherwise);
            if (value < Short.MIN_VALUE || value > 0xFFFF) {
                throw unreadable(tag, "does not fit into 16 bits");
            }
            return (int) value & 0xFFFF;
        }
        if (element.length < 2) {
            throw unreadable(tag, "is too short");
        }
        return data.getShort(element.start) & 0xFFFF;
    }

    private int tag() {
        need(4);
        return (data.getShort() & 0xFFFF) << 16 | data.getShort() & 0xFFFF;
    }

    private void element(int tag, int depth) {
        if (tag == Tag.ITEM_DELIMITATION || tag == Tag.SEQUENCE_DELIMITATION) {
            // One too many, which says nothing.
            need(unsigned32());
            return;
        }
        if (tag == Tag.ITEM) {
            throw corrupt("an item outside a sequence");
        }
        String vr = "";
        long length;
        if (encoding.explicit()) {
            need(4);
            int at = data.position();
            Encoding.Form form = encoding.form(data.array(), at, data.limit(), tag);
            vr = form == Encoding.Form.NONE ? "" : Encoding.vr(data.array(), at);
            data.position(at + form.beforeLength());
            need(form.lengthBytes());
            length = form.lengthBytes() == 4 ? unsigned32() : data.getShort() & 0xFFFF;
        } else {
            length = unsigned32();
        }
        if (tag == Tag.PIXEL_DATA && depth == 0 && length == UNDEFINED) {
            encapsulated = true;
            elements.put(tag, new Element(vr, data.position(), 0));
            readFragments();
        } else if (length == UNDEFINED) {
            // An undefined length is a sequence; inside VR UN it is written in implicit little endian (PS3.5, 6.2.2).
            int start = data.position();
            Dataset inner =
                    vr.equals("UN") ? new Dataset(data.array(), start, data.limit(), Encoding.IMPLICIT_LITTLE) : this;
            inner.skipItems(depth + 1);
            data.position(inner.data.position());
            if (depth == 0) {
                elements.putIfAbsent(tag, new Element(vr, start, data.position() - start));
            }
        } else {
            need(length);
            if (depth == 0) {
                elements.putIfAbsent(tag, new Element(vr, data.position(), (int) length));
            }
            data.position(data.position() + (int) length);
        }
    }

    /** Goes behind a sequence of undefined length, which ends with its delimiter or, where that is missing, before the next tag. */
    private void skipItems(int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw corrupt("sequences nested more than " + MAXIMUM_DEPTH + " deep");
        }
        while (true) {
            int start = data.position();
            int tag = tag();
            if (tag != Tag.ITEM && tag != Tag.SEQUENCE_DELIMITATION) {
                data.position(start);
                return;
            }
            long length = unsigned32();
            if (tag == Tag.SEQUENCE_DELIMITATION) {
                return;
            }
            if (length == UNDEFINED) {
                skipItem(depth);
            } else {
                need(length);
                data.position(data.position() + (int) length);
            }
        }
    }

    /** Goes behind an item of undefined length, which ends with its delimiter or, where that is missing, before what follows. */
    private void skipItem(int depth) {
        while (true) {
            int start = data.position();
            int tag = tag();
            if (tag == Tag.ITEM || tag == Tag.SEQUENCE_DELIMITATION) {
                data.position(start);
                return;
            }
            if (tag == Tag.ITEM_DELIMITATION) {
                unsigned32();
                return;
            }
            element(tag, depth);
        }
    }

    /** The fragments end with a delimiter or, where that is missing, with whatever is none; decoders know if they are whole. */
    private void readFragments() {
        boolean table = true;
        while (data.remaining() >= 8) {
            int tag = tag();
            long length = unsigned32();
            if (tag != Tag.ITEM) {
                return;
            }
            if (length == UNDEFINED) {
                throw corrupt("its pixel data is not a list of fragments");
            }
            need(length);
            if (table) {
                offsets = (int) length / 4;
            } else {
                fragments.add(new Element("", data.position(), (int) length));
            }
            table = false;
            data.position(data.position() + (int) length);
        }
    }

    private long unsigned32() {
        need(4);
        return data.getInt() & 0xFFFF_FFFFL;
    }

    private void need(long count) {
        if (count > data.remaining()) {
            throw new BmdException(
                    Code.IMAGE_TRUNCATED, "The DICOM file ends before its picture does. Fetch it again.");
        }
    }

    static BmdException corrupt(String how) {
        return new BmdException(Code.IMAGE_CORRUPT, "The DICOM file is damaged: " + how + ". Fetch it again.");
    }

    /** An attribute whose value cannot be what it should; the value itself is not shown. */
    static BmdException unreadable(int tag, String how) {
        return new BmdException(
                Code.IMAGE_CORRUPT,
                "The DICOM header cannot be trusted: the value of " + name(tag) + " " + how
                        + ". Have it corrected where the file comes from.");
    }

    static String name(int tag) {
        return String.format(Locale.ROOT, "(%04X,%04X)", tag >>> 16, tag & 0xFFFF);
    }
}
