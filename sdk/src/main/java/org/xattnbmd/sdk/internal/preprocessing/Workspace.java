package org.xattnbmd.sdk.internal.preprocessing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Arrays that one estimate after another is computed in, so that a steady stream of estimates leaves next to nothing for
 * the garbage collector. They grow to the largest picture seen. Not thread-safe: a call owns its workspace.
 */
public final class Workspace {

    private final RowWorkers workers;
    private final RowScratch[] scratches;
    private short[] bins = new short[0];
    private float[] reduced = new float[0];
    private float[] resampled = new float[0];
    private float[] narrow = new float[0];
    private float[] input = new float[0];
    private FloatBuffer pictures = direct(0);
    private FloatBuffer rows = direct(0);
    private FloatBuffer boxes = direct(0);
    private FloatBuffer nativeField = direct(0);
    private FloatBuffer nativeResampled = direct(0);

    /** For a call that works alone. */
    public Workspace() {
        this(new RowWorkers(0));
    }

    /** For calls that may get helpers. */
    public Workspace(RowWorkers workers) {
        this.workers = workers;
        scratches = new RowScratch[workers.workers()];
        Arrays.setAll(scratches, worker -> new RowScratch());
    }

    RowWorkers workers() {
        return workers;
    }

    RowScratch scratch(int worker) {
        return scratches[worker];
    }

    short[] bins(int count) {
        return bins = bins.length >= count ? bins : new short[count];
    }

    float[] narrow(int count) {
        return narrow = narrow.length >= count ? narrow : new float[count];
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

    /** As {@link #pictures}, for boxes that callers give. */
    public FloatBuffer boxes(int count) {
        boxes = boxes.capacity() >= count ? boxes : direct(count);
        return boxes.clear().limit(count);
    }

    /** As {@link #pictures}, for what OpenCV resamples. */
    FloatBuffer nativeField(int count) {
        nativeField = nativeField.capacity() >= count ? nativeField : direct(count);
        return nativeField.clear().limit(count);
    }

    /** As {@link #pictures}, for what OpenCV answers. */
    FloatBuffer nativeResampled(int count) {
        nativeResampled = nativeResampled.capacity() >= count ? nativeResampled : direct(count);
        return nativeResampled.clear().limit(count);
    }

    private static FloatBuffer direct(int count) {
        return ByteBuffer.allocateDirect(Float.BYTES * count)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
