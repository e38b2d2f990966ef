package org.xattnbmd.exporter.internal.io;

/**
 * What a model file may cost to read.
 *
 * @param maxBytes largest file
 * @param maxFields most protobuf fields, which is what decides how much memory the parsed form takes
 * @param maxDepth deepest nesting of messages
 */
public record ReadLimits(long maxBytes, int maxFields, int maxDepth) {

    /** Room for every file that ONNX allows with no external data. */
    public static final ReadLimits DEFAULT = new ReadLimits(Integer.MAX_VALUE - 8L, 4_000_000, 32);
}
