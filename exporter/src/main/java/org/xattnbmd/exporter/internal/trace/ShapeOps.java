package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
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
import org.xattnbmd.exporter.internal.operator.Operators;

/** Operations that move elements without computing with them. */
final class ShapeOps {

    private final TracedArray array;

    ShapeOps(TracedArray array) {
        this.array = array;
    }

    /** A reshape to whatever shape the engine arrived at. */
    NDArray reshapedAs(NDArray concreteResult) {
        return array.view(
                concreteResult,
                e -> e.in(array).reshape(concreteResult.getShape().getShape()));
    }

    NDArray reshape(Shape shape) {
        return reshapedAs(array.concrete.reshape(shape));
    }

    NDArray flatten() {
        return reshapedAs(array.concrete.flatten());
    }

    NDArray flatten(int startDim, int endDim) {
        return reshapedAs(array.concrete.flatten(startDim, endDim));
    }

    NDArray expandDims(int axis) {
        int positive = axis < 0 ? axis + array.rank() + 1 : axis;
        return array.view(array.concrete.expandDims(axis), e -> e.in(array).unsqueeze(positive));
    }

    NDArray squeeze() {
        return squeeze(array.concrete.squeeze(), IntStream.range(0, array.rank()));
    }

    NDArray squeeze(int axis) {
        return squeeze(
                array.concrete.squeeze(axis),
                IntStream.of(array.rank() == 0 ? new int[0] : new int[] {array.axis(axis)}));
    }

    NDArray squeeze(int[] axes) {
        return squeeze(array.concrete.squeeze(axes), IntStream.of(array.axes(axes)));
    }

    /** Drops those of the axes that have length 1, as the engine does, unless one of them is the batch. */
    private NDArray squeeze(NDArray concreteResult, IntStream candidates) {
        int[] axes = candidates.toArray();
        long[] ones = Arrays.stream(axes)
                .filter(axis -> array.getShape().get(axis) == 1)
                .asLongStream()
                .toArray();
        return array.view(concreteResult, e -> {
            Term squeezed =
                    ones.length > 0 ? e.in(array).squeeze(ones) : e.in(array).identity();
            e.doubtSingleSample(
                    axes,
                    "it drops the batch axis too where there is a single sample, and one graph cannot do both; name other"
                            + " axes, as in squeeze(-1), or in a block that is not yours keep the axis in the model with"
                            + " OnnxExporter.keepBatchAxis()");
            return squeezed;
        });
    }

    NDArray transpose() {
        int n = array.rank();
        int[] reversed = IntStream.range(0, n).map(i -> n - 1 - i).toArray();
        return n == 0 ? array.view(array.concrete, e -> e.in(array)) : transpose(reversed);
    }

    NDArray transpose(int... axes) {
        return array.view(array.concrete.transpose(axes), e -> e.in(array).transpose(array.axes(axes)));
    }

    NDArray swapAxes(int axis1, int axis2) {
        int[] permutation = IntStream.range(0, array.rank()).toArray();
        permutation[array.axis(axis1)] = array.axis(axis2);
        permutation[array.axis(axis2)] = array.axis(axis1);
        return transpose(permutation);
    }

    NDArray broadcast(Shape shape) {
        NDArray concreteResult = array.concrete.broadcast(shape);
        long[] target = concreteResult.getShape().getShape().clone();
        int added = target.length - array.rank();
        for (int i = 0; i < array.rank(); i++) {
            // An axis that is not widened can be written as 1, which holds at every size.
            target[added + i] = target[added + i] == array.getShape().get(i) ? 1 : target[added + i];
        }
        return array.view(concreteResult, e -> e.node(Operators.EXPAND, e.in(array), e.shapeOperand(target)));
    }

    NDArray flip(int... axes) {
        int n = axes.length;
        long[] starts = LongStream.generate(() -> -1).limit(n).toArray();
        long[] ends = LongStream.generate(() -> Long.MIN_VALUE + 1).limit(n).toArray();
        return array.result(
                array.concrete.flip(axes),
                List.of(array),
                e -> e.in(array).slice(new Ranges(starts, ends, Emitter.longs(array.axes(axes)), starts)));
    }

