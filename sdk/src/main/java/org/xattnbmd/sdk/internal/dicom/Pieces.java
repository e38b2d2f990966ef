package org.xattnbmd.sdk.internal.dicom;

import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of a file to be, in pieces that are copied once, when the whole is asked for: a picture of megabytes must not be copied for
 * each data set around it. The pieces are not to be changed. Not thread-safe.
 */
final class Pieces {

    private final List<byte[]> pieces = new ArrayList<>();
    private int length;

    Pieces add(byte[] piece) {
        pieces.add(piece);
        length = Math.addExact(length, piece.length);
        return this;
    }

    Pieces add(Pieces others) {
        others.pieces.forEach(this::add);
        return this;
    }

    /** In bytes. */
    int length() {
        return length;
    }

    byte[] toBytes() {
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        return whole;
    }
}
