package org.xattnbmd.sdk.internal.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** One directory of a TIFF file: a page's tags (TIFF 6.0, section 2). */
final class TiffDirectory {

    private static final int MAXIMUM_ENTRIES = 512;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int IFD = 13;

    private final ByteBuffer file;
    private final Map<Integer, Entry> entries = new TreeMap<>();
    private final long next;

    /**
     * A tag's values.
     *
     * @param at where the entry itself stands in the file
     */
    private record Entry(int type, long count, int at) {}

    /** Reads the directory at this offset; its values are read when they are asked for. */
    TiffDirectory(ByteBuffer file, long offset) {
        this.file = file;
        int at = inside(offset, 2);
        int count = file.getShort(at) & 0xFFFF;
        if (count == 0 || count > MAXIMUM_ENTRIES) {
            throw corrupt("its directory has " + count + " entries");
        }
        inside(offset + 2, 12L * count);
        for (int i = 0; i < count; i++) {
            int entry = at + 2 + 12 * i;
            entries.put(
                    file.getShort(entry) & 0xFFFF,
                    new Entry(file.getShort(entry + 2) & 0xFFFF, unsigned32(entry + 4), entry));
        }
        int end = at + 2 + 12 * count;
        next = end + 4 <= file.capacity() ? unsigned32(end) : 0;
    }

    /** Offset of the next page's directory, 0 after the last. */
    long next() {
        return next;
    }

    boolean has(int tag) {
        return entries.containsKey(tag);
    }

    /** How many values a tag has, 0 if it is absent. */
    long count(int tag) {
        Entry entry = entries.get(tag);
        return entry == null ? 0 : entry.count();
    }

    /** The first value of a tag that must be there. */
    long single(int tag) {
        return value(tag, 0);
    }

    /** The first value of a tag, or its default. */
    long single(int tag, long otherwise) {
        return has(tag) ? value(tag, 0) : otherwise;
    }

    /** The n-th value of a tag that must be there, a whole number. */
    long value(int tag, int n) {
        Entry entry = entries.get(tag);
        if (entry == null) {
            throw corrupt("tag " + tag + " is missing");
        }
        int size = switch (entry.type()) {
            case BYTE -> 1;
            case SHORT -> 2;
            case LONG, IFD -> 4;
            default -> throw corrupt("the value of tag " + tag + " has type " + entry.type());
        };
        if (n >= entry.count()) {
            throw corrupt("tag " + tag + " has " + entry.count() + " values");
        }
        long start = size * entry.count() <= 4 ? entry.at() + 8 : unsigned32(entry.at() + 8);
        int at = inside(start + (long) size * n, size);
        return switch (size) {
            case 1 -> file.get(at) & 0xFF;
            case 2 -> file.getShort(at) & 0xFFFF;
            default -> unsigned32(at);
        };
    }

    /** The 12 bytes of a tag's entry, as they stand in the file. */
    byte[] entry(int tag) {
        byte[] bytes = new byte[12];
        file.get(entries.get(tag).at(), bytes);
        return bytes;
    }

    /** Every strip or tile must lie inside the file. */
    void checkExtents(int offsetsTag, int bytesTag) {
        long offsets = count(offsetsTag);
        long lengths = count(bytesTag);
        single(offsetsTag);
        single(bytesTag);
        if (offsets != lengths) {
            throw corrupt("it lists " + offsets + " data offsets and " + lengths + " lengths");
        }
        for (int i = 0; i < offsets; i++) {
            inside(value(offsetsTag, i), value(bytesTag, i));
        }
    }

    ByteOrder order() {
        return file.order();
    }

    private long unsigned32(int at) {
        return file.getInt(inside(at, 4)) & 0xFFFF_FFFFL;
    }

    private int inside(long offset, long length) {
        if (offset < 0 || length < 0 || offset + length > file.capacity()) {
            throw new BmdException(
                    Code.IMAGE_TRUNCATED, "The TIFF file ends before its picture does. Copy or export it again.");
        }
        return (int) offset;
    }

    static BmdException corrupt(String how) {
        return new BmdException(Code.IMAGE_CORRUPT, "The TIFF file is damaged: " + how + ". Export it again.");
    }
}
