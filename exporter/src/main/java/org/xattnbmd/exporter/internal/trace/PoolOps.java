package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Pooling over windows and over whole pictures. {@code ceil_mode} is never written: ONNX Runtime, ONNX's shape inference
 * and PyTorch each round differently, so a last window that hangs over the edge is made by explicit padding. Where sizes vary
 * the padding is what the longest such window needs, and windows too many are cut off.
 */
final class PoolOps {

    private final TracedArray x;

    PoolOps(TracedArray array) {
        this.x = array;
    }

    /** Windows as ONNX describes them, the padding behind being enough for the engine's result. */
    private record Window(long[] kernel, long[] strides, long[] before, long[] after, boolean overhangs) {

        Map<String, Attribute> attributes() {
            long[] pads = Arrays.copyOf(before, 2 * before.length);
            System.arraycopy(after, 0, pads, before.length, before.length);
            return Map.of(
                    "kernel_shape", Attribute.of(kernel),
                    "strides", Attribute.of(strides),
                    "pads", Attribute.of(pads));
        }
    }

    private Window window(Shape kernel, Shape stride, Shape padding, NDArray result, boolean ceilMode) {
        int n = kernel.dimension();
        long[] k = kernel.getShape();
        long[] strides = stride.dimension() == 0 ? k : stride.getShape();
        long[] before = padding.dimension() == 0 ? new long[n] : padding.getShape();
        long[] after = before.clone();
        boolean overhangs = false;
        for (int i = 0; i < n; i++) {
            long covered = (result.getShape().get(i + 2) - 1) * strides[i] + k[i];
            long needed = covered - x.getShape().get(i + 2) - before[i];
            overhangs |= needed > before[i];
            after[i] = Math.max(after[i], needed);
            if (ceilMode && x.recording().anySize()) {
                // A window begins before the padding behind, and the last within a stride of where it would end
                // without.
                after[i] = Math.max(before[i], Math.min(before[i] + strides[i] - 1, k[i] - 1));
                overhangs = true;
            }
        }
        return new Window(k, strides, before, after, overhangs);
    }

    NDArray max(Shape kernel, Shape stride, Shape padding, boolean ceilMode) {
        NDArray result = x.concrete.getNDArrayInternal().maxPool(kernel, stride, padding, ceilMode);
        Map<String, Attribute> attributes =
                window(kernel, stride, padding, result, ceilMode).attributes();
        boolean cut = ceilMode && x.recording().anySize();
        return x.result(result, List.of(x), e -> {
            Term pooled = e.in(x).apply(Operators.MAX_POOL, attributes);
            return cut ? pooled.slice(windows(result.getShape())) : pooled;
        });
    }

    /** As many windows as the engine has. */
    private static Ranges windows(Shape result) {
        int n = result.dimension() - 2;
        long[] ones = LongStream.generate(() -> 1).limit(n).toArray();
        long[] axes = LongStream.range(2, 2 + n).toArray();
        return new Ranges(new long[n], result.slice(2).getShape(), axes, ones);
    }

    NDArray average(Shape kernel, Shape stride, Shape padding, boolean ceilMode, boolean countIncludePad) {
        NDArray result = x.concrete.getNDArrayInternal().avgPool(kernel, stride, padding, ceilMode, countIncludePad);
        boolean counted = countIncludePad || engineCountsPads(kernel, stride, padding, ceilMode);
        Window w = window(kernel, stride, padding, result, ceilMode);
        if (w.overhangs) {
            NDArray mean = averageOfPresent(w, counted);
            return ceilMode && x.recording().anySize() ? cut(mean, result) : mean;
        }
        Map<String, Attribute> attributes = new HashMap<>(w.attributes());
        attributes.put("count_include_pad", Attribute.of(counted ? 1 : 0));
        return x.result(result, List.of(x), e -> e.in(x).apply(Operators.AVERAGE_POOL, attributes));
    }

