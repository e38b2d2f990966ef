package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Sums, means, extremes, norms and running sums. */
final class ReductionOps {

    private final TracedArray array;

    private static final int[] ALL = {};

    ReductionOps(TracedArray array) {
        this.array = array;
    }

    private NDArray reduce(Operator op, NDArray concreteResult, int[] axes, boolean keepDims) {
        ElementType type = array.recording().elementType(concreteResult);
        long[] positive = Emitter.longs(array.axes(axes));
        return array.result(
                concreteResult, List.of(array), e -> e.in(array, type).reduce(op, positive, keepDims));
    }

    NDArray sum() {
        return reduce(Operators.REDUCE_SUM, array.concrete.sum(), ALL, false);
    }

    NDArray sum(int[] axes, boolean keepDims) {
        return reduce(Operators.REDUCE_SUM, array.concrete.sum(axes, keepDims), axes, keepDims);
    }

    NDArray mean() {
        return reduce(Operators.REDUCE_MEAN, array.concrete.mean(), ALL, false);
    }

    NDArray mean(int[] axes, boolean keepDims) {
        return reduce(Operators.REDUCE_MEAN, array.concrete.mean(axes, keepDims), axes, keepDims);
    }

    /** The largest or smallest; NaN where there is one, which ONNX Runtime finds at some places only. */
    private NDArray bound(Operator op, NDArray concreteResult, int[] axes, boolean keepDims) {
        if (!array.getDataType().isFloating()) {
            return reduce(op, concreteResult, axes, keepDims);
        }
        ElementType type = array.recording().elementType(concreteResult);
        long[] positive = Emitter.longs(array.axes(axes));
        return array.result(concreteResult, List.of(array), e -> {
            Term x = e.in(array, type);
            Term missing = x.isNan().cast(ElementType.FLOAT);
            Term any = missing.reduce(Operators.REDUCE_MAX, positive, keepDims).cast(ElementType.BOOL);
            return any.where(e.scalar(type, Double.NaN), x.reduce(op, positive, keepDims));
        });
    }

    NDArray max() {
        return bound(Operators.REDUCE_MAX, array.concrete.max(), ALL, false);
    }

    NDArray max(int[] axes, boolean keepDims) {
        return bound(Operators.REDUCE_MAX, array.concrete.max(axes, keepDims), axes, keepDims);
    }

    NDArray min() {
        return bound(Operators.REDUCE_MIN, array.concrete.min(), ALL, false);
    }

    NDArray min(int[] axes, boolean keepDims) {
        return bound(Operators.REDUCE_MIN, array.concrete.min(axes, keepDims), axes, keepDims);
    }

    NDArray prod() {
        return reduce(Operators.REDUCE_PROD, array.concrete.prod(), ALL, false);
    }

    NDArray prod(int[] axes, boolean keepDims) {
        return reduce(Operators.REDUCE_PROD, array.concrete.prod(axes, keepDims), axes, keepDims);
    }

    private NDArray truth(Operator op, NDArray concreteResult, boolean negate) {
        return array.result(concreteResult, List.of(array), e -> {
            Term numbers = e.in(array, ElementType.BOOL).cast(ElementType.INT32);
            Term reduced = numbers.reduce(op, new long[0], false).cast(ElementType.BOOL);
            return negate ? reduced.not() : reduced;
        });
    }

    NDArray all() {
        return truth(Operators.REDUCE_MIN, array.concrete.all(), false);
    }

    NDArray any() {
        return truth(Operators.REDUCE_MAX, array.concrete.any(), false);
    }

    NDArray none() {
        return truth(Operators.REDUCE_MAX, array.concrete.none(), true);
    }

    private NDArray extreme(Operator op, NDArray concreteResult, int axis) {
        return array.result(concreteResult, List.of(array), e -> position(op, e.in(array), axis));
    }

    private NDArray extremeOfAll(Operator op, NDArray concreteResult) {
        return array.result(
                concreteResult, List.of(array), e -> position(op, e.in(array).reshape(-1), 0));
    }

    /** Where the largest or smallest is; the first NaN where there is one. */
    private Term position(Operator op, Term x, int axis) {
        Map<String, Attribute> along = Map.of("axis", Attribute.of(axis), "keepdims", Attribute.of(0));
        Term place = x.apply(op, along);
        if (!x.type().isFloating()) {
            return place;
        }
        Term missing = x.isNan().cast(ElementType.FLOAT);
        Term any =
                missing.reduce(Operators.REDUCE_MAX, new long[] {axis}, false).cast(ElementType.BOOL);
        return any.where(missing.apply(Operators.ARG_MAX, along), place);
    }

