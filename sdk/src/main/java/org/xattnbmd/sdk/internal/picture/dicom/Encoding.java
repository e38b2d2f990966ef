package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Set;

/**
 * How the elements of a data set are written. What a file declares is believed only where its first element agrees, as
 * DCMTK does: archives rewrite the one and forget the other.
 *
 * @param explicit whether every element names its value representation
 */
record Encoding(boolean explicit, boolean bigEndian) {

    static final Encoding IMPLICIT_LITTLE = new Encoding(false, false);
    static final Encoding EXPLICIT_LITTLE = new Encoding(true, false);

    /** Value representations whose length has 16 bits (DICOM PS3.5, 7.1.2). */
    private static final Set<String> SHORT_FORM = Set.of(
            "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM",
            "UI", "UL", "US");

    private static final Set<String> LONG_FORM =
            Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");

    /** The group of the file meta information. */
    private static final int META = 2;

    /** The first group of a data set is far below this; in the other byte order it is above. */
    private static final int FIRST_GROUPS = 0xFF;

    /** How the head of an element is written behind its tag. */
    enum Form {
        SHORT(2, 2),
        LONG(4, 4),
        /** Without a value representation, as in implicit data sets. */
        NONE(0, 4);

        private final int beforeLength;
        private final int lengthBytes;

        Form(int beforeLength, int lengthBytes) {
            this.beforeLength = beforeLength;
            this.lengthBytes = lengthBytes;
        }

        int beforeLength() {
            return beforeLength;
        }

        int lengthBytes() {
            return lengthBytes;
        }
    }

    /** So many elements in a row are no coincidence. */
    private static final int ENOUGH = 3;

    static boolean isVr(String vr) {
        return SHORT_FORM.contains(vr) || LONG_FORM.contains(vr);
    }

    /** Whether a number of this representation is written in letters. */
    static boolean isText(String vr) {
        return vr.equals("IS") || vr.equals("DS") || vr.equals("LO") || vr.equals("SH") || vr.equals("CS");
    }

    /** Bytes of one binary number of this representation, 0 if it is none. */
    static int binaryBytes(String vr) {
        return switch (vr) {
            case "US", "SS" -> 2;
            case "UL", "SL", "FL" -> 4;
            case "FD" -> 8;
            default -> 0;
        };
    }

    static boolean isLong(String vr) {
        return LONG_FORM.contains(vr);
    }

    /** How the data set at {@code at} is written, given what the file says. */
    static Encoding at(byte[] bytes, int at, Encoding declared) {
        if (bytes.length - at < 8) {
            return declared;
        }
        boolean little = (bytes[at + 1] & 0xFF) == 0;
        boolean big = (bytes[at] & 0xFF) == 0;
        boolean bigEndian = little == big ? declared.bigEndian : big;
        if (isVr(vr(bytes, at + 4))) {
            return new Encoding(true, bigEndian);
        }
        Encoding implicit = new Encoding(false, bigEndian);
        return !declared.explicit || implicit.holds(bytes, at, 2) ? implicit : new Encoding(true, bigEndian);
    }

    /** Whether a data set starts here: its first elements follow each other in order, from group 2 or 8 on. */
    static boolean startsDataSet(byte[] bytes, int at) {
        if (bytes.length - at < 8) {
            return false;
        }
        Encoding encoding = at(bytes, at, IMPLICIT_LITTLE);
        int group = encoding.unsigned16(bytes, at);
        return (group == META || group == 8) && encoding.holds(bytes, at, ENOUGH);
    }

    /** Whether so many elements, or all that there are, have lengths that lead to a greater tag each. */
    private boolean holds(byte[] bytes, int start, int elements) {
        long at = start;
        int group = unsigned16(bytes, start);
        long before = -1;
        for (int i = 0; i < elements; i++) {
            if (bytes.length - at < 8) {
                return false;
            }
            int here = (int) at;
            long tag = (long) unsigned16(bytes, here) << 16 | unsigned16(bytes, here + 2);
            if (tag <= before || i == 0 && tag >>> 16 > FIRST_GROUPS) {
                return false;
            }
            if (group == META && tag >>> 16 != META) {
                // The data set behind the file meta information may be written in another way.
                return true;
            }
            before = tag;
            String vr = vr(bytes, here + 4);
            if (explicit && !isVr(vr)) {
                return false;
            }
            boolean wide = explicit && isLong(vr);
            if (wide && bytes.length - at < 12) {
                return false;
            }
            long length = explicit && !wide
                    ? unsigned16(bytes, here + 6)
                    : wide ? unsigned32(bytes, here + 8) : unsigned32(bytes, here + 4);
            if (length == Dataset.UNDEFINED) {
                return i > 0;
            }
            at += (wide ? 12 : 8) + length;
            if (at > bytes.length) {
                return false;
            }
            if (at == bytes.length) {
                return true;
            }
        }
        return true;
    }

    /**
     * How the head of an element of an explicit data set is written. Some writers put letters or nothing where the value
     * representation belongs; then it is the form with which the next element follows.
     *
     * @param at behind the tag
     */
    Form form(byte[] bytes, int at, int end, int tag) {
        String vr = vr(bytes, at);
        if (isVr(vr)) {
            return isLong(vr) ? Form.LONG : Form.SHORT;
        }
        for (Form form : Form.values()) {
            int value = at + form.beforeLength + form.lengthBytes;
            if (value <= end) {
                long length = form.lengthBytes == 4
                        ? unsigned32(bytes, at + form.beforeLength)
                        : unsigned16(bytes, at + form.beforeLength);
                long next = length == Dataset.UNDEFINED ? value : value + length;
                if (next == end || next + 8 <= end && follows(bytes, (int) next, tag)) {
                    return form;
                }
            }
        }
        throw Dataset.corrupt("tag " + Dataset.name(tag) + " has no value representation");
    }

    /** Whether an element with a greater tag and a value representation, or a delimiter, stands here. */
    private boolean follows(byte[] bytes, int at, int tag) {
        int next = unsigned16(bytes, at) << 16 | unsigned16(bytes, at + 2);
        boolean delimiter = next == Tag.ITEM_DELIMITATION || next == Tag.SEQUENCE_DELIMITATION || next == Tag.ITEM;
        return delimiter || Integer.compareUnsigned(next, tag) > 0 && isVr(vr(bytes, at + 4));
    }

    static String vr(byte[] bytes, int at) {
        return "" + (char) (bytes[at] & 0xFF) + (char) (bytes[at + 1] & 0xFF);
    }

    private int unsigned16(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int second = bytes[at + 1] & 0xFF;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    private long unsigned32(byte[] bytes, int at) {
        long first = unsigned16(bytes, at);
        long second = unsigned16(bytes, at + 2);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }
}
