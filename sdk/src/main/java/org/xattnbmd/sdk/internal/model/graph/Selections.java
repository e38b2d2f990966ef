package org.xattnbmd.sdk.internal.model.graph;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Sizes of what picks or places elements. */
final class Selections {

    private Selections() {}

    /** Inputs: data, starts, ends, axes, steps; attributes in old operator sets. */
    static void slice(Step s) {
        long[] x = s.shape(0);
        long[] starts = s.numbersOr(1, "starts");
        long[] ends = s.numbersOr(2, "ends");
        if (starts == null || ends == null || starts.length != ends.length) {
            throw s.contradiction("a start and an end for each axis");
        }
        long[] axes = s.numbersOr(3, "axes");
        long[] steps = s.has(4) ? s.numbers(4) : null;
        long[] out = x.clone();
        for (int i = 0; i < starts.length; i++) {
            int axis = s.axis(axes == null ? i : axes[i], x.length);
            out[axis] = length(s, x[axis], starts[i], ends[i], steps == null ? 1 : steps[i]);
        }
        s.out(new Tensor(out, picked(s, starts, ends, steps), s.in(0).whole()));
    }

    private static double[] picked(Step s, long[] starts, long[] ends, long[] steps) {
        double[] values = s.in(0).values();
        if (values == null || s.in(0).rank() != 1 || starts.length != 1 || steps != null && steps[0] != 1) {
            return null;
        }
        int from = (int) clamp(starts[0], values.length, 0, values.length);
        int to = (int) clamp(ends[0], values.length, 0, values.length);
        return Arrays.copyOfRange(values, from, Math.max(from, to));
    }

    private static long length(Step s, long n, long start, long end, long step) {
        if (step == 0 || step == Long.MIN_VALUE) {
            throw s.contradiction("a step other than 0");
        }
        long from = step > 0 ? clamp(start, n, 0, n) : clamp(start, n, 0, n - 1);
        long to = step > 0 ? clamp(end, n, 0, n) : clamp(end, n, -1, n - 1);
        long span = step > 0 ? to - from : from - to;
        return span <= 0 ? 0 : (span + Math.abs(step) - 1) / Math.abs(step);
    }

    /** An index counted from the front; negative ones count from the end, and what lies outside is brought inside. */
    private static long clamp(long index, long n, long low, long high) {
        return Math.max(low, Math.min(high, index < 0 ? index + n : index));
    }

    static void gather(Step s) {
        long[] x = s.shape(0);
        long[] indices = s.shape(1);
        int axis = s.axisOf(0, 0);
        long[] out = LongStream.concat(
                        LongStream.concat(Arrays.stream(x, 0, axis), Arrays.stream(indices)),
                        Arrays.stream(x, axis + 1, x.length))
                .toArray();
        double[] values = s.in(0).values();
        double[] at = s.in(1).values();
        double[] picked = null;
        if (values != null && at != null && x.length == 1) {
            picked = Arrays.stream(at)
                    .map(i -> values[s.axis((long) i, values.length)])
                    .toArray();
        }
        s.out(new Tensor(out, picked, s.in(0).whole()));
    }

    static void likeIndices(Step s) {
        s.out(s.shape(1));
    }

    static void gatherNd(Step s) {
        long[] x = s.shape(0);
        long[] indices = s.shape(1);
        int batch = (int) Math.max(0, Math.min(x.length, s.integer("batch_dims", 0)));
        int depth = indices.length == 0 ? -1 : (int) Math.min(Integer.MAX_VALUE, indices[indices.length - 1]);
        if (depth < 0 || batch + depth > x.length) {
            throw s.contradiction("indices of the data's axes");
        }
        s.out(LongStream.concat(
                        Arrays.stream(indices, 0, indices.length - 1), Arrays.stream(x, batch + depth, x.length))
                .toArray());
    }

    static void oneHot(Step s) {
        long[] x = s.shape(0);
        long[] depth = s.numbers(1);
        int axis = s.axis(s.integer("axis", -1), x.length + 1);
        if (depth.length != 1) {
            throw s.contradiction("one depth");
        }
        s.out(LongStream.concat(
                        LongStream.concat(Arrays.stream(x, 0, axis), LongStream.of(depth[0])),
                        Arrays.stream(x, axis, x.length))
                .toArray());
    }

    static void topK(Step s) {
        long[] k = s.has(1) ? s.numbers(1) : new long[] {s.integer("k", -1)};
        long[] out = s.shape(0).clone();
        int axis = s.axisOf(0, -1);
        if (k.length != 1 || k[0] > out[axis]) {
            throw s.contradiction("one number of at most the axis's length");
        }
        out[axis] = k[0];
        // Sorting: a comparison for each bit of an index.
        s.work(Sizes.product(Long.SIZE, s.in(0).elements()));
        s.out(out);
        s.out(out);
    }
}