    /** A quarter turn is a transposition and a flip. */
    NDArray rotate90(int times, int[] axes) {
        NDArray concreteResult = array.concrete.rotate90(times, axes);
        int turns = Math.floorMod(times, 4);
        NDArray turned = switch (turns) {
            case 0 -> array.duplicate();
            case 1 -> flip(axes[1]).swapAxes(axes[0], axes[1]);
            case 2 -> flip(axes);
            default -> swapAxes(axes[0], axes[1]).flip(axes[1]);
        };
        return array.result(concreteResult, List.of(array.wrap(turned)), e -> e.in(array.wrap(turned)));
    }

    // ---- repetition

    NDArray tile(long repeats) {
        long[] each = new long[Math.max(1, array.rank())];
        Arrays.fill(each, repeats);
        return tile(each);
    }

    NDArray tile(long[] repeats) {
        int added = Math.max(0, repeats.length - array.rank());
        long[] full = new long[Math.max(repeats.length, array.rank())];
        Arrays.fill(full, 1);
        System.arraycopy(repeats, 0, full, full.length - repeats.length, repeats.length);
        return array.result(array.concrete.tile(repeats), List.of(array), e -> {
            Term x = e.in(array).unsqueeze(LongStream.range(0, added).toArray());
            return e.node(Operators.TILE, x, e.shapeOperand(full));
        });
    }

    NDArray tile(int axis, long repeats) {
        long[] each = new long[array.rank()];
        Arrays.fill(each, 1);
        each[array.axis(axis)] = repeats;
        return array.recording().compose("tile", () -> array.concrete.tile(axis, repeats), tile(each));
    }

    NDArray tile(Shape desired) {
        return array.recording().compose("tile", () -> array.concrete.tile(desired), tile(repeats(desired)));
    }

    NDArray repeat(long repeats) {
        long[] each = new long[Math.max(1, array.rank())];
        Arrays.fill(each, repeats);
        return repeat(each);
    }

    /** Each element several times in a row: tile along a new axis behind array one, then merge the two. */
    NDArray repeat(int axis, long repeats) {
        NDArray concreteResult = array.concrete.repeat(axis, repeats);
        int positive = array.axis(axis);
        long[] tiles = new long[Math.max(1, array.rank()) + 1];
        Arrays.fill(tiles, 1);
        tiles[positive + 1] = repeats;
        return array.result(concreteResult, List.of(array), e -> {
            Term x = array.rank() == 0 ? e.in(array).unsqueeze(0) : e.in(array);
            Term tiled = e.node(Operators.TILE, x.unsqueeze(positive + 1), e.shapeOperand(tiles));
            return tiled.reshape(concreteResult.getShape().getShape());
        });
    }

    NDArray repeat(long[] repeats) {
        NDArray result = array;
        for (int i = 0; i < repeats.length; i++) {
            result = repeats[i] == 1 && repeats.length > 1 ? result : result.repeat(i, repeats[i]);
        }
        return result;
    }

    NDArray repeat(Shape desired) {
        return repeat(repeats(desired));
    }

    /** How often each axis is repeated to reach a shape whose last axes are meant. */
    private long[] repeats(Shape desired) {
        long[] repeats = new long[array.rank()];
        Arrays.fill(repeats, 1);
        int added = array.rank() - desired.dimension();
        for (int i = 0; i < desired.dimension(); i++) {
            repeats[added + i] = desired.get(i) / array.getShape().get(added + i);
        }
        return repeats;
    }

    // ---- splitting and padding

    NDList split(long sections, int axis) {
        return split(array.concrete.split(sections, axis), axis);
    }

    NDList split(long[] indices, int axis) {
        return indices.length == 0 ? new NDList(array) : split(array.concrete.split(indices, axis), axis);
    }

    private NDList split(NDList parts, int axis) {
        array.checkReadable();
        if (!array.isSymbolic()) {
            NDList constants = new NDList();
            parts.forEach(p -> constants.add(array.alias(array.recording().derived(p))));
            return constants;
        }
        int positive = array.axis(axis);
        long[] lengths =
                parts.stream().mapToLong(p -> p.getShape().get(positive)).toArray();
        Emitter e = new Emitter(array.recording());
        List<Term> values = e.nodes(
                Operators.SPLIT,
                Map.of("axis", Attribute.of(positive)),
                parts.size(),
                e.in(array),
                e.shapeOperand(lengths));
        NDList result = new NDList();
        for (int i = 0; i < parts.size(); i++) {
            result.add(array.alias(array.recording().computed(values.get(i), parts.get(i))));
        }
        return result;
    }

