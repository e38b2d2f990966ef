package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Operators;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Sums, means, extremes, norms and running sums. */
abstract class TracedReductions extends TracedFunctions {

    private static final int[] ALL = {};

    TracedReductions(Trace trace, NDArray concrete, Value value, Storage storage) {
        super(trace, concrete, value, storage);
    }

    private NDArray reduce(Operator op, NDArray concreteResult, int[] axes, boolean keepDims) {
        ElementType type = recording().elementType(concreteResult);
        long[] positive = Emitter.longs(axes(axes));
        return result(concreteResult, List.of(self()), e -> e.reduce(op, e.in(self(), type), positive, keepDims));
    }

    @Override
    public NDArray sum() {
        return reduce(Operators.REDUCE_SUM, concrete.sum(), ALL, false);
    }

    @Override
    public NDArray sum(int[] axes, boolean keepDims) {
        return reduce(Operators.REDUCE_SUM, concrete.sum(axes, keepDims), axes, keepDims);
    }

    @Override
    public NDArray mean() {
        return reduce(Operators.REDUCE_MEAN, concrete.mean(), ALL, false);
    }

    @Override
    public NDArray mean(int[] axes, boolean keepDims) {
        return reduce(Operators.REDUCE_MEAN, concrete.mean(axes, keepDims), axes, keepDims);
    }

    @Override
    public NDArray max() {
        return reduce(Operators.REDUCE_MAX, concrete.max(), ALL, false);
    }

    @Override
    public NDArray max(int[] axes, boolean keepDims) {
        return reduce(Operators.REDUCE_MAX, concrete.max(axes, keepDims), axes, keepDims);
    }

    @Override
    public NDArray min() {
        return reduce(Operators.REDUCE_MIN, concrete.min(), ALL, false);
    }

    @Override
    public NDArray min(int[] axes, boolean keepDims) {
        return reduce(Operators.REDUCE_MIN, concrete.min(axes, keepDims), axes, keepDims);
    }

    @Override
    public NDArray prod() {
        return reduce(Operators.REDUCE_PROD, concrete.prod(), ALL, false);
    }

    @Override
    public NDArray prod(int[] axes, boolean keepDims) {
        return reduce(Operators.REDUCE_PROD, concrete.prod(axes, keepDims), axes, keepDims);
    }

    private NDArray truth(Operator op, NDArray concreteResult, boolean negate) {
        return result(concreteResult, List.of(self()), e -> {
            Value numbers = e.cast(e.in(self(), ElementType.BOOL), ElementType.INT32);
            Value reduced = e.cast(e.reduce(op, numbers, new long[0], false), ElementType.BOOL);
            return negate ? e.node(Operators.NOT, reduced) : reduced;
        });
    }

    @Override
    public NDArray all() {
        return truth(Operators.REDUCE_MIN, concrete.all(), false);
    }

    @Override
    public NDArray any() {
        return truth(Operators.REDUCE_MAX, concrete.any(), false);
    }

    @Override
    public NDArray none() {
        return truth(Operators.REDUCE_MAX, concrete.none(), true);
    }

    private NDArray extreme(Operator op, NDArray concreteResult, int axis) {
        return result(
                concreteResult,
                List.of(self()),
                e -> e.node(
                        op, List.of(e.in(self())), Map.of("axis", Attribute.of(axis), "keepdims", Attribute.of(0))));
    }

    private NDArray extremeOfAll(Operator op, NDArray concreteResult) {
        return result(
                concreteResult,
                List.of(self()),
                e -> e.node(
                        op,
                        List.of(e.reshape(e.in(self()), -1)),
                        Map.of("axis", Attribute.of(0), "keepdims", Attribute.of(0))));
    }

    @Override
    public NDArray argMax() {
        return extremeOfAll(Operators.ARG_MAX, concrete.argMax());
    }

    @Override
    public NDArray argMax(int axis) {
        return extreme(Operators.ARG_MAX, concrete.argMax(axis), axis(axis));
    }

    @Override
    public NDArray argMin() {
        return extremeOfAll(Operators.ARG_MIN, concrete.argMin());
    }

    @Override
    public NDArray argMin(int axis) {
        return extreme(Operators.ARG_MIN, concrete.argMin(axis), axis(axis));
    }

