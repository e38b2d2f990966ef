package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Transposed convolution. DJL keeps the weight as filters × (channels / groups) × kernel, whatever the direction; ONNX as
 * channels × (filters / groups) × kernel. Where the engine lacks the operation, the input is spread by the stride and
 * convolved with the flipped kernel, which is the same sum (Dumoulin and Visin 2016, "A guide to convolution arithmetic").
 */
final class DeconvolutionOps {

    private final Trace trace;
    private final Shape stride;
    private final Shape padding;
    private final Shape outPadding;
    private final Shape dilation;
    private final int groups;

    DeconvolutionOps(Trace trace, Shape stride, Shape padding, Shape outPadding, Shape dilation, int groups) {
        this.trace = trace;
        this.stride = stride;
        this.padding = padding;
        this.outPadding = outPadding;
        this.dilation = dilation;
        this.groups = groups;
    }

    /** @param bias may be null */
    NDList of(NDArray input, NDArray weight, NDArray bias) {
        TracedArray x = trace.wrap(input);
        TracedArray w = trace.wrap(weight);
        TracedArray b = trace.wrap(bias);
        check(x.getShape(), w.getShape());
        NDArray engineBias = b == null ? null : b.concrete;
        NDArray result = trace.engineOr(
                "deconvolution",
                () -> x.concrete
                        .getNDArrayInternal()
                        .deconvolution(
                                x.concrete, w.concrete, engineBias, stride, padding, outPadding, dilation, groups)
                        .singletonOrThrow(),
                () -> composition(x.concrete, w.concrete, engineBias));
        TracedArray channelsFirst = trace.wrap(channelsFirst(w));
        List<TracedArray> operands = new ArrayList<>(List.of(x, w));
        if (b != null) {
            operands.add(b);
        }
        return new NDList(trace.apply(
                result,
                operands,
                e -> e.node(Operators.CONV_TRANSPOSE, attributes(w), e.in(x), e.in(channelsFirst), e.in(b))));
    }

    private void check(Shape x, Shape w) {
        int n = x.dimension() - 2;
        boolean fits = n >= 1
                && w.dimension() == n + 2
                && groups >= 1
                && w.get(0) % groups == 0
                && w.get(1) * groups == x.get(1)
                && List.of(stride, padding, outPadding, dilation).stream().allMatch(s -> s.dimension() == n);
        if (!fits) {
            throw new IllegalArgumentException(
                    "expected an input (samples, channels, …), a weight (filters, channels / "
                            + groups
                            + ", kernel …) and a stride, padding, out-padding and dilation for each axis of the kernel,"
                            + " received " + x + ", " + w + ", " + stride + ", " + padding + ", " + outPadding + " and "
                            + dilation);
        }
        for (int i = 0; i < n; i++) {
            if (outPadding.get(i) >= Math.max(stride.get(i), dilation.get(i))) {
                throw new IllegalArgumentException("expected an out-padding below the stride or the dilation, received "
                        + outPadding + ", stride " + stride + ", dilation " + dilation);
            }
        }
    }

    /**
     * Padding cuts the sum's ends off, and out-padding is that much less of it behind. ONNX Runtime takes out-padding below
     * the stride alone; where there is more of it, which a dilation allows, it is taken off the padding.
     */
    private Map<String, Attribute> attributes(TracedArray w) {
        int n = padding.dimension();
        long[] pads = Arrays.copyOf(padding.getShape(), 2 * n);
        long[] added = outPadding.getShape().clone();
        for (int i = 0; i < n; i++) {
            long moved = added[i] < stride.get(i) ? 0 : Math.min(added[i], padding.get(i));
            pads[n + i] = padding.get(i) - moved;
            added[i] -= moved;
            if (added[i] >= stride.get(i)) {
                throw trace.refuse(
                        Reason.UNSUPPORTED_OPERATION,
                        "ONNX Runtime takes an out-padding below the stride, received " + outPadding + ", stride "
                                + stride + ", padding " + padding);
            }
        }
        return Map.of(
                "kernel_shape", Attribute.of(w.getShape().slice(2).getShape()),
                "strides", Attribute.of(stride.getShape()),
                "pads", Attribute.of(pads),
                "output_padding", Attribute.of(added),
                "dilations", Attribute.of(dilation.getShape()),
                "group", Attribute.of(groups));
    }

    /** The weight as ONNX has it: within each group filters and channels change places. */
    private NDArray channelsFirst(NDArray w) {
        if (groups == 1) {
            return w.swapAxes(0, 1);
        }
        Shape kernel = w.getShape().slice(2);
        long filters = w.getShape().get(0) / groups;
        long channels = w.getShape().get(1);
        return w.reshape(new Shape(groups, filters, channels).addAll(kernel))
                .swapAxes(1, 2)
                .reshape(new Shape(groups * channels, filters).addAll(kernel));
    }

    private NDArray composition(NDArray x, NDArray w, NDArray bias) {
        int n = stride.dimension();
        long[] pads = new long[2 * n];
        NDArray spread = x;
        for (int i = 0; i < n; i++) {
            spread = spread(spread, i + 2, stride.get(i));
            long reach = dilation.get(i) * (w.getShape().get(i + 2) - 1) - padding.get(i);
            int fromLast = n - 1 - i;
            pads[2 * fromLast] = reach;
            pads[2 * fromLast + 1] = reach + outPadding.get(i);
        }
        long[] ones = new long[n];
        Arrays.fill(ones, 1);
        NDArray padded = spread.pad(new Shape(pads), 0);
        NDArray flipped = w.flip(IntStream.range(2, n + 2).toArray());
        return padded.getNDArrayInternal()
                .convolution(padded, flipped, bias, new Shape(ones), new Shape(new long[n]), dilation, groups)
                .singletonOrThrow();
    }

    /** Puts stride − 1 zeros between neighbours along an axis. */
    private static NDArray spread(NDArray x, int axis, long stride) {
        if (stride == 1) {
            return x;
        }
        long length = x.getShape().get(axis);
        long[] gap = x.expandDims(axis + 1).getShape().getShape().clone();
        gap[axis + 1] = stride - 1;
        NDArray zeros = x.getManager().zeros(new Shape(gap), x.getDataType());
        long[] merged = x.getShape().getShape().clone();
        merged[axis] = length * stride;
        NDArray all = x.expandDims(axis + 1).concat(zeros, axis + 1).reshape(new Shape(merged));
        return all.split(new long[] {(length - 1) * stride + 1}, axis).get(0);
    }
}
