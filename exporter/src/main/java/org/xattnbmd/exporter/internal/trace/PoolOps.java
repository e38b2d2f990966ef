package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Operators;
import org.xattnbmd.exporter.internal.graph.Value;

/** Pooling over windows and over whole pictures. */
final class PoolOps {

    private final TracedArray x;

    PoolOps(TracedArray array) {
        this.x = array;
    }

    private static Map<String, Attribute> window(Shape kernel, Shape stride, Shape padding, boolean ceilMode) {
        int n = kernel.dimension();
        long[] pads = padding.dimension() == 0 ? new long[n] : padding.getShape();
        long[] both = Arrays.copyOf(pads, 2 * n);
        System.arraycopy(pads, 0, both, n, n);
        long[] strides = stride.dimension() == 0 ? kernel.getShape() : stride.getShape();
        return Map.of(
                "kernel_shape", Attribute.of(kernel.getShape()),
                "strides", Attribute.of(strides),
                "pads", Attribute.of(both),
                "ceil_mode", Attribute.of(ceilMode ? 1 : 0));
    }

    NDArray max(Shape kernel, Shape stride, Shape padding, boolean ceilMode) {
        NDArray result = x.concrete.getNDArrayInternal().maxPool(kernel, stride, padding, ceilMode);
        Map<String, Attribute> attributes = window(kernel, stride, padding, ceilMode);
        return x.result(result, List.of(x), e -> e.node(Operators.MAX_POOL, List.of(e.in(x)), attributes));
    }

    NDArray average(Shape kernel, Shape stride, Shape padding, boolean ceilMode, boolean countIncludePad) {
        NDArray result = x.concrete.getNDArrayInternal().avgPool(kernel, stride, padding, ceilMode, countIncludePad);
        boolean counted = countIncludePad || engineCountsPads(kernel, stride, padding, ceilMode);
        if (ceilMode && !counted) {
            return averageOfPresent(kernel, stride, padding, result);
        }
        Map<String, Attribute> attributes = new HashMap<>(window(kernel, stride, padding, ceilMode));
        attributes.put("count_include_pad", Attribute.of(counted ? 1 : 0));
        return x.result(result, List.of(x), e -> e.node(Operators.AVERAGE_POOL, List.of(e.in(x)), attributes));
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
     * Windows that hang over the edge count only what is inside: the mean over the padded picture, divided by the same
     * mean of ones. ONNX Runtime's own ceil_mode counts differently.
     */
    private NDArray averageOfPresent(Shape kernel, Shape stride, Shape padding, NDArray result) {
        int n = kernel.dimension();
        long[] pads = new long[2 * n];
        for (int i = 0; i < n; i++) {
            long length = x.getShape().get(i + 2);
            long covered = (result.getShape().get(i + 2) - 1) * stride.get(i) + kernel.get(i);
            int fromLast = n - 1 - i;
            pads[2 * fromLast] = padding.get(i);
            pads[2 * fromLast + 1] = Math.max(0, covered - length - padding.get(i));
        }
        NDArray ones = x.recording().constant(ones());
        Shape none = new Shape(new long[n]);
        NDArray mean = new PoolOps(x.wrap(x.pad(new Shape(pads), 0))).average(kernel, stride, none, false, true);
        NDArray share = new PoolOps(x.wrap(ones.pad(new Shape(pads), 0))).average(kernel, stride, none, false, true);
        return mean.div(share);
    }

    private NDArray global(Operator op, NDArray result) {
        long[] spatial = LongStream.range(2, x.rank()).toArray();
        return x.result(result, List.of(x), e -> {
            Value pooled = e.node(op, e.in(x));
            pooled.setDims(Value.fixed(LongStream.range(0, x.rank())
                    .map(i -> i < 2 ? x.getShape().get((int) i) : 1)
                    .toArray()));
            return e.squeeze(pooled, spatial);
        });
    }

    NDArray globalMax() {
        return global(Operators.GLOBAL_MAX_POOL, x.concrete.getNDArrayInternal().globalMaxPool());
    }

    NDArray globalAverage() {
        return global(
                Operators.GLOBAL_AVERAGE_POOL, x.concrete.getNDArrayInternal().globalAvgPool());
    }

    /** (Σx^p)^(1/p) with the engine's treatment of negative sums: sign(a)·max(|a|, 0), a being the mean of powers. */
    NDArray lp(float p, Shape kernel, Shape stride, Shape padding, boolean ceilMode) {
        NDArray powers = x.pow(p);
        Shape none = new Shape(new long[kernel.dimension()]);
        NDArray mean = new PoolOps(x.wrap(powers))
                .average(kernel, stride, padding.dimension() == kernel.dimension() ? padding : none, ceilMode, true);
        NDArray sum = mean.sign().mul(mean.abs().getNDArrayInternal().relu()).mul((float) kernel.size());
        return sum.pow(1f / p);
    }

    NDArray globalLp(float p) {
        Shape kernel = x.getShape().slice(2);
        return lp(p, kernel, kernel, new Shape(), false).reshape(x.getShape().slice(0, 2));
    }
}
