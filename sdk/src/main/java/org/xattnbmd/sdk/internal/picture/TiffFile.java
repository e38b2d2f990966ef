package org.xattnbmd.sdk.internal.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * TIFF: reads the first directory and checks that every strip or tile lies inside the file before decoding. Format: TIFF
 * 6.0. The first page is the picture.
 */
public final class TiffFile {

    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int STRIP_OFFSETS = 273;
    private static final int STRIP_BYTES = 279;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int MAXIMUM_ENTRIES = 512;

    private final ByteBuffer file;
    private final Map<Integer, Entry> entries = new HashMap<>();

    private record Entry(int type, long count, int valueAt) {}

    private TiffFile(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    static boolean matches(byte[] b) {
        return b.length >= 4
                && (b[0] == 'I' && b[1] == 'I' && (b[2] == 42 || b[2] == 43) && b[3] == 0
                        || b[0] == 'M' && b[1] == 'M' && b[2] == 0 && (b[3] == 42 || b[3] == 43));
    }

    static GreyPicture decode(byte[] bytes) {
        new TiffFile(bytes).check();
        return ImageIoPixels.toGrey(ImageIoDecoder.decode("tiff", bytes));
    }

    private void check() {
        if (file.getShort(2) == 43) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED, "Expected classic TIFF, received BigTIFF. Export the image as 16-bit PNG.");
        }
        readDirectory(unsigned32(4));
        GreyPicture.checkSize(single(WIDTH), single(HEIGHT));
        boolean tiled = entries.containsKey(TILE_OFFSETS);
        checkExtents(tiled ? TILE_OFFSETS : STRIP_OFFSETS, tiled ? TILE_BYTES : STRIP_BYTES);
    }

    private void readDirectory(long offset) {
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
                    new Entry(file.getShort(entry + 2) & 0xFFFF, unsigned32(entry + 4), entry + 8));
        }
    }

    private void checkExtents(int offsetsTag, int bytesTag) {
        Entry offsets = entry(offsetsTag);
        Entry lengths = entry(bytesTag);
        if (offsets.count() != lengths.count() || offsets.count() == 0) {
            throw corrupt("it lists " + offsets.count() + " data offsets and " + lengths.count() + " lengths");
        }
        for (int i = 0; i < offsets.count(); i++) {
            inside(value(offsets, i), value(lengths, i));
        }
    }

    private long single(int tag) {
        return value(entry(tag), 0);
    }

    private Entry entry(int tag) {
        Entry entry = entries.get(tag);
        if (entry == null) {
            throw corrupt("tag " + tag + " is missing");
        }
        return entry;
    }

    private long value(Entry entry, int index) {
        int size = entry.type() == 3 ? 2 : entry.type() == 4 ? 4 : 0;
        if (size == 0) {
            throw corrupt("a size or offset has type " + entry.type());
        }
        long start = size * entry.count() <= 4 ? entry.valueAt() : unsigned32(entry.valueAt());
        int at = inside(start + (long) size * index, size);
        return size == 2 ? file.getShort(at) & 0xFFFF : unsigned32(at);
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

    private static BmdException corrupt(String how) {
        return new BmdException(Code.IMAGE_CORRUPT, "The TIFF file is damaged: " + how + ". Export it again.");
    }
}
