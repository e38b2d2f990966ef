package org.xattnbmd.sdk.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Arrays that one estimate after another is computed in, so that a steady stream of estimates leaves next to nothing for
 * the garbage collector. They grow to the largest picture seen. Not thread-safe: a call owns its workspace.
 */
public final class Workspace {

    private long[] rowSums = new long[0];
    private long[] oddRowSums = new long[0];
    private int[] columns = new int[0];
    private float[] reduced = new float[0];
    private float[] resampled = new float[0];
    private float[] input = new float[0];
    private FloatBuffer pictures = direct(0);
    private FloatBuffer rows = direct(0);
    private final int[] histogram = new int[ExposedField.BINS];
    private final int[] fieldHistogram = new int[ExposedField.BINS];

    long[] rowSums(int count) {
        return rowSums = rowSums.length >= count ? rowSums : new long[count];
    }

    long[] oddRowSums(int count) {
        return oddRowSums = oddRowSums.length >= count ? oddRowSums : new long[count];
    }

    int[] columns(int count) {
        return columns = columns.length >= count ? columns : new int[count];
    }

    float[] reduced(int count) {
        return reduced = reduced.length >= count ? reduced : new float[count];
    }

    /** At least this many values, for the resampled field. */
    public float[] resampled(int count) {
        return resampled = resampled.length >= count ? resampled : new float[count];
    }

    /** An array of exactly this length, for one input of the network. */
    public float[] input(int count) {
        return input = input.length == count ? input : new float[count];
    }

    /** Native memory for exactly this many values, from the start; ONNX Runtime reads it in place. */
    public FloatBuffer pictures(int count) {
        pictures = pictures.capacity() >= count ? pictures : direct(count);
        return pictures.clear().limit(count);
    }

    /** As {@link #pictures}, for the clinical rows. */
    public FloatBuffer rows(int count) {
        rows = rows.capacity() >= count ? rows : direct(count);
        return rows.clear().limit(count);
    }

    private static FloatBuffer direct(int count) {
        return ByteBuffer.allocateDirect(Float.BYTES * count)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    int[] histogram() {
        return histogram;
    }

    int[] fieldHistogram() {
        return fieldHistogram;
    }
}