    NDArray argMax() {
        return extremeOfAll(Operators.ARG_MAX, array.concrete.argMax());
    }

    NDArray argMax(int axis) {
        return extreme(Operators.ARG_MAX, array.concrete.argMax(axis), array.axis(axis));
    }

    NDArray argMin() {
        return extremeOfAll(Operators.ARG_MIN, array.concrete.argMin());
    }

    NDArray argMin(int axis) {
        return extreme(Operators.ARG_MIN, array.concrete.argMin(axis), array.axis(axis));
    }

    /** (Σ|x|^p)^(1/p), by the operators that ONNX has for p of 1 and 2. */
    private static Term norm(Term x, double p, long[] axes, boolean keepDims) {
        if (p == 1) {
            return x.reduce(Operators.REDUCE_L1, axes, keepDims);
        }
        if (p == 2) {
            return x.reduce(Operators.REDUCE_L2, axes, keepDims);
        }
        return x.abs().pow(p).reduce(Operators.REDUCE_SUM, axes, keepDims).pow(1 / p);
    }

    private NDArray norm(NDArray concreteResult, int order, int[] axes, boolean keepDims) {
        ElementType type = array.recording().elementType(concreteResult);
        long[] positive = Emitter.longs(array.axes(axes));
        return array.result(concreteResult, List.of(array), e -> norm(e.in(array, type), order, positive, keepDims));
    }

    NDArray norm(boolean keepDims) {
        return norm(array.concrete.norm(keepDims), 2, ALL, keepDims);
    }

    NDArray norm(int order, int[] axes, boolean keepDims) {
        return norm(array.concrete.norm(order, axes, keepDims), order, axes, keepDims);
    }

    /** x / max(‖x‖ₚ, ε) along one axis. */
    NDArray normalize(double exponent, long dim, double eps) {
        NDArray concreteResult = array.concrete.normalize(exponent, dim, eps);
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(concreteResult, List.of(array), e -> {
            Term length = norm(e.in(array, type), exponent, new long[] {array.axis(dim)}, true);
            Term safe = length.max(eps);
            return e.in(array, type).div(safe);
        });
    }

    NDArray cumSum() {
        return cumSum(0);
    }

    NDArray cumSum(int axis) {
        NDArray concreteResult = array.concrete.cumSum(axis);
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(
                concreteResult,
                List.of(array),
                e -> e.node(Operators.CUM_SUM, e.in(array, type), e.scalar(ElementType.INT64, array.axis(axis))));
    }

    NDArray cumProd(int axis) {
        return cumProd(array.concrete.cumProd(axis), axis);
    }

    NDArray cumProd(int axis, DataType dataType) {
        return cumProd(array.concrete.cumProd(axis, dataType), axis);
    }

    /** Row i of a triangle of factors: xₖ up to position i, 1 behind it; ONNX has no running product. */
    private NDArray cumProd(NDArray concreteResult, int axis) {
        ElementType type = array.recording().elementType(concreteResult);
        int along = array.axis(axis);
        int length = (int) array.getShape().get(along);
        float[] upTo = new float[length * length];
        for (int i = 0; i < length; i++) {
            java.util.Arrays.fill(upTo, i * length, i * length + i + 1, 1);
        }
        long[] triangle = new long[array.rank() - along + 1];
        java.util.Arrays.fill(triangle, 1);
        triangle[0] = length;
        triangle[1] = length;
        return array.result(concreteResult, List.of(array), e -> {
            Term x = e.in(array, type).unsqueeze(along);
            Term mask = e.constant(Tensor.floats(triangle, upTo)).cast(ElementType.BOOL);
            return mask.where(x, e.scalar(type, 1)).reduce(Operators.REDUCE_PROD, new long[] {along + 1}, false);
        });
    }

    /** Differences of neighbours, taken n times. */
    NDArray diff(int n, int dim) {
        NDArray concreteResult = array.concrete.diff(n, dim);
        int along = array.axis(dim);
        return array.result(concreteResult, List.of(array), e -> {
            Term x = e.in(array);
            for (int i = 0; i < n; i++) {
                Term tail = x.slice(along, 1, Long.MAX_VALUE);
                Term head = x.slice(along, 0, -1);
                x = tail.sub(head);
            }
            return n == 0 ? x.identity() : x;
        });
    }
}
