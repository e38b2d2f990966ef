package org.xattnbmd.sdk.internal.session;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs any number of inputs through a network that takes always the same number at once. */
public final class FixedBatches {

    private FixedBatches() {}

    /** One run on exactly {@code batch} pictures and rows, and as many boxes or null. */
    @FunctionalInterface
    public interface Run {

        NetworkOutput on(FloatBuffer pictures, FloatBuffer rows, FloatBuffer neckBoxes);
    }

    /** What {@code n} inputs give; the last run is filled up with repeats of its first input, whose answers are dropped. */
    public static NetworkOutput run(
            int batch, int n, FloatBuffer pictures, FloatBuffer rows, FloatBuffer neckBoxes, Run run) {
        List<NetworkOutput> parts = new ArrayList<>();
        for (int from = 0; from < n; from += batch) {
            int count = Math.min(batch, n - from);
            parts.add(run.on(
                    part(pictures, n, from, count, batch),
                    part(rows, n, from, count, batch),
                    neckBoxes == null ? null : part(neckBoxes, n, from, count, batch)));
        }
        NetworkOutput first = parts.get(0);
        return new NetworkOutput(
                join(parts, n, batch, NetworkOutput::bmd),
                join(parts, n, batch, NetworkOutput::spread),
                join(parts, n, batch, NetworkOutput::outlierScore),
                join(parts, n, batch, NetworkOutput::clinicalAttention),
                join(parts, n, batch, NetworkOutput::imageAttention),
                first.rows(),
                first.columns(),
                first.neckBox() == null ? null : join(parts, n, batch, NetworkOutput::neckBox),
                join(parts, n, batch, NetworkOutput::further),
                join(parts, n, batch, NetworkOutput::furtherSpread));
    }

    private static FloatBuffer part(FloatBuffer all, int n, int from, int count, int batch) {
        int size = all.remaining() / n;
        FloatBuffer given = all.duplicate();
        given.limit(given.position() + (from + count) * size).position(given.position() + from * size);
        if (count == batch) {
            return given.slice();
        }
        float[] filled = new float[batch * size];
        given.get(filled, 0, count * size);
        for (int i = count; i < batch; i++) {
            System.arraycopy(filled, 0, filled, i * size, size);
        }
        return FloatBuffer.wrap(filled);
    }

    private static float[] join(List<NetworkOutput> parts, int n, int batch, Function<NetworkOutput, float[]> of) {
        int size = of.apply(parts.get(0)).length / batch;
        float[] joined = new float[n * size];
        for (int p = 0; p < parts.size(); p++) {
            int from = p * batch;
            System.arraycopy(of.apply(parts.get(p)), 0, joined, from * size, Math.min(batch, n - from) * size);
        }
        return joined;
    }
}