    /** The engine counts pads from the last axis; ONNX lists all starts, then all ends. */
    NDArray pad(Shape padding, double value) {
        NDArray concreteResult = array.concrete.pad(padding, value);
        long[] pads = new long[2 * array.rank()];
        for (int i = 0; i < padding.dimension() / 2; i++) {
            int axis = array.rank() - 1 - i;
            pads[axis] = padding.get(2 * i);
            pads[array.rank() + axis] = padding.get(2 * i + 1);
        }
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(
                concreteResult,
                List.of(array),
                e -> e.node(Operators.PAD, e.in(array), e.shapeOperand(pads), e.scalar(type, value)));
    }

    NDArray diagonal() {
        return diagonal(0, 0, 1);
    }

    NDArray diagonal(int offset) {
        return diagonal(offset, 0, 1);
    }

    /** Merges the two axes behind all others and picks every element whose two positions differ by the offset. */
    NDArray diagonal(int offset, int axis1, int axis2) {
        NDArray concreteResult = array.concrete.diagonal(offset, axis1, axis2);
        int first = array.axis(axis1);
        int second = array.axis(axis2);
        int[] others = IntStream.range(0, array.rank())
                .filter(i -> i != first && i != second)
                .toArray();
        int[] permutation = IntStream.concat(Arrays.stream(others), IntStream.of(first, second))
                .toArray();
        long rows = array.getShape().get(first);
        long columns = array.getShape().get(second);
        long[] picked = LongStream.range(0, rows)
                .filter(i -> i + offset >= 0 && i + offset < columns)
                .map(i -> i * columns + i + offset)
                .toArray();
        long[] merged = new long[others.length + 1];
        for (int i = 0; i < others.length; i++) {
            merged[i] = array.getShape().get(others[i]);
        }
        merged[others.length] = rows * columns;
        return array.view(
                concreteResult,
                e -> e.in(array).transpose(permutation).reshape(merged).gather(e.longs(picked), others.length));
    }

    /** The sum along a diagonal. */
    NDArray trace(int offset, int axis1, int axis2) {
        NDArray sum = diagonal(offset, axis1, axis2).sum(new int[] {-1});
        return array.recording().compose("trace", () -> array.concrete.trace(offset, axis1, axis2), sum);
    }

    // ---- joining, for NDArrayEx

    NDArray concat(NDList others, int axis) {
        if (array instanceof ComplexArray c) {
            return c.join(others, pairs -> NDArrays.concat(pairs, array.axis(axis)));
        }
        List<TracedArray> all = joined(others);
        NDList rest = new NDList();
        all.subList(1, all.size()).forEach(a -> rest.add(a.concrete));
        NDArray concreteResult = array.concrete.getNDArrayInternal().concat(rest, axis);
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(concreteResult, all, e -> {
            List<Term> parts = all.stream().map(a -> e.in(a, type)).toList();
            return e.concat(parts, array.axis(axis));
        });
    }

    NDArray stack(NDList others, int axis) {
        if (array instanceof ComplexArray c) {
            return c.join(others, pairs -> NDArrays.stack(pairs, axis < 0 ? axis + array.rank() + 1 : axis));
        }
        List<TracedArray> all = joined(others);
        NDList rest = new NDList();
        all.subList(1, all.size()).forEach(a -> rest.add(a.concrete));
        NDArray concreteResult = array.concrete.getNDArrayInternal().stack(rest, axis);
        ElementType type = array.recording().elementType(concreteResult);
        int positive = axis < 0 ? axis + array.rank() + 1 : axis;
        return array.result(concreteResult, all, e -> {
            List<Term> parts =
                    all.stream().map(a -> e.in(a, type).unsqueeze(positive)).toList();
            return e.concat(parts, positive);
        });
    }

    private List<TracedArray> joined(NDList others) {
        List<TracedArray> all = new ArrayList<>(List.of(array));
        others.forEach(o -> all.add(array.wrap(o)));
        return all;
    }
}
