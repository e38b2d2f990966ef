package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.Arrays;

/** A code-block as the packets told it: where it lies, its coding passes in codeword segments, and where their bytes are. */
final class CodeBlock {

    private static final int BITS_AT_FIRST = 3;

    final Area area;
    /** Bit planes that are coded. */
    final int planes;
    /** Of High-Throughput: sets of three passes that come before the first and are empty. */
    int emptySets;
    /** L_block, by which lengths are written (B.10.7.1). */
    int lengthBits = BITS_AT_FIRST;

    private int[] segmentPasses = new int[1];
    private int[] segmentBytes = new int[1];
    private int[] chunks = new int[2];
    private int segments;
    private int chunkNumbers;
    private int passes;

    CodeBlock(Area area, int planes) {
        this.area = area;
        this.planes = planes;
    }

    int passes() {
        return passes;
    }

    int segments() {
        return segments;
    }

    int passes(int segment) {
        return segmentPasses[segment];
    }

    int bytes(int segment) {
        return segmentBytes[segment];
    }

    int bytes() {
        int bytes = 0;
        for (int i = 1; i < chunkNumbers; i += 2) {
            bytes += chunks[i];
        }
        return bytes;
    }

    /** Passes that the last segment may still take; 0 if the next pass begins a new one. */
    int room(CodingStyle style) {
        return segments == 0 ? 0 : most(style, passes - segmentPasses[segments - 1]) - segmentPasses[segments - 1];
    }

    /** How many passes a segment has that begins with a certain one (tables D.8 and D.9). */
    int most(CodingStyle style, int firstPass) {
        if (style.has(CodingStyle.HIGH_THROUGHPUT)) {
            if (firstPass > 1) {
                throw Failures.unsupported("with one set of High-Throughput passes a code-block", "several");
            }
            return firstPass + 1;
        }
        if (style.has(CodingStyle.TERMINATE)) {
            return 1;
        }
        if (!style.has(CodingStyle.BYPASS)) {
            return Integer.MAX_VALUE;
        }
        if (firstPass < BlockDecoder.FIRST_RAW_PASS) {
            return BlockDecoder.FIRST_RAW_PASS - firstPass;
        }
        return firstPass % 3 == BlockDecoder.FIRST_RAW_PASS % 3 ? 2 : 1;
    }

    void add(int count, int bytes, boolean newSegment) {
        if (newSegment) {
            if (segments == segmentPasses.length) {
                segmentPasses = Arrays.copyOf(segmentPasses, 2 * segments + 1);
                segmentBytes = Arrays.copyOf(segmentBytes, 2 * segments + 1);
            }
            segments++;
        }
        segmentPasses[segments - 1] += count;
        segmentBytes[segments - 1] += bytes;
        passes += count;
    }

    void addChunk(int start, int length) {
        if (chunkNumbers == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * chunkNumbers);
        }
        chunks[chunkNumbers++] = start;
        chunks[chunkNumbers++] = length;
    }

    /** Copies all its bytes, segment after segment. */
    void copy(byte[] from, byte[] to) {
        int at = 0;
        for (int i = 0; i < chunkNumbers; i += 2) {
            System.arraycopy(from, chunks[i], to, at, chunks[i + 1]);
            at += chunks[i + 1];
        }
    }
}
