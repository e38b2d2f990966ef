package org.xattnbmd.exporter.internal.graph;

/** A node whose inputs cannot be what they are. */
public final class Contradiction extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Contradiction(String expected, Object received) {
        super("expected " + expected + ", received " + received);
    }
}
