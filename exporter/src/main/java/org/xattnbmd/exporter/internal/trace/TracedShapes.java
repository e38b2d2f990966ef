package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operators;
import org.xattnbmd.exporter.internal.graph.Value;

/** Operations that move elements without computing with them. */
abstract class TracedShapes extends TracedReductions {

    TracedShapes(Trace trace, NDArray concrete, Value value, Storage storage) {
        super(trace, concrete, value, storage);
    }

    /** A reshape to whatever shape the engine arrived at. */
    final NDArray reshapedAs(NDArray concreteResult) {
        return view(
                concreteResult,
                e -> e.reshape(e.in(self()), concreteResult.getShape().getShape()));
    }

    @Override
    public NDArray reshape(Shape shape) {
        return reshapedAs(concrete.reshape(shape));
    }

    @Override
    public NDArray flatten() {
        return reshapedAs(concrete.flatten());
    }

    @Override
    public NDArray flatten(int startDim, int endDim) {
        return reshapedAs(concrete.flatten(startDim, endDim));
    }

    @Override
    public NDArray expandDims(int axis) {
        int positive = axis < 0 ? axis + rank() + 1 : axis;
        return view(concrete.expandDims(axis), e -> e.unsqueeze(e.in(self()), positive));
    }

    @Override
    public NDArray squeeze() {
        return squeeze(concrete.squeeze(), IntStream.range(0, rank()));
    }

    @Override
    public NDArray squeeze(int axis) {
        return squeeze(concrete.squeeze(axis), IntStream.of(rank() == 0 ? new int[0] : new int[] {axis(axis)}));
    }

    @Override
    public NDArray squeeze(int[] axes) {
        return squeeze(concrete.squeeze(axes), IntStream.of(axes(axes)));
    }

    /** Drops those of the axes that have length 1, as the engine does, unless one of them is the batch. */
    private NDArray squeeze(NDArray concreteResult, IntStream candidates) {
        int[] axes = candidates.toArray();
        long[] ones = Arrays.stream(axes)
                .filter(axis -> getShape().get(axis) == 1)
                .asLongStream()
                .toArray();
        return view(concreteResult, e -> {
            Value squeezed = ones.length > 0 ? e.squeeze(e.in(self()), ones) : e.node(Operators.IDENTITY, e.in(self()));
            e.doubtSingleSample(
                    axes,
                    "it drops the batch axis too where there is a single sample, and one graph cannot do both; name other"
                            + " axes, as in squeeze(-1), or in a block that is not yours keep the axis in the model with"
                            + " OnnxExporter.keepBatchAxis()");
            return squeezed;
        });
    }

    @Override
    public NDArray transpose() {
        int n = rank();
        int[] reversed = IntStream.range(0, n).map(i -> n - 1 - i).toArray();
        return n == 0 ? view(concrete, e -> e.in(self())) : transpose(reversed);
    }

    @Override
    public NDArray transpose(int... axes) {
        return view(concrete.transpose(axes), e -> e.transpose(e.in(self()), axes(axes)));
    }

    @Override
    public NDArray swapAxes(int axis1, int axis2) {
        int[] permutation = IntStream.range(0, rank()).toArray();
        permutation[axis(axis1)] = axis(axis2);
        permutation[axis(axis2)] = axis(axis1);
        return transpose(permutation);
    }

    @Override
    public NDArray broadcast(Shape shape) {
        NDArray concreteResult = concrete.broadcast(shape);
        long[] target = concreteResult.getShape().getShape().clone();
        int added = target.length - rank();
        for (int i = 0; i < rank(); i++) {
            // An axis that is not widened can be written as 1, which holds at every batch size.
            target[added + i] = target[added + i] == getShape().get(i) ? 1 : target[added + i];
        }
        return view(concreteResult, e -> e.node(Operators.EXPAND, e.in(self()), e.shapeOperand(target)));
    }

