package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Picking, ordering and replacing elements. */
final class SelectionOps {

    private final TracedArray array;

    SelectionOps(TracedArray array) {
        this.array = array;
    }

    private TracingIndexer indexer() {
        return new TracingIndexer(array.recording());
    }

    // ---- indexing

    NDArray get(NDIndex index) {
        return indexer().get(array, index);
    }

    NDArray get(NDManager manager, NDIndex index) {
        return indexer().get(array, index);
    }

    NDArray get(NDManager manager, long... indices) {
        return indexer().get(array, new NDIndex(indices));
    }

    void set(NDIndex index, NDArray replacement) {
        indexer().set(array, index, replacement);
    }

    void set(NDIndex index, Number replacement) {
        indexer().set(array, index, replacement);
    }

    void set(NDIndex index, Function<NDArray, NDArray> function) {
        set(index, function.apply(get(index)));
    }

    void set(NDArray index, Number replacement) {
        set(new NDIndex("{}", index), replacement);
    }

    void setScalar(NDIndex index, Number replacement) {
        indexer().setScalar(array, index, replacement);
    }

    NDArray booleanMask(NDArray index, int axis) {
        return indexer().mask(array, array.wrap(index), axis);
    }

    // ---- gathering

    NDArray gather(NDArray index, int axis) {
        TracedArray i = array.wrap(index);
        return array.result(
                array.concrete.gather(i.concrete, axis),
                List.of(array, i),
                e -> e.node(
                        Operators.GATHER_ELEMENTS,
                        Map.of("axis", Attribute.of(array.axis(axis))),
                        e.in(array),
                        e.in(i, ElementType.INT64)));
    }

    /** DJL has the coordinates along the first axis of the index, ONNX along the last. */
    NDArray gatherNd(NDArray index) {
        TracedArray i = array.wrap(index);
        int n = i.rank();
        int[] firstToLast = IntStream.range(0, n).map(k -> (k + 1) % n).toArray();
        return array.result(
                array.concrete.gatherNd(i.concrete.duplicate()),
                List.of(array, i),
                e -> e.node(
                        Operators.GATHER_ND,
                        e.in(array),
                        e.in(i, ElementType.INT64).transpose(firstToLast)));
    }

    NDArray take(NDManager manager, NDArray index) {
        TracedArray i = array.wrap(index);
        return array.result(
                array.concrete.take(array.recording().engine(), i.concrete),
                List.of(array, i),
                e -> e.in(array).reshape(-1).gather(e.in(i, ElementType.INT64), 0));
    }

    NDArray put(NDArray index, NDArray data) {
        TracedArray i = array.wrap(index);
        TracedArray d = array.wrap(data);
        NDArray concreteResult = array.concrete.put(i.concrete, d.concrete);
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(concreteResult, List.of(array, i, d), e -> {
            Term written = e.node(
                    Operators.SCATTER_ELEMENTS,
                    Map.of("axis", Attribute.of(0)),
                    e.in(array).reshape(-1),
                    e.in(i, ElementType.INT64).reshape(-1),
                    e.in(d, type).reshape(-1));
            return written.reshape(concreteResult.getShape().getShape());
        });
    }

    NDArray scatter(NDArray index, NDArray data, int axis) {
        TracedArray i = array.wrap(index);
        TracedArray d = array.wrap(data);
        NDArray concreteResult = array.concrete.scatter(i.concrete, d.concrete, axis);
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(
                concreteResult,
                List.of(array, i, d),
                e -> e.node(
                        Operators.SCATTER_ELEMENTS,
                        Map.of("axis", Attribute.of(array.axis(axis))),
                        e.in(array),
                        e.in(i, ElementType.INT64),
                        e.in(d, type)));
    }

    /** Elements of array array where the condition holds, of the other elsewhere. For NDArrayEx. */
    NDArray where(NDArray condition, NDArray other) {
        TracedArray c = array.wrap(condition);
        TracedArray o = array.wrap(other);
        NDArray concreteResult = array.concrete.getNDArrayInternal().where(c.concrete, o.concrete);
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(
                concreteResult,
                List.of(array, c, o),
                e -> e.in(c, ElementType.BOOL).where(e.in(array, type), e.in(o, type)));
    }

    /** Elements at positions from a sample's length on are replaced; axis 0 is the sample, axis 1 the position. */
    NDArray sequenceMask(NDArray lengths, float value) {
        TracedArray l = array.wrap(lengths);
        NDArray position = array.getManager()
                .arange(0, (int) array.getShape().get(1), 1, l.getDataType())
                .expandDims(0);
        NDArray inside = position.lt(l.expandDims(1));
        while (inside.getShape().dimension() < array.rank()) {
            inside = inside.expandDims(-1);
        }
        NDArray replacement = array.getManager()
                .create(value)
                .toType(array.getDataType(), false)
                .broadcast(array.getShape());
        NDArray masked = where(inside.broadcast(array.getShape()), replacement);
        return array.recording().compose("sequenceMask", () -> array.concrete.sequenceMask(l.concrete, value), masked);
    }

