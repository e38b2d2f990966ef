package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Convolution, linear layers, embeddings and normalisations. */
final class NeuralOps {

    private final Trace trace;

    NeuralOps(Trace trace) {
        this.trace = trace;
    }

    private List<TracedArray> wrap(NDArray... arrays) {
        List<TracedArray> all = new ArrayList<>();
        for (NDArray a : arrays) {
            all.add(trace.wrap(a));
        }
        return all;
    }

    private static NDArray concrete(TracedArray a) {
        return a == null ? null : a.concrete;
    }

    private static List<TracedArray> present(List<TracedArray> all) {
        return all.stream().filter(Objects::nonNull).toList();
    }

    private void requireInference(boolean training) {
        if (training) {
            throw trace.refuse(
                    Reason.TRAINING_MODE, "runs in training mode although the block is exported for inference");
        }
    }

    NDList convolution(
            NDArray input, NDArray weight, NDArray bias, Shape stride, Shape padding, Shape dilation, int groups) {
        List<TracedArray> in = wrap(input, weight, bias);
        NDArray result = in.get(0)
                .concrete
                .getNDArrayInternal()
                .convolution(
                        in.get(0).concrete, in.get(1).concrete, concrete(in.get(2)), stride, padding, dilation, groups)
                .singletonOrThrow();
        long[] pads = padding.getShape();
        long[] bothEnds = Arrays.copyOf(pads, 2 * pads.length);
        System.arraycopy(pads, 0, bothEnds, pads.length, pads.length);
        Map<String, Attribute> attributes = Map.of(
                "kernel_shape", Attribute.of(in.get(1).getShape().slice(2).getShape()),
                "strides", Attribute.of(stride.getShape()),
                "pads", Attribute.of(bothEnds),
                "dilations", Attribute.of(dilation.getShape()),
                "group", Attribute.of(groups));
        return new NDList(trace.apply(
                result,
                present(in),
                e -> e.node(Operators.CONV, attributes, e.in(in.get(0)), e.in(in.get(1)), e.in(in.get(2)))));
    }

    /** y = x·Wᵀ + b: one Gemm for a matrix, MatMul and Add where there are more axes. */
    NDList linear(NDArray input, NDArray weight, NDArray bias) {
        List<TracedArray> in = wrap(input, weight, bias);
        TracedArray x = in.get(0);
        TracedArray w = in.get(1);
        TracedArray b = in.get(2);
        NDArray result = x.concrete
                .getNDArrayInternal()
                .linear(x.concrete, w.concrete, concrete(b))
                .singletonOrThrow();
        if (x.rank() == 2) {
            return new NDList(trace.apply(
                    result,
                    present(in),
                    e -> e.node(Operators.GEMM, Map.of("transB", Attribute.of(1)), e.in(x), e.in(w), e.in(b))));
        }
        TracedArray transposed = trace.wrap(w.transpose());
        return new NDList(trace.apply(result, present(in), e -> {
            Term product = e.in(x).matMul(e.in(transposed));
            return b == null ? product : product.add(e.in(b));
        }));
    }

    NDList embedding(NDArray input, NDArray weight, SparseFormat sparse) {
        List<TracedArray> in = wrap(input, weight);
        NDArray ids = in.get(0).concrete;
        NDArray result = ids.getNDArrayInternal()
                .embedding(ids, in.get(1).concrete, sparse)
                .singletonOrThrow();
        return new NDList(trace.apply(result, in, e -> e.in(in.get(1)).gather(e.in(in.get(0), ElementType.INT64), 0)));
    }

    /** In inference dropout passes its input on. */
    NDList dropout(NDArray input, float rate, boolean training) {
        requireInference(training);
        return new NDList(trace.wrap(input).stopGradient());
    }

    NDList layerNorm(NDArray input, Shape normalizedShape, NDArray gamma, NDArray beta, float eps) {
        List<TracedArray> in = wrap(input, gamma, beta);
        TracedArray x = in.get(0);
        NDArray result = x.concrete
                .getNDArrayInternal()
                .layerNorm(x.concrete, normalizedShape, in.get(1).concrete, in.get(2).concrete, eps)
                .singletonOrThrow();
        int axis = x.rank() - normalizedShape.dimension();
        return new NDList(trace.apply(result, in, e -> {
            if (e.opset() >= Operators.LAYER_NORMALIZATION.signature().since()) {
                return e.node(
                        Operators.LAYER_NORMALIZATION,
                        Map.of("axis", Attribute.of(axis), "epsilon", Attribute.of(eps)),
                        e.in(x),
                        e.in(in.get(1)),
                        e.in(in.get(2)));
            }
            long[] axes = IntStream.range(axis, x.rank()).asLongStream().toArray();
            Term v = e.in(x);
            Term centred = v.sub(v.reduce(Operators.REDUCE_MEAN, axes, true));
            Term variance = centred.mul(centred).reduce(Operators.REDUCE_MEAN, axes, true);
            Term deviation = variance.add(eps).sqrt();
            return centred.div(deviation).mul(e.in(in.get(1))).add(e.in(in.get(2)));
        }));
    }

    /** @param statistics running mean, running variance, gamma, beta */
    NDList batchNorm(NDArray input, NDList statistics, int axis, float momentum, float eps, boolean training) {
        requireInference(training);
        TracedArray x = trace.wrap(input);
        List<TracedArray> s = wrap(statistics.toArray(new NDArray[0]));
        int channel = axis == -1 ? 1 : x.axis(axis);
        if (channel != 1) {
            NDArray moved = x.swapAxes(1, channel);
            NDArray result =
                    batchNorm(moved, statistics, 1, momentum, eps, false).singletonOrThrow();
            return new NDList(result.swapAxes(1, channel));
        }
        NDArray result = x.concrete
                .getNDArrayInternal()
                .batchNorm(
                        x.concrete,
                        s.get(0).concrete,
                        s.get(1).concrete,
                        s.get(2).concrete,
                        s.get(3).concrete,
                        axis,
                        momentum,
                        eps,
                        false)
                .singletonOrThrow();
        List<TracedArray> operands = new ArrayList<>(List.of(x));
        operands.addAll(s);
        return new NDList(trace.apply(
                result,
                operands,
                e -> e.node(
                        Operators.BATCH_NORMALIZATION,
                        Map.of("epsilon", Attribute.of(eps)),
                        e.in(x),
                        e.in(s.get(2)),
                        e.in(s.get(3)),
                        e.in(s.get(0)),
                        e.in(s.get(1)))));
    }
}
