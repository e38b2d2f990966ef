package org.xattnbmd.exporter.internal.io;

/**
 * What a model file may cost to read.
 *
 * @param maxBytes largest file
 * @param maxFields most protobuf fields, which is what decides how much memory the parsed form takes
 * @param maxDepth deepest nesting of messages
 * @param maxExternalBytes most bytes of tensors in other files
 */
public record ReadLimits(long maxBytes, int maxFields, int maxDepth, long maxExternalBytes) {

    /** Room for every file that ONNX allows, and for as much external data as there is memory. */
    public static final ReadLimits DEFAULT = new ReadLimits(
            Integer.MAX_VALUE - 8L, 4_000_000, 32, Runtime.getRuntime().maxMemory());

    /** Limits that hold for the file and, once more, for the data in other files. */
    public ReadLimits(long maxBytes, int maxFields, int maxDepth) {
        this(maxBytes, maxFields, maxDepth, maxBytes);
    }

    /** The same with smaller files, and as little data in other files. */
    public ReadLimits atMost(long bytes) {
        return new ReadLimits(Math.min(bytes, maxBytes), maxFields, maxDepth, Math.min(bytes, maxExternalBytes));
    }
}
