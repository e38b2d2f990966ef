package org.xattnbmd.exporter.internal.infer;

/** A node whose inputs cannot be what they are. */
final class Contradiction extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Contradiction(String expected, Object received) {
        super("expected " + expected + ", received " + received);
    }
}
