package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.function.IntUnaryOperator;
import org.xattnbmd.sdk.BmdException;

/**
 * A palette's table written in segments (DICOM PS3.3, C.7.9.2): entries one by one, straight lines from the entry before, and
 * repetitions of segments that came earlier.
 */
final class SegmentedTable {

    private static final int DISCRETE = 0;
    private static final int LINEAR = 1;
    private static final int INDIRECT = 2;

    private final IntUnaryOperator data;
    private final int length;
    private final boolean words;
    private int[] entries;
    private int filled;

    /**
     * @param data the n-th byte or word of the segments
     * @param words whether they are words
     */
    SegmentedTable(IntUnaryOperator data, int length, boolean words) {
        this.data = data;
        this.length = length;
        this.words = words;
    }

    /** All entries; refused if there are more or fewer than the descriptor says. */
    int[] expand(int count) {
        entries = new int[count];
        filled = 0;
        // One unit at the end may be padding.
        for (int at = 0; at + 1 < length; ) {
            at = segment(at, false);
        }
        if (filled != count) {
            throw wrong();
        }
        return entries;
    }

    /** Adds one segment's entries and says where the next one begins. */
    private int segment(int at, boolean repeated) {
        int count = unit(at + 1);
        int next = at + 2;
        if (count == 0) {
            throw wrong();
        }
        switch (unit(at)) {
            case DISCRETE -> {
                for (int i = 0; i < count; i++) {
                    add(unit(next + i));
                }
                return next + count;
            }
            case LINEAR -> {
                if (filled == 0) {
                    throw wrong();
                }
                int start = entries[filled - 1];
                int rise = unit(next) - start;
                for (int i = 1; i <= count; i++) {
                    add((int) Math.rint(start + (double) rise * i / count));
                }
                return next + 1;
            }
            case INDIRECT -> {
                if (repeated || filled == 0) {
                    throw wrong();
                }
                // The offset counts bytes and has 32 bits, the least significant unit first.
                int from = words
                        ? (unit(next) | unit(next + 1) << 16) >>> 1
                        : unit(next) | unit(next + 1) << 8 | unit(next + 2) << 16 | unit(next + 3) << 24;
                for (int i = 0; i < count; i++) {
                    if (from >= at) {
                        throw wrong();
                    }
                    from = segment(from, true);
                }
                return next + (words ? 2 : 4);
            }
            default -> throw wrong();
        }
    }

    private int unit(int at) {
        if (at < 0 || at >= length) {
            throw wrong();
        }
        return data.applyAsInt(at);
    }

    private void add(int entry) {
        if (filled == entries.length) {
            throw wrong();
        }
        entries[filled++] = entry;
    }

    private static BmdException wrong() {
        return Dataset.corrupt("a palette in segments that do not make up its table");
    }
}
