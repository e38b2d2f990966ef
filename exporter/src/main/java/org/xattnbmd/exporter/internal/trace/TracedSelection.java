package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operators;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Picking, ordering and replacing elements. */
abstract class TracedSelection extends TracedShapes {

    TracedSelection(Trace trace, NDArray concrete, Value value, Storage storage) {
        super(trace, concrete, value, storage);
    }

    private TracingIndexer indexer() {
        return new TracingIndexer(recording());
    }

    // ---- indexing

    @Override
    public NDArray get(NDIndex index) {
        return indexer().get(this, index);
    }

    @Override
    public NDArray get(NDManager manager, NDIndex index) {
        return indexer().get(this, index);
    }

    @Override
    public NDArray get(NDManager manager, long... indices) {
        return indexer().get(this, new NDIndex(indices));
    }

    @Override
    public void set(NDIndex index, NDArray replacement) {
        indexer().set(this, index, replacement);
    }

    @Override
    public void set(NDIndex index, Number replacement) {
        indexer().set(this, index, replacement);
    }

    @Override
    public void set(NDIndex index, Function<NDArray, NDArray> function) {
        set(index, function.apply(get(index)));
    }

    @Override
    public void set(NDArray index, Number replacement) {
        set(new NDIndex("{}", index), replacement);
    }

    @Override
    public void setScalar(NDIndex index, Number replacement) {
        indexer().setScalar(this, index, replacement);
    }

    @Override
    public NDArray booleanMask(NDArray index, int axis) {
        return indexer().mask(self(), wrap(index), axis);
    }

    // ---- gathering

    @Override
    public NDArray gather(NDArray index, int axis) {
        TracedArray i = wrap(index);
        return result(
                concrete.gather(i.concrete, axis),
                List.of(self(), i),
                e -> e.node(
                        Operators.GATHER_ELEMENTS,
                        List.of(e.in(self()), e.in(i, ElementType.INT64)),
                        Map.of("axis", Attribute.of(axis(axis)))));
    }

    /** DJL has the coordinates along the first axis of the index, ONNX along the last. */
    @Override
    public NDArray gatherNd(NDArray index) {
        TracedArray i = wrap(index);
        int n = i.rank();
        int[] firstToLast = IntStream.range(0, n).map(k -> (k + 1) % n).toArray();
        return result(
                concrete.gatherNd(i.concrete.duplicate()),
                List.of(self(), i),
                e -> e.node(Operators.GATHER_ND, e.in(self()), e.transpose(e.in(i, ElementType.INT64), firstToLast)));
    }

    @Override
    public NDArray take(NDManager manager, NDArray index) {
        TracedArray i = wrap(index);
        return result(
                concrete.take(recording().engine(), i.concrete),
                List.of(self(), i),
                e -> e.gather(e.reshape(e.in(self()), -1), e.in(i, ElementType.INT64), 0));
    }

    @Override
    public NDArray put(NDArray index, NDArray data) {
        TracedArray i = wrap(index);
        TracedArray d = wrap(data);
        NDArray concreteResult = concrete.put(i.concrete, d.concrete);
        ElementType type = recording().elementType(concreteResult);
        return result(concreteResult, List.of(self(), i, d), e -> {
            Value flat = e.reshape(e.in(self()), -1);
            Value written = e.node(
                    Operators.SCATTER_ELEMENTS,
                    List.of(flat, e.reshape(e.in(i, ElementType.INT64), -1), e.reshape(e.in(d, type), -1)),
                    Map.of("axis", Attribute.of(0)));
            return e.reshape(written, concreteResult.getShape().getShape());
        });
    }

    @Override
    public NDArray scatter(NDArray index, NDArray data, int axis) {
        TracedArray i = wrap(index);
        TracedArray d = wrap(data);
        NDArray concreteResult = concrete.scatter(i.concrete, d.concrete, axis);
        ElementType type = recording().elementType(concreteResult);
        return result(
                concreteResult,
                List.of(self(), i, d),
                e -> e.node(
                        Operators.SCATTER_ELEMENTS,
                        List.of(e.in(self()), e.in(i, ElementType.INT64), e.in(d, type)),
                        Map.of("axis", Attribute.of(axis(axis)))));
    }

    /** Elements of this array where the condition holds, of the other elsewhere. For NDArrayEx. */
    final NDArray where(NDArray condition, NDArray other) {
        TracedArray c = wrap(condition);
        TracedArray o = wrap(other);
        NDArray concreteResult = concrete.getNDArrayInternal().where(c.concrete, o.concrete);
        ElementType type = recording().elementType(concreteResult);
        return result(
                concreteResult,
                List.of(self(), c, o),
                e -> e.node(Operators.WHERE, List.of(e.in(c, ElementType.BOOL), e.in(self(), type), e.in(o, type))));
    }