    /** (Σ|x|^p)^(1/p), by the operators that ONNX has for p of 1 and 2. */
    private Value norm(Emitter e, ElementType type, double p, long[] axes, boolean keepDims) {
        Value x = e.in(self(), type);
        if (p == 1) {
            return e.reduce(Operators.REDUCE_L1, x, axes, keepDims);
        }
        if (p == 2) {
            return e.reduce(Operators.REDUCE_L2, x, axes, keepDims);
        }
        Value powers = e.node(Operators.POW, e.node(Operators.ABS, x), e.scalar(type, p));
        return e.node(Operators.POW, e.reduce(Operators.REDUCE_SUM, powers, axes, keepDims), e.scalar(type, 1 / p));
    }

    private NDArray norm(NDArray concreteResult, int order, int[] axes, boolean keepDims) {
        ElementType type = recording().elementType(concreteResult);
        long[] positive = Emitter.longs(axes(axes));
        return result(concreteResult, List.of(self()), e -> norm(e, type, order, positive, keepDims));
    }

    @Override
    public NDArray norm(boolean keepDims) {
        return norm(concrete.norm(keepDims), 2, ALL, keepDims);
    }

    @Override
    public NDArray norm(int order, int[] axes, boolean keepDims) {
        return norm(concrete.norm(order, axes, keepDims), order, axes, keepDims);
    }

    /** x / max(‖x‖ₚ, ε) along one axis. */
    @Override
    public NDArray normalize(double exponent, long dim, double eps) {
        NDArray concreteResult = concrete.normalize(exponent, dim, eps);
        ElementType type = recording().elementType(concreteResult);
        return result(concreteResult, List.of(self()), e -> {
            Value length = norm(e, type, exponent, new long[] {axis(dim)}, true);
            Value safe = e.node(Operators.MAX, length, e.scalar(type, eps));
            return e.node(Operators.DIV, e.in(self(), type), safe);
        });
    }

    @Override
    public NDArray cumSum() {
        return cumSum(0);
    }

    @Override
    public NDArray cumSum(int axis) {
        NDArray concreteResult = concrete.cumSum(axis);
        ElementType type = recording().elementType(concreteResult);
        return result(
                concreteResult,
                List.of(self()),
                e -> e.node(
                        Operators.CUM_SUM,
                        e.in(self(), type),
                        e.constant(Tensor.scalar(ElementType.INT64, axis(axis)))));
    }

    @Override
    public NDArray cumProd(int axis) {
        return cumProd(concrete.cumProd(axis), axis);
    }

    @Override
    public NDArray cumProd(int axis, DataType dataType) {
        return cumProd(concrete.cumProd(axis, dataType), axis);
    }

    /** Row i of a triangle of factors: xₖ up to position i, 1 behind it; ONNX has no running product. */
    private NDArray cumProd(NDArray concreteResult, int axis) {
        ElementType type = recording().elementType(concreteResult);
        int along = axis(axis);
        int length = (int) getShape().get(along);
        float[] upTo = new float[length * length];
        for (int i = 0; i < length; i++) {
            java.util.Arrays.fill(upTo, i * length, i * length + i + 1, 1);
        }
        long[] triangle = new long[rank() - along + 1];
        java.util.Arrays.fill(triangle, 1);
        triangle[0] = length;
        triangle[1] = length;
        return result(concreteResult, List.of(self()), e -> {
            Value x = e.unsqueeze(e.in(self(), type), along);
            Value mask = e.cast(e.constant(Tensor.floats(triangle, upTo)), ElementType.BOOL);
            Value factors = e.node(Operators.WHERE, List.of(mask, x, e.scalar(type, 1)));
            return e.reduce(Operators.REDUCE_PROD, factors, new long[] {along + 1}, false);
        });
    }

    /** Differences of neighbours, taken n times. */
    @Override
    public NDArray diff(int n, int dim) {
        NDArray concreteResult = concrete.diff(n, dim);
        int along = axis(dim);
        long[] axes = {along};
        long[] one = {1};
        return result(concreteResult, List.of(self()), e -> {
            Value x = e.in(self());
            for (int i = 0; i < n; i++) {
                Value tail = e.slice(x, one, new long[] {Long.MAX_VALUE}, axes, one);
                Value head = e.slice(x, new long[] {0}, new long[] {-1}, axes, one);
                x = e.node(Operators.SUB, tail, head);
            }
            return n == 0 ? e.node(Operators.IDENTITY, x) : x;
        });
    }
}