    /** Whether the engine counts padding even when told not to, as DJL's PyTorch engine does: ones average below one. */
    private boolean engineCountsPads(Shape kernel, Shape stride, Shape padding, boolean ceilMode) {
        try (NDArray ones = ones();
                NDArray mean = ones.getNDArrayInternal().avgPool(kernel, stride, padding, ceilMode, false);
                NDArray least = mean.min()) {
            return least.toType(DataType.FLOAT32, false).getFloat() < 0.999f;
        }
    }

    private NDArray ones() {
        return x.recording().engine().ones(new Shape(1, 1).addAll(x.getShape().slice(2)), x.getDataType());
    }

    /**
     * Windows that hang over the edge count only what is there: the mean over the padded picture, divided by the same
     * mean of ones. Declared padding counts as there where it is counted, what lies behind it never.
     */
    private NDArray averageOfPresent(Window w, boolean counted) {
        int n = w.kernel.length;
        long[] all = new long[2 * n];
        long[] declared = new long[2 * n];
        long[] beyond = new long[2 * n];
        for (int i = 0; i < n; i++) {
            int fromLast = n - 1 - i;
            declared[2 * fromLast] = w.before[i];
            declared[2 * fromLast + 1] = w.before[i];
            beyond[2 * fromLast + 1] = w.after[i] - w.before[i];
            all[2 * fromLast] = w.before[i];
            all[2 * fromLast + 1] = w.after[i];
        }
        NDArray present = x.recording().constant(ones()).pad(new Shape(declared), counted ? 1 : 0);
        NDArray mean = fullWindows(x.pad(new Shape(all), 0), w);
        return mean.div(fullWindows(present.pad(new Shape(beyond), 0), w));
    }

    private NDArray cut(NDArray mean, NDArray result) {
        TracedArray all = x.wrap(mean);
        return x.result(result, List.of(all), e -> e.in(all).slice(windows(result.getShape())));
    }

    private NDArray fullWindows(NDArray padded, Window w) {
        Shape none = new Shape(new long[w.kernel.length]);
        return new PoolOps(x.wrap(padded)).average(new Shape(w.kernel), new Shape(w.strides), none, false, true);
    }

    private NDArray global(Operator op, NDArray result) {
        long[] spatial = LongStream.range(2, x.rank()).toArray();
        return x.result(result, List.of(x), e -> {
            Term pooled = e.in(x).apply(op);
            pooled.value()
                    .setDims(Value.fixed(LongStream.range(0, x.rank())
                            .map(i -> i < 2 ? x.getShape().get((int) i) : 1)
                            .toArray()));
            return pooled.squeeze(spatial);
        });
    }

    NDArray globalMax() {
        return global(Operators.GLOBAL_MAX_POOL, x.concrete.getNDArrayInternal().globalMaxPool());
    }

    NDArray globalAverage() {
        return global(
                Operators.GLOBAL_AVERAGE_POOL, x.concrete.getNDArrayInternal().globalAvgPool());
    }

    NDArray lp(float p, Shape kernel, Shape stride, Shape padding, boolean ceilMode) {
        NDArray powers = x.pow(p);
        Shape none = new Shape(new long[kernel.dimension()]);
        NDArray mean = new PoolOps(x.wrap(powers))
                .average(kernel, stride, padding.dimension() == kernel.dimension() ? padding : none, ceilMode, true);
        return root(mean, kernel.size(), p);
    }

    /** (Σx^p)^(1/p) with the engine's treatment of negative sums: sign(a)·max(|a|, 0), a being the mean of powers. */
    private static NDArray root(NDArray mean, long count, float p) {
        // The bare operator: where the mean is NaN so is the product.
        TracedArray traced = (TracedArray) mean;
        NDArray sign = traced.unary(Operators.SIGN, traced.concrete.sign());
        NDArray sum = sign.mul(mean.abs().getNDArrayInternal().relu()).mul((float) count);
        return sum.pow(1f / p);
    }

    NDArray globalLp(float p) {
        if (x.recording().anySize()) {
            return root(x.pow(p).sum(IntStream.range(2, x.rank()).toArray()), 1, p);
        }
        Shape kernel = x.getShape().slice(2);
        return lp(p, kernel, kernel, new Shape(), false).reshape(x.getShape().slice(0, 2));
    }
}
