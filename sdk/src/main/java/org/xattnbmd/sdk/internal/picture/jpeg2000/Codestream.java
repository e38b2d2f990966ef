package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.ArrayList;
import java.util.List;

/** A codestream taken apart (annex A): the main header and, tile by tile, what its tile-parts hold. */
final class Codestream {

    private static final int SOC = 0xFF4F;
    private static final int CAP = 0xFF50;
    private static final int SIZ = 0xFF51;
    private static final int PPM = 0xFF60;
    private static final int PPT = 0xFF61;
    private static final int COM = 0xFF64;
    private static final int SOT = 0xFF90;
    private static final int SOD = 0xFF93;
    private static final int EOC = 0xFFD9;
    private static final int FIRST_ALONE = 0xFF30;
    private static final int LAST_ALONE = 0xFF3F;
    private static final long PART_15 = 1 << 17;
    private static final int SOT_SEGMENT = 12;

    private final ByteReader in;
    private final ImageSize size;
    private final Parameters parameters;
    private final PackedHeaders packed = new PackedHeaders();
    private final TileData[] tiles;

    private Codestream(ByteReader in) {
        this.in = in;
        if (in.unsigned16() != SOC || in.unsigned16() != SIZ) {
            throw Failures.corrupt("it does not begin with its size");
        }
        size = ImageSize.read(segment(SIZ, in));
        parameters = Parameters.ofMainHeader(size.components());
        tiles = new TileData[size.tiles()];
    }

    static Codestream read(byte[] bytes) {
        Codestream stream = new Codestream(new ByteReader(bytes, 0, bytes.length));
        stream.mainHeader();
        stream.tileParts();
        return stream;
    }

    ImageSize size() {
        return size;
    }

    /** Bytes in all. */
    int length() {
        return in.bytes().length;
    }

    /** Whether the components are coded as luminance and two colours, and decoded to red, green and blue. */
    boolean transformed() {
        return transformed(parameters, size);
    }

    /** Writers say it of a single component too, where it means nothing. */
    static boolean transformed(Parameters parameters, ImageSize size) {
        return parameters.packets().transformed() && size.components() == 3;
    }

    TileData tile(int index) {
        if (tiles[index] == null) {
            throw Failures.truncated();
        }
        return tiles[index];
    }

    private void mainHeader() {
        while (in.peek16() != SOT) {
            int marker = in.unsigned16();
            ByteReader content = segment(marker, in);
            if (marker == CAP) {
                checkCapabilities(content);
            } else if (marker == PPM) {
                packed.take(content);
            } else {
                parameters.take(marker, content);
            }
        }
        packed.close();
    }

    /** Which parts of the standard a decoder must know (A.5.2 of the later editions): no other than part 15. */
    private static void checkCapabilities(ByteReader content) {
        if ((content.unsigned32() & ~PART_15) != 0) {
            throw Failures.unsupported("of parts 1 and 15", "another part");
        }
    }

    private void tileParts() {
        int next = in.peek16();
        while (next == SOT || next == COM) {
            if (next == SOT) {
                tilePart();
            } else {
                // Kakadu pads the stream so before its end.
                segment(in.unsigned16(), in);
            }
            next = in.peek16();
        }
        if (next < 0) {
            throw Failures.truncated();
        }
        if (next != EOC) {
            throw Failures.corrupt("a tile-part is missing");
        }
        for (TileData tile : tiles) {
            if (tile != null) {
                tile.close();
            }
        }
    }

    /** From SOT to the next; how many a tile has, which writers leave open, does not count. */
    private void tilePart() {
        int start = in.position();
        in.skip(4);
        int index = in.unsigned16();
        long length = in.unsigned32();
        in.skip(2);
        if (index >= tiles.length) {
            throw Failures.corrupt("a tile-part is of a tile that is not there");
        }
        if (length == 0) {
            length = (long) lastEnd() - start;
        }
        if (length < SOT_SEGMENT + 2) {
            throw Failures.corrupt("a tile-part has no length");
        }
        ByteReader part = in.slice(length - SOT_SEGMENT);
        if (tiles[index] == null) {
            tiles[index] = new TileData(parameters.ofTile());
        }
        TileData tile = tiles[index];
        for (int marker = part.unsigned16(); marker != SOD; marker = part.unsigned16()) {
            ByteReader content = segment(marker, part);
            if (marker == PPT) {
                tile.packed().take(content);
            } else {
                tile.parameters().take(marker, content);
            }
        }
        tile.add(part, packed.isEmpty() ? null : packed.next());
    }

    /** A tile-part without length reaches to the end marker, which is the last one. */
    private int lastEnd() {
        byte[] bytes = in.bytes();
        for (int end = bytes.length - 2; end > in.position(); end--) {
            if (bytes[end] == (byte) (EOC >> 8) && bytes[end + 1] == (byte) EOC) {
                return end;
            }
        }
        throw Failures.truncated();
    }

    /** What a marker is followed by: nothing, or a segment that says how long it is (A.1.3). */
    private static ByteReader segment(int marker, ByteReader in) {
        if (marker >>> 8 != 0xFF) {
            throw Failures.corrupt("its header cannot be read");
        }
        if (marker >= FIRST_ALONE && marker <= LAST_ALONE) {
            return in.slice(0);
        }
        int length = in.unsigned16();
        if (length < 2) {
            throw Failures.corrupt("its header cannot be read");
        }
        return in.slice(length - 2);
    }

    /** What the tile-parts of one tile hold, in their order. */
    static final class TileData {

        private final Parameters parameters;
        private final PackedHeaders packed = new PackedHeaders();
        private final List<ByteReader> bodies = new ArrayList<>();

        private TileData(Parameters parameters) {
            this.parameters = parameters;
        }

        Parameters parameters() {
            return parameters;
        }

        PackedHeaders packed() {
            return packed;
        }

        ByteReader body() {
            return PackedHeaders.join(bodies);
        }

        private void add(ByteReader body, ByteReader headers) {
            bodies.add(body);
            if (headers != null) {
                packed.append(headers);
            }
        }

        private void close() {
            packed.close();
        }
    }
}