    @Override
    public NDArray flip(int... axes) {
        int n = axes.length;
        long[] starts = LongStream.generate(() -> -1).limit(n).toArray();
        long[] ends = LongStream.generate(() -> Long.MIN_VALUE + 1).limit(n).toArray();
        return result(
                concrete.flip(axes),
                List.of(self()),
                e -> e.slice(e.in(self()), starts, ends, Emitter.longs(axes(axes)), starts));
    }

    /** A quarter turn is a transposition and a flip. */
    @Override
    public NDArray rotate90(int times, int[] axes) {
        NDArray concreteResult = concrete.rotate90(times, axes);
        int turns = Math.floorMod(times, 4);
        NDArray turned = switch (turns) {
            case 0 -> duplicate();
            case 1 -> flip(axes[1]).swapAxes(axes[0], axes[1]);
            case 2 -> flip(axes);
            default -> swapAxes(axes[0], axes[1]).flip(axes[1]);
        };
        return result(concreteResult, List.of(wrap(turned)), e -> e.in(wrap(turned)));
    }

    // ---- repetition

    @Override
    public NDArray tile(long repeats) {
        long[] each = new long[Math.max(1, rank())];
        Arrays.fill(each, repeats);
        return tile(each);
    }

    @Override
    public NDArray tile(long[] repeats) {
        int added = Math.max(0, repeats.length - rank());
        long[] full = new long[Math.max(repeats.length, rank())];
        Arrays.fill(full, 1);
        System.arraycopy(repeats, 0, full, full.length - repeats.length, repeats.length);
        return result(concrete.tile(repeats), List.of(self()), e -> {
            Value x = e.unsqueeze(e.in(self()), LongStream.range(0, added).toArray());
            return e.node(Operators.TILE, x, e.shapeOperand(full));
        });
    }

    @Override
    public NDArray repeat(long repeats) {
        long[] each = new long[Math.max(1, rank())];
        Arrays.fill(each, repeats);
        return repeat(each);
    }

    /** Each element several times in a row: tile along a new axis behind this one, then merge the two. */
    @Override
    public NDArray repeat(int axis, long repeats) {
        NDArray concreteResult = concrete.repeat(axis, repeats);
        int positive = axis(axis);
        long[] tiles = new long[Math.max(1, rank()) + 1];
        Arrays.fill(tiles, 1);
        tiles[positive + 1] = repeats;
        return result(concreteResult, List.of(self()), e -> {
            Value x = rank() == 0 ? e.unsqueeze(e.in(self()), 0) : e.in(self());
            Value tiled = e.node(Operators.TILE, e.unsqueeze(x, positive + 1), e.shapeOperand(tiles));
            return e.reshape(tiled, concreteResult.getShape().getShape());
        });
    }

    @Override
    public NDArray repeat(long[] repeats) {
        NDArray result = this;
        for (int i = 0; i < repeats.length; i++) {
            result = repeats[i] == 1 && repeats.length > 1 ? result : result.repeat(i, repeats[i]);
        }
        return result;
    }

    @Override
    public NDArray repeat(Shape desired) {
        long[] repeats = new long[rank()];
        Arrays.fill(repeats, 1);
        int added = rank() - desired.dimension();
        for (int i = 0; i < desired.dimension(); i++) {
            repeats[added + i] = desired.get(i) / getShape().get(added + i);
        }
        return repeat(repeats);
    }

    // ---- splitting and padding

    @Override
    public NDList split(long sections, int axis) {
        return split(concrete.split(sections, axis), axis);
    }

    @Override
    public NDList split(long[] indices, int axis) {
        return indices.length == 0 ? new NDList(this) : split(concrete.split(indices, axis), axis);
    }

    private NDList split(NDList parts, int axis) {
        checkReadable();
        if (!isSymbolic()) {
            NDList constants = new NDList();
            parts.forEach(p -> constants.add(alias(recording().constant(p))));
            return constants;
        }
        int positive = axis(axis);
        long[] lengths =
                parts.stream().mapToLong(p -> p.getShape().get(positive)).toArray();
        Emitter e = new Emitter(recording());
        List<Value> values = e.nodes(
                Operators.SPLIT,
                List.of(e.in(self()), e.shapeOperand(lengths)),
                Map.of("axis", Attribute.of(positive)),
                parts.size());
        NDList result = new NDList();
        for (int i = 0; i < parts.size(); i++) {
            result.add(alias(recording().computed(values.get(i), parts.get(i))));
        }
        return result;
    }

