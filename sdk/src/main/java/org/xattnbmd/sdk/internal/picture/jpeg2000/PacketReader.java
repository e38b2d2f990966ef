package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xattnbmd.sdk.internal.picture.ReadingSignal;

/** Reads a tile's packets in their order (B.9, B.10, B.12) and notes which bytes belong to which code-block. */
final class PacketReader {

    private static final int SOP = 0xFF91;
    private static final int EPH = 0xFF92;
    private static final int SOP_SEGMENT = 6;
    private static final int MOST_LENGTH_BITS = 31;
    private static final int MOST_PARTS = 1 << 20;

    private final PacketStyle style;
    private final List<ProgressionChange> progressions;
    private final ByteReader body;
    private final ByteReader headers;
    private final List<CodeBlock> blocks = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();

    /** @param body also holds the headers, if they are not packed */
    PacketReader(Codestream.TileData tile, ByteReader body) {
        style = tile.parameters().packets();
        progressions = tile.parameters().progressions();
        this.body = body;
        headers = tile.packed().isEmpty() ? body : tile.packed().all();
    }

    /** The tile's precincts, all of their layers read. */
    List<Precinct> read(List<TileComponent> components) {
        long packets = 0;
        long parts = 0;
        for (TileComponent component : components) {
            packets += component.precincts() * style.layers();
            parts += component.parts();
        }
        if (parts > MOST_PARTS) {
            throw Failures.unsupported(
                    "with at most " + MOST_PARTS + " precincts and code-blocks a tile", "more of them");
        }
        // A packet takes at least a byte; fewer bytes are not worth allocating for.
        if (packets > headers.remaining()) {
            throw Failures.truncated();
        }
        List<Precinct> precincts = new ArrayList<>();
        for (TileComponent component : components) {
            component.layOut(precincts);
        }
        for (ProgressionChange change : progressions) {
            ReadingSignal.check();
            read(
                    change,
                    precincts.stream()
                            .filter(change::covers)
                            .sorted(change.progression().order())
                            .toList());
        }
        for (Precinct precinct : precincts) {
            if (precinct.layersRead() < style.layers()) {
                throw Failures.corrupt("its progression leaves packets out");
            }
        }
        return precincts;
    }

    private void read(ProgressionChange change, List<Precinct> ordered) {
        int end = Math.min(change.endLayer(), style.layers());
        for (int first = 0; first < ordered.size(); ) {
            int after = first + 1;
            while (after < ordered.size()
                    && change.progression().sharesLayers(ordered.get(after - 1), ordered.get(after))) {
                after++;
            }
            for (int layer = lowest(ordered.subList(first, after)); layer < end; layer++) {
                for (Precinct precinct : ordered.subList(first, after)) {
                    if (precinct.layersRead() == layer) {
                        packet(precinct);
                    }
                }
            }
            first = after;
        }
    }

    private static int lowest(List<Precinct> precincts) {
        return precincts.stream()
                .map(Precinct::layersRead)
                .min(Comparator.naturalOrder())
                .orElse(0);
    }

    private void packet(Precinct precinct) {
        ReadingSignal.check();
        if (body.peek16() == SOP) {
            body.skip(SOP_SEGMENT);
        }
        blocks.clear();
        lengths.clear();
        HeaderBits in = new HeaderBits(headers);
        if (in.bit() == 1) {
            for (BlockGrid grid : precinct.bands()) {
                for (int i = 0; i < grid.size(); i++) {
                    CodeBlock block = grid.included(i, precinct.layersRead(), in);
                    if (block != null) {
                        blocks.add(block);
                        lengths.add(segments(block, precinct.style(), in));
                    }
                }
            }
        }
        in.align();
        if (headers.peek16() == EPH) {
            headers.skip(2);
        } else if (style.endMarked()) {
            throw Failures.corrupt("a packet's header has no end");
        }
        for (int i = 0; i < blocks.size(); i++) {
            int start = body.position();
            body.skip(lengths.get(i));
            blocks.get(i).addChunk(start, lengths.get(i));
        }
        precinct.layerRead();
    }

    /** How many passes of a block follow, and how many bytes in all (B.10.6, B.10.7). */
    private static int segments(CodeBlock block, CodingStyle style, HeaderBits in) {
        int left = in.passes();
        if (block.passes() + left > 3 * block.planes - 2) {
            throw Failures.corrupt("a code-block has more passes than bit planes");
        }
        while (in.bit() == 1) {
            block.lengthBits++;
        }
        int empty = style.has(CodingStyle.HIGH_THROUGHPUT) && block.passes() == 0 ? (left - 1) / 3 : 0;
        block.emptySets += empty;
        left -= 3 * empty;
        long bytes = 0;
        while (left > 0) {
            int room = block.room(style);
            int passes = Math.min(left, room > 0 ? room : block.most(style, block.passes()));
            int bits = block.lengthBits + 31 - Integer.numberOfLeadingZeros(passes + 3 * empty);
            empty = 0;
            if (bits > MOST_LENGTH_BITS) {
                throw Failures.corrupt("a code-block is too long");
            }
            int length = in.bits(bits);
            bytes += length;
            block.add(passes, length, room == 0);
            left -= passes;
        }
        if (bytes > Integer.MAX_VALUE) {
            throw Failures.truncated();
        }
        return (int) bytes;
    }
}
