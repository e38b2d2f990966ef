package org.xattnbmd.sdk.internal.picture.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * The top-level elements of a DICOM data set up to its pixel data, by tag. Sequences are walked over, not kept. Every
 * length is checked against the bytes there are. Format: DICOM PS3.5, section 7.
 */
public final class Dataset {

    private static final long UNDEFINED = 0xFFFF_FFFFL;
    private static final int MAXIMUM_DEPTH = 32;
    private static final String LONG_FORM = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";

    /** Where an element's value lies; {@code vr} is empty in implicit syntax. */
    record Element(String vr, int start, int length) {}

    private final ByteBuffer data;
    private final boolean explicit;
    private final Map<Integer, Element> elements = new HashMap<>();
    private final List<Element> fragments = new ArrayList<>();
    private boolean encapsulated;

    private Dataset(byte[] bytes, int start, boolean explicit, boolean bigEndian) {
        this.data = ByteBuffer.wrap(bytes).position(start);
        this.data.order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        this.explicit = explicit;
    }

    /** Reads the file meta information; {@link #end} is where the data set starts. */
    static Dataset meta(byte[] bytes, int start) {
        Dataset meta = new Dataset(bytes, start, true, false);
        while (meta.data.remaining() >= 8 && meta.data.getShort(meta.data.position()) == 2) {
            meta.element(meta.tag(), 0);
        }
        return meta;
    }

    /** Reads a data set up to and including its pixel data. */
    static Dataset read(byte[] bytes, int start, boolean explicit, boolean bigEndian) {
        Dataset set = new Dataset(bytes, start, explicit, bigEndian);
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

    boolean has(int tag) {
        return elements.containsKey(tag);
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

    /** A text value without padding, empty if absent. */
    String text(int tag) {
        Element element = elements.get(tag);
        return element == null
                ? ""
                : new String(data.array(), element.start, element.length, StandardCharsets.ISO_8859_1)
                        .replace('\0', ' ')
                        .strip();
    }

    /** The n-th value of a decimal text such as {@code 0.2\0.2}. */
    OptionalDouble decimal(int tag, int n) {
        String[] values = text(tag).split("\\\\");
        if (n >= values.length || !values[n].strip().matches("[+-]?\\d{0,12}(\\.\\d{0,12})?([eE][+-]?\\d{1,2})?")) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(values[n].strip()));
        } catch (NumberFormatException e) {
            // "." and "e5" fit the pattern and are no numbers.
            return OptionalDouble.empty();
        }
    }

    /** A 16-bit value, or {@code otherwise} if absent. */
    int unsigned16(int tag, int otherwise) {
        Element element = elements.get(tag);
        if (element == null || element.length == 0) {
            return otherwise;
        }
        if (element.length < 2) {
            throw corrupt("tag " + name(tag) + " is too short");
        }
        return data.getShort(element.start) & 0xFFFF;
    }

    private int tag() {
        need(4);
        return (data.getShort() & 0xFFFF) << 16 | data.getShort() & 0xFFFF;
    }

    private void element(int tag, int depth) {
        if (tag == Tag.ITEM || tag == Tag.ITEM_DELIMITATION || tag == Tag.SEQUENCE_DELIMITATION) {
            throw corrupt("an item outside a sequence");
        }
        String vr = "";
        long length;
        if (explicit) {
            need(4);
            vr = "" + (char) data.get() + (char) data.get();
            if (!vr.matches("[A-Z]{2}")) {
                throw corrupt("tag " + name(tag) + " has no value representation");
            }
            if (LONG_FORM.contains(vr)) {
                data.getShort();
                length = unsigned32();
            } else {
                length = data.getShort() & 0xFFFF;
            }
        } else {
            length = unsigned32();
        }
        if (tag == Tag.PIXEL_DATA && depth == 0 && length == UNDEFINED) {
            encapsulated = true;
            elements.put(tag, new Element(vr, data.position(), 0));
            readFragments();
        } else if (length == UNDEFINED) {
            // An undefined length is a sequence; inside VR UN it is written in implicit little endian (PS3.5, 6.2.2).
            Dataset inner = vr.equals("UN") ? new Dataset(data.array(), data.position(), false, false) : this;
            inner.skipItems(depth + 1);
            data.position(inner.data.position());
        } else {
            need(length);
            if (depth == 0) {
                elements.putIfAbsent(tag, new Element(vr, data.position(), (int) length));
            }
            data.position(data.position() + (int) length);
        }
    }

    private void skipItems(int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw corrupt("sequences nested more than " + MAXIMUM_DEPTH + " deep");
        }
        for (int tag = tag(); ; tag = tag()) {
            long length = unsigned32();
            if (tag == Tag.SEQUENCE_DELIMITATION) {
                return;
            }
            if (tag != Tag.ITEM) {
                throw corrupt("a sequence without items");
            }
            if (length == UNDEFINED) {
                for (int inside = tag(); inside != Tag.ITEM_DELIMITATION; inside = tag()) {
                    element(inside, depth);
                }
                unsigned32();
            } else {
                need(length);
                data.position(data.position() + (int) length);
            }
        }
    }

    private void readFragments() {
        boolean first = true;
        for (int tag = tag(); ; tag = tag()) {
            long length = unsigned32();
            if (tag == Tag.SEQUENCE_DELIMITATION) {
                return;
            }
            if (tag != Tag.ITEM || length == UNDEFINED) {
                throw corrupt("its pixel data is not a list of fragments");
            }
            need(length);
            if (!first) {
                fragments.add(new Element("", data.position(), (int) length));
            }
            first = false;
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

    static String name(int tag) {
        return String.format(Locale.ROOT, "(%04X,%04X)", tag >>> 16, tag & 0xFFFF);
    }
}