    // ---- ordering

    private List<Value> topK(Emitter e, long k, int axis, boolean largest) {
        return e.nodes(
                Operators.TOP_K,
                List.of(e.in(self()), e.shapeOperand(k)),
                Map.of(
                        "axis", Attribute.of(axis(axis)),
                        "largest", Attribute.of(largest ? 1 : 0),
                        "sorted", Attribute.of(1)),
                2);
    }

    @Override
    public NDArray sort() {
        return sort(-1);
    }

    @Override
    public NDArray sort(int axis) {
        return result(
                concrete.sort(axis),
                List.of(self()),
                e -> topK(e, getShape().get(axis(axis)), axis, false).get(0));
    }

    @Override
    public NDArray argSort(int axis, boolean ascending) {
        if (!ascending) {
            return argSort(axis, true).flip(axis);
        }
        return result(
                concrete.argSort(axis, true),
                List.of(self()),
                e -> topK(e, getShape().get(axis(axis)), axis, false).get(1));
    }

    @Override
    public NDList topK(int k, int axis, boolean largest, boolean sorted) {
        NDList parts = concrete.topK(k, axis, largest, sorted);
        checkReadable();
        if (!isSymbolic()) {
            return new NDList(recording().constant(parts.get(0)), recording().constant(parts.get(1)));
        }
        List<Value> values = topK(new Emitter(recording()), k, axis, largest);
        return new NDList(
                recording().computed(values.get(0), parts.get(0)), recording().computed(values.get(1), parts.get(1)));
    }

    @Override
    public NDArray median() {
        return median(new int[] {-1});
    }

    /** The lower of the two middle elements, as the engine defines it. */
    @Override
    public NDArray median(int[] axes) {
        NDArray concreteResult = concrete.median(axes);
        int axis = axis(axes[0]);
        long length = getShape().get(axis);
        return result(concreteResult, List.of(self()), e -> {
            Value ordered = topK(e, length, axis, false).get(0);
            Value middle = e.slice(
                    ordered, new long[] {(length - 1) / 2}, new long[] {(length - 1) / 2 + 1}, new long[] {axis}, ONE);
            return e.squeeze(middle, axis);
        });
    }

    private static final long[] ONE = {1};

    @Override
    public NDArray percentile(Number percentile) {
        return percentile(percentile, new int[] {-1});
    }

    /** Linear interpolation between the two ordered elements around the position. */
    @Override
    public NDArray percentile(Number percentile, int[] axes) {
        NDArray concreteResult = concrete.percentile(percentile, axes);
        ElementType type = recording().elementType(concreteResult);
        int axis = axis(axes[0]);
        long length = getShape().get(axis);
        double position = percentile.floatValue() / 100 * (length - 1);
        long below = (long) Math.floor(position);
        long above = Math.min(length - 1, below + 1);
        return result(concreteResult, List.of(self()), e -> {
            Value ordered = topK(e, length, axis, false).get(0);
            long[] along = {axis};
            Value low = e.squeeze(e.slice(ordered, new long[] {below}, new long[] {below + 1}, along, ONE), axis);
            Value high = e.squeeze(e.slice(ordered, new long[] {above}, new long[] {above + 1}, along, ONE), axis);
            Value step = e.node(Operators.MUL, e.node(Operators.SUB, high, low), e.scalar(type, position - below));
            return e.node(Operators.ADD, low, step);
        });
    }

    // ---- classes

    @Override
    public NDArray softmax(int axis) {
        return softmax(Operators.SOFTMAX, concrete.softmax(axis), axis);
    }

    @Override
    public NDArray logSoftmax(int axis) {
        return softmax(Operators.LOG_SOFTMAX, concrete.logSoftmax(axis), axis);
    }

    private NDArray softmax(org.xattnbmd.exporter.internal.graph.Operator op, NDArray concreteResult, int axis) {
        ElementType type = recording().elementType(concreteResult);
        return result(
                concreteResult,
                List.of(self()),
                e -> e.node(op, List.of(e.in(self(), type)), Map.of("axis", Attribute.of(axis(axis)))));
    }

    @Override
    public NDArray oneHot(int depth) {
        return oneHot(depth, DataType.FLOAT32);
    }

    @Override
    public NDArray oneHot(int depth, DataType type) {
        ElementType target = recording().elementType(type);
        return result(concrete.oneHot(depth, type), List.of(self()), e -> {
            Value hot = e.node(
                    Operators.ONE_HOT,
                    Arrays.asList(
                            e.in(self(), ElementType.INT64),
                            e.constant(Tensor.scalar(ElementType.INT64, depth)),
                            e.constant(Tensor.floats(new long[] {2}, 0, 1))),
                    Map.of("axis", Attribute.of(-1)));
            return e.cast(hot, target);
        });
    }
}
