package org.xattnbmd.exporter.internal.trace;

/**
 * The memory that an array and its views share. In an engine, writing through one of them changes all; in a graph it
 * cannot. So each write makes the others stale, and reading a stale one is refused.
 */
final class Storage {

    private final boolean parameter;
    private int version;

    Storage(boolean parameter) {
        this.parameter = parameter;
    }

    boolean isParameter() {
        return parameter;
    }

    int version() {
        return version;
    }

    int write() {
        return ++version;
    }
}
