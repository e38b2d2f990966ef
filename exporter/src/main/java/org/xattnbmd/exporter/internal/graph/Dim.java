package org.xattnbmd.exporter.internal.graph;

/**
 * One axis length of a value: {@code offset + perBatch·N}, where N is the batch size; or a name, where all that is
 * known is that it varies.
 *
 * @param offset the constant part
 * @param perBatch how often the batch size goes in; 0 for a fixed axis
 * @param symbol the name of an axis whose length is unknown, or null
 */
public record Dim(long offset, long perBatch, String symbol) {

    /** The batch axis itself. */
    public static final Dim BATCH = new Dim(0, 1, null);

    /** The name that files give to the batch axis. */
    public static final String BATCH_NAME = "batch";

    public static Dim of(long length) {
        return new Dim(length, 0, null);
    }

    public static Dim named(String symbol) {
        return BATCH_NAME.equals(symbol) ? BATCH : new Dim(0, 0, symbol);
    }

    /** Whether the length is one number at every batch size. */
    public boolean isFixed() {
        return perBatch == 0 && symbol == null;
    }

    /** The fixed length, or -1. */
    public long length() {
        return isFixed() ? offset : -1;
    }

    /** A length of which nothing is known. */
    public static Dim unknown() {
        return new Dim(0, 0, "");
    }

    /** The length plus a number, where that can be told. */
    public Dim plus(long more) {
        return symbol != null ? unknown() : new Dim(offset + more, perBatch, null);
    }

    /** The length times a number, where that can be told. */
    public Dim times(long factor) {
        return symbol != null ? factor == 1 ? this : unknown() : new Dim(offset * factor, perBatch * factor, null);
    }

    /** The name that a file shows for a length that is not fixed. */
    public String label() {
        if (symbol != null) {
            return symbol;
        }
        String multiple = perBatch == 1 ? BATCH_NAME : perBatch + "*" + BATCH_NAME;
        return offset == 0 ? multiple : multiple + (offset > 0 ? "+" : "") + offset;
    }

    @Override
    public String toString() {
        return isFixed() ? Long.toString(offset) : label();
    }
}