    // ---- ordering

    private List<Term> topK(Emitter e, long k, int axis, boolean largest) {
        return e.nodes(
                Operators.TOP_K,
                Map.of(
                        "axis", Attribute.of(array.axis(axis)),
                        "largest", Attribute.of(largest ? 1 : 0),
                        "sorted", Attribute.of(1)),
                2,
                e.in(array),
                e.shapeOperand(k));
    }

    NDArray sort() {
        return sort(-1);
    }

    NDArray sort(int axis) {
        return array.result(
                array.concrete.sort(axis),
                List.of(array),
                e -> topK(e, array.getShape().get(array.axis(axis)), axis, false)
                        .get(0));
    }

    NDArray argSort(int axis, boolean ascending) {
        if (!ascending) {
            return argSort(axis, true).flip(axis);
        }
        return array.result(
                array.concrete.argSort(axis, true),
                List.of(array),
                e -> topK(e, array.getShape().get(array.axis(axis)), axis, false)
                        .get(1));
    }

    NDList topK(int k, int axis, boolean largest, boolean sorted) {
        NDList parts = array.concrete.topK(k, axis, largest, sorted);
        array.checkReadable();
        if (!array.isSymbolic()) {
            return new NDList(
                    array.recording().derived(parts.get(0)), array.recording().derived(parts.get(1)));
        }
        List<Term> values = topK(new Emitter(array.recording()), k, axis, largest);
        return new NDList(
                array.recording().computed(values.get(0), parts.get(0)),
                array.recording().computed(values.get(1), parts.get(1)));
    }

    NDArray median() {
        return median(new int[] {-1});
    }

    /** The lower of the two middle elements, as the engine defines it. */
    NDArray median(int[] axes) {
        NDArray concreteResult = array.concrete.median(axes);
        int axis = array.axis(axes[0]);
        long length = array.getShape().get(axis);
        return array.result(concreteResult, List.of(array), e -> {
            Term ordered = topK(e, length, axis, false).get(0);
            return ordered.slice(axis, (length - 1) / 2, (length - 1) / 2 + 1).squeeze(axis);
        });
    }

    NDArray percentile(Number percentile) {
        return percentile(percentile, new int[] {-1});
    }

    /** Linear interpolation between the two ordered elements around the position. */
    NDArray percentile(Number percentile, int[] axes) {
        NDArray concreteResult = array.concrete.percentile(percentile, axes);
        ElementType type = array.recording().elementType(concreteResult);
        int axis = array.axis(axes[0]);
        long length = array.getShape().get(axis);
        double position = percentile.floatValue() / 100 * (length - 1);
        long below = (long) Math.floor(position);
        long above = Math.min(length - 1, below + 1);
        return array.result(concreteResult, List.of(array), e -> {
            Term ordered = topK(e, length, axis, false).get(0);
            Term low = ordered.slice(axis, below, below + 1).squeeze(axis);
            Term high = ordered.slice(axis, above, above + 1).squeeze(axis);
            return low.add(high.sub(low).mul(e.scalar(type, position - below)));
        });
    }

    // ---- classes

    NDArray softmax(int axis) {
        return softmax(Operators.SOFTMAX, array.concrete.softmax(axis), axis);
    }

    NDArray logSoftmax(int axis) {
        return softmax(Operators.LOG_SOFTMAX, array.concrete.logSoftmax(axis), axis);
    }

    private NDArray softmax(Operator op, NDArray concreteResult, int axis) {
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(
                concreteResult,
                List.of(array),
                e -> e.in(array, type).apply(op, Map.of("axis", Attribute.of(array.axis(axis)))));
    }

    NDArray oneHot(int depth) {
        return oneHot(depth, DataType.FLOAT32);
    }

    NDArray oneHot(int depth, DataType type) {
        return oneHot(array.concrete.oneHot(depth, type), depth, 1, 0);
    }

    NDArray oneHot(int depth, float on, float off, DataType type) {
        NDArray concreteResult = array.recording()
                .engineOr("oneHot", () -> array.concrete.oneHot(depth, on, off, type), () -> {
                    NDArray hot = array.concrete.oneHot(depth, DataType.FLOAT32);
                    return hot.mul(on).add(hot.neg().add(1).mul(off)).toType(type, false);
                });
        return oneHot(concreteResult, depth, on, off);
    }

    private NDArray oneHot(NDArray concreteResult, int depth, float on, float off) {
        ElementType target = array.recording().elementType(concreteResult);
        return array.result(concreteResult, List.of(array), e -> {
            Term hot = e.node(
                    Operators.ONE_HOT,
                    Map.of("axis", Attribute.of(-1)),
                    e.in(array, ElementType.INT64),
                    e.scalar(ElementType.INT64, depth),
                    e.constant(Tensor.floats(new long[] {2}, off, on)));
            return hot.cast(target);
        });
    }
}
