package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Headers of packets that stand apart from their bodies, in PPM or PPT marker segments (A.7.4, A.7.5). */
final class PackedHeaders {

    private final Map<Integer, ByteReader> segments = new TreeMap<>();
    private final List<ByteReader> appended = new ArrayList<>();
    private ByteReader joined;

    /** A marker segment's content: its number, then a piece of the headers. */
    void take(ByteReader content) {
        if (segments.put(content.unsigned8(), content) != null) {
            throw Failures.corrupt("two pieces of its packed headers have one number");
        }
    }

    void append(ByteReader headers) {
        appended.add(headers);
    }

    /** Puts the pieces together; none is taken afterwards. */
    void close() {
        List<ByteReader> all = new ArrayList<>(appended);
        all.addAll(segments.values());
        joined = join(all);
    }

    boolean isEmpty() {
        return segments.isEmpty() && appended.isEmpty();
    }

    /** Of PPM: the headers of the next tile-part. */
    ByteReader next() {
        return joined.slice(joined.unsigned32());
    }

    ByteReader all() {
        return joined;
    }

    static ByteReader join(List<ByteReader> pieces) {
        if (pieces.size() == 1) {
            return pieces.get(0).slice(pieces.get(0).remaining());
        }
        long length = 0;
        for (ByteReader piece : pieces) {
            length += piece.remaining();
        }
        byte[] joined = new byte[Math.toIntExact(length)];
        int at = 0;
        for (ByteReader piece : pieces) {
            System.arraycopy(piece.bytes(), piece.position(), joined, at, piece.remaining());
            at += piece.remaining();
        }
        return new ByteReader(joined, 0, joined.length);
    }
}