    /** The engine counts pads from the last axis; ONNX lists all starts, then all ends. */
    @Override
    public NDArray pad(Shape padding, double value) {
        NDArray concreteResult = concrete.pad(padding, value);
        long[] pads = new long[2 * rank()];
        for (int i = 0; i < padding.dimension() / 2; i++) {
            int axis = rank() - 1 - i;
            pads[axis] = padding.get(2 * i);
            pads[rank() + axis] = padding.get(2 * i + 1);
        }
        ElementType type = recording().elementType(concreteResult);
        return result(
                concreteResult,
                List.of(self()),
                e -> e.node(Operators.PAD, List.of(e.in(self()), e.shapeOperand(pads), e.scalar(type, value))));
    }

    @Override
    public NDArray diagonal() {
        return diagonal(0, 0, 1);
    }

    @Override
    public NDArray diagonal(int offset) {
        return diagonal(offset, 0, 1);
    }

    /** Merges the two axes behind all others and picks every element whose two positions differ by the offset. */
    @Override
    public NDArray diagonal(int offset, int axis1, int axis2) {
        NDArray concreteResult = concrete.diagonal(offset, axis1, axis2);
        int first = axis(axis1);
        int second = axis(axis2);
        int[] others = IntStream.range(0, rank())
                .filter(i -> i != first && i != second)
                .toArray();
        int[] permutation = IntStream.concat(Arrays.stream(others), IntStream.of(first, second))
                .toArray();
        long rows = getShape().get(first);
        long columns = getShape().get(second);
        long[] picked = LongStream.range(0, rows)
                .filter(i -> i + offset >= 0 && i + offset < columns)
                .map(i -> i * columns + i + offset)
                .toArray();
        long[] merged = new long[others.length + 1];
        for (int i = 0; i < others.length; i++) {
            merged[i] = getShape().get(others[i]);
        }
        merged[others.length] = rows * columns;
        return view(
                concreteResult,
                e -> e.gather(
                        e.reshape(e.transpose(e.in(self()), permutation), merged), e.longs(picked), others.length));
    }

    // ---- joining, for NDArrayEx

    final NDArray concat(NDList others, int axis) {
        List<TracedArray> all = joined(others);
        NDList rest = new NDList();
        all.subList(1, all.size()).forEach(a -> rest.add(a.concrete));
        NDArray concreteResult = concrete.getNDArrayInternal().concat(rest, axis);
        ElementType type = recording().elementType(concreteResult);
        return result(concreteResult, all, e -> {
            List<Value> values = all.stream().map(a -> e.in(a, type)).toList();
            return e.node(Operators.CONCAT, values, Map.of("axis", Attribute.of(axis(axis))));
        });
    }

    final NDArray stack(NDList others, int axis) {
        List<TracedArray> all = joined(others);
        NDList rest = new NDList();
        all.subList(1, all.size()).forEach(a -> rest.add(a.concrete));
        NDArray concreteResult = concrete.getNDArrayInternal().stack(rest, axis);
        ElementType type = recording().elementType(concreteResult);
        int positive = axis < 0 ? axis + rank() + 1 : axis;
        return result(concreteResult, all, e -> {
            List<Value> values =
                    all.stream().map(a -> e.unsqueeze(e.in(a, type), positive)).toList();
            return e.node(Operators.CONCAT, values, Map.of("axis", Attribute.of(positive)));
        });
    }

    private List<TracedArray> joined(NDList others) {
        List<TracedArray> all = new ArrayList<>(List.of(self()));
        others.forEach(o -> all.add(wrap(o)));
        return all;
    }
}
