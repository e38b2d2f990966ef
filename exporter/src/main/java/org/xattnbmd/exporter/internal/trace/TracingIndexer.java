package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDArrayIndexer;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexBooleans;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexNull;
import ai.djl.ndarray.index.dim.NDIndexPick;
import ai.djl.ndarray.index.dim.NDIndexSlice;
import ai.djl.ndarray.index.dim.NDIndexTake;
import ai.djl.ndarray.index.full.NDIndexFullPick;
import ai.djl.ndarray.index.full.NDIndexFullSlice;
import ai.djl.ndarray.index.full.NDIndexFullTake;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.ElementType;

/** Indexing as {@code array.get("1:, ..., {}", i)} writes it, in Slice, Gather and Unsqueeze. */
final class TracingIndexer extends NDArrayIndexer {

    private final Trace trace;

    TracingIndexer(Trace trace) {
        this.trace = trace;
    }

    @Override
    public NDArray get(NDArray array, NDIndex index) {
        TracedArray a = trace.wrap(array);
        List<NDIndexElement> elements = elements(index, a.rank());
        if (a instanceof ComplexArray c) {
            return c.picked(pairs -> get(pairs, ofPairs(elements)));
        }
        for (NDIndexElement element : elements) {
            if (element instanceof NDIndexPick pick) {
                NDIndexFullPick full = NDIndexFullPick.fromIndex(index, a.getShape())
                        .orElseThrow(() -> unsupported("an index that mixes pick with others"));
                return pick(a, trace.wrap(pick.getIndex()), full.getAxis());
            }
            if (element instanceof NDIndexBooleans mask) {
                if (elements.stream().anyMatch(o -> o != element && !(o instanceof NDIndexAll))) {
                    throw unsupported("an index that mixes a mask with others");
                }
                return mask(a, trace.wrap(mask.getIndex()), elements.indexOf(element));
            }
        }
        PositionIndex positions = new PositionIndex(elements);
        if (positions.count() > 1) {
            return read(a, elements, positions);
        }
        List<TracedArray> operands = new ArrayList<>(List.of(a));
        NDIndex engineIndex = new NDIndex();
        for (NDIndexElement element : elements) {
            if (element instanceof NDIndexTake take) {
                operands.add(trace.wrap(take.getIndex()));
                engineIndex.addIndices("{}", operands.get(1).concrete);
            } else {
                append(engineIndex, element);
            }
        }
        boolean takes = operands.size() > 1;
        NDArray concrete = elements.isEmpty() ? a.concrete.duplicate() : a.concrete.get(engineIndex);
        TracedArray result = trace.apply(concrete, operands, e -> select(e, a, elements, operands));
        return takes ? result : a.alias(result);
    }

    private NDArray read(TracedArray a, List<NDIndexElement> elements, PositionIndex positions) {
        if (!positions.areNeighbours()) {
            throw unsupported("an index whose arrays are not side by side");
        }
        NDArray concrete = a.concrete.get(index(elements, i -> trace.wrap(i).concrete));
        TracedArray picked = trace.wrap(positions.read(part(a, positions)));
        return trace.apply(concrete, List.of(picked), e -> e.in(picked));
    }

    private NDArray part(TracedArray a, PositionIndex positions) {
        return get(a, index(positions.withoutPositions(), i -> i));
    }

    private static NDIndex index(List<NDIndexElement> elements, UnaryOperator<NDArray> arrays) {
        NDIndex index = new NDIndex();
        for (NDIndexElement element : elements) {
            if (element instanceof NDIndexTake take) {
                index.addIndices("{}", arrays.apply(take.getIndex()));
            } else {
                append(index, element);
            }
        }
        return index;
    }

    /** The index with its ellipsis written out and the axes it leaves out filled in. */
    private static List<NDIndexElement> elements(NDIndex index, int rank) {
        List<NDIndexElement> given = index.getIndices();
        int consumed = 0;
        for (NDIndexElement e : given) {
            consumed += e instanceof NDIndexNull
                    ? 0
                    : e instanceof NDIndexBooleans b ? b.getIndex().getShape().dimension() : 1;
        }
        if (consumed > rank) {
            throw new IllegalArgumentException(
                    "the index selects along " + consumed + " axes of an array that has " + rank);
        }
        int at = index.getEllipsisIndex() < 0 ? given.size() : index.getEllipsisIndex();
        List<NDIndexElement> full = new ArrayList<>(given.subList(0, at));
        for (int i = consumed; i < rank; i++) {
            full.add(new NDIndexAll());
        }
        full.addAll(given.subList(at, given.size()));
        return full;
    }

    /** The index of complex numbers in the array of their pairs. */
    private NDIndex ofPairs(List<NDIndexElement> elements) {
        if (elements.stream().anyMatch(e -> e instanceof NDIndexBooleans || e instanceof NDIndexPick)) {
            throw unsupported("selection of complex numbers by a mask or by pick");
        }
        return index(elements, i -> i).addAllDim();
    }

    private static void append(NDIndex index, NDIndexElement element) {
        if (element instanceof NDIndexFixed fixed) {
            index.addIndices(fixed.getIndex());
        } else if (element instanceof NDIndexNull) {
            index.addIndices("null");
        } else if (element instanceof NDIndexSlice s) {
            index.addIndices(
                    text(s.getMin()) + ":" + text(s.getMax()) + (s.getStep() == null ? "" : ":" + s.getStep()));
        } else {
            index.addAllDim();
        }
    }

    private static String text(Long bound) {
        return bound == null ? "" : bound.toString();
    }

    private Term select(Emitter e, TracedArray a, List<NDIndexElement> elements, List<TracedArray> operands) {
        Term v = slices(e, a, elements);
        int axis = 0;
        for (NDIndexElement element : elements) {
            if (element instanceof NDIndexFixed fixed) {
                v = v.gather(e.scalar(ElementType.INT64, fixed.getIndex()), axis);
            } else if (element instanceof NDIndexNull) {
                v = v.unsqueeze(axis);
                axis++;
            } else if (element instanceof NDIndexTake) {
                v = v.gather(e.in(operands.get(1), ElementType.INT64), axis);
                axis += operands.get(1).rank();
            } else {
                axis++;
            }
        }
        return v;
    }

    /** All ranges in one Slice; ranges that cover their axis are left out, as they hold at every size. */
    private static Term slices(Emitter e, TracedArray a, List<NDIndexElement> elements) {
        List<long[]> ranges = new ArrayList<>();
        int axis = 0;
        for (NDIndexElement element : elements) {
            if (element instanceof NDIndexSlice s) {
                long length = a.getShape().get(axis);
                long start = s.getMin() == null ? 0 : s.getMin();
                long end = s.getMax() == null ? Long.MAX_VALUE : s.getMax();
                long step = s.getStep() == null ? 1 : s.getStep();
                if (start != 0 || end < length || step != 1) {
                    ranges.add(new long[] {start, end, axis, step});
                }
            }
            axis += element instanceof NDIndexNull ? 0 : 1;
        }
        return ranges.isEmpty()
                ? e.in(a)
                : e.in(a).slice(new Ranges(column(ranges, 0), column(ranges, 1), column(ranges, 2), column(ranges, 3)));
    }

    private static long[] column(List<long[]> rows, int i) {
        return rows.stream().mapToLong(r -> r[i]).toArray();
    }

    private NDArray pick(TracedArray a, TracedArray index, int axis) {
        long[] shape = a.getShape().getShape().clone();
        shape[axis] = 1;
        NDArray i = index.rank() == a.rank() ? index : index.reshape(new Shape(shape));
        return a.gather(i, axis);
    }

    /** Selection by a mask that depends on no input; with one that does, the result's length would depend on values. */
    NDArray mask(TracedArray a, TracedArray mask, int axis) {
        if (mask.isSymbolic()) {
            throw trace.refuse(
                    Reason.VALUE_DEPENDENT,
                    "selects by a mask that depends on the model's input, so the shape of the result would depend on"
                            + " values; keep the shape and use where, or multiply by the mask");
        }
        NDArray concrete = a.concrete.booleanMask(mask.concrete, axis);
        boolean[] flags = mask.concrete.toBooleanArray();
        long[] chosen = IntStream.range(0, flags.length)
                .filter(i -> flags[i])
                .asLongStream()
                .toArray();
        return trace.apply(concrete, List.of(a), e -> {
            boolean whole = mask.getShape().equals(a.getShape());
            Term v = whole ? e.in(a).reshape(-1) : flatten(e, a, axis);
            return v.gather(e.shapeOperand(chosen), whole ? 0 : axis);
        });
    }

    private static Term flatten(Emitter e, TracedArray a, int axis) {
        long[] head = Arrays.copyOf(a.getShape().getShape(), axis + 1);
        head[axis] = a.getShape().slice(axis).size();
        return axis == a.rank() - 1 ? e.in(a) : e.in(a).reshape(head);
    }

    // ---- assignment

    @Override
    public void set(NDArray array, NDIndex index, Object data) {
        TracedArray a = trace.wrap(array);
        TracedArray replacement = data instanceof NDArray d
                ? trace.wrap(d)
                : trace.constant(trace.engine().create((Number) data));
        if (replacement.getDataType() != a.getDataType()) {
            replacement = trace.wrap(replacement.toType(a.getDataType(), false));
        }
        List<NDIndexElement> elements = elements(index, a.rank());
        for (NDIndexElement element : elements) {
            if (element instanceof NDIndexBooleans mask) {
                setMask(a, elements, mask, replacement);
                return;
            }
        }
        PositionIndex positions = new PositionIndex(elements);
        if (positions.count() > 0) {
            write(a, positions, replacement);
            return;
        }
        NDIndexFullSlice slice = NDIndexFullSlice.fromIndex(index, a.getShape())
                .orElseThrow(() -> unsupported("assignment through an index that is no range, number, array or mask"));
        setSlice(a, slice, replacement);
    }

    private void write(TracedArray a, PositionIndex positions, NDArray data) {
        if (!positions.areNeighbours()) {
            throw unsupported("assignment through index arrays that are not side by side");
        }
        NDArray part = positions.written(part(a, positions), data);
        if (positions.withoutPositions().stream().allMatch(e -> e instanceof NDIndexAll)) {
            a.become(trace.wrap(part));
        } else {
            set(a, index(positions.withoutPositions(), i -> i), part);
        }
    }

    private void setMask(TracedArray a, List<NDIndexElement> elements, NDIndexBooleans mask, TracedArray replacement) {
        if (elements.stream().anyMatch(o -> o != mask && !(o instanceof NDIndexAll))) {
            throw unsupported("assignment through an index that mixes a mask with others");
        }
        NDArray m = trace.wrap(mask.getIndex());
        int before = elements.indexOf(mask);
        int behind = a.rank() - before - m.getShape().dimension();
        for (int i = 0; i < before; i++) {
            m = m.expandDims(0);
        }
        for (int i = 0; i < behind; i++) {
            m = m.expandDims(-1);
        }
        if (replacement.size() != 1 && replacement.rank() > behind) {
            throw unsupported("assignment of several values through a mask");
        }
        NDArray value = replacement.size() == 1 ? replacement.reshape(new Shape()) : replacement;
        NDArray full = value.broadcast(a.getShape());
        a.become(trace.wrap(new SelectionOps(trace.wrap(full)).where(m.broadcast(a.getShape()), a)));
    }

    /** Cuts the array around the range along each axis in turn and joins the pieces with the new middle. */
    private void setSlice(TracedArray a, NDIndexFullSlice slice, TracedArray replacement) {
        Shape target = slice.getSqueezedShape();
        NDArray data = replacement.getShape().equals(target) ? replacement : replacement.broadcast(target);
        NDArray whole = assign(a, 0, slice, data.reshape(slice.getShape()));
        a.become(trace.wrap(whole));
    }

    private NDArray assign(NDArray x, int axis, NDIndexFullSlice slice, NDArray data) {
        if (axis == x.getShape().dimension()) {
            return data;
        }
        long length = x.getShape().get(axis);
        long min = slice.getMin()[axis];
        long max = Math.min(length, slice.getMax()[axis]);
        long step = slice.getStep()[axis];
        if (min == 0 && max == length && step == 1) {
            return assign(x, axis + 1, slice, data);
        }
        NDArray middle = assign(x.get(range(axis, min, max, step)), axis + 1, slice, data);
        if (step == 1) {
            NDList pieces = new NDList();
            if (min > 0) {
                pieces.add(x.get(range(axis, 0, min, 1)));
            }
            pieces.add(middle);
            if (max < length) {
                pieces.add(x.get(range(axis, max, null, 1)));
            }
            return pieces.size() == 1 ? middle : NDArrays.concat(pieces, axis);
        }
        return interleave(x, middle, axis, min, max, step);
    }

    /** Takes each position from the old array or from the new elements, which are put behind it. */
    private NDArray interleave(NDArray x, NDArray middle, int axis, long min, long max, long step) {
        long length = x.getShape().get(axis);
        long[] source = LongStream.range(0, length)
                .map(i -> i >= min && i < max && (i - min) % step == 0 ? length + (i - min) / step : i)
                .toArray();
        NDIndex index = new NDIndex().addAllDim(axis);
        index.addIndices("{}", trace.constant(trace.engine().create(source)));
        return x.concat(middle, axis).get(index);
    }

    private static NDIndex range(int axis, long min, Long max, long step) {
        NDIndex index = new NDIndex().addAllDim(axis);
        return max == null ? index.addIndices(min + ":") : index.addSliceDim(min, max, step);
    }

    private RuntimeException unsupported(String what) {
        return trace.refuse(Reason.UNSUPPORTED_OPERATION, what + " is not exported");
    }

    @Override
    public NDArray get(NDArray array, NDIndexFullPick pick) {
        return pick(trace.wrap(array), trace.wrap(pick.getIndices()), pick.getAxis());
    }

    @Override
    public NDArray get(NDArray array, NDIndexFullTake take) {
        NDIndex index = new NDIndex();
        for (int i = 0; i < take.getAxis(); i++) {
            index.addAllDim();
        }
        return get(array, index.addIndices("{}", trace.wrap(take.getIndices())));
    }

    @Override
    public NDArray get(NDArray array, NDIndexFullSlice slice) {
        return get(array, index(slice));
    }

    @Override
    public void set(NDArray array, NDIndexFullSlice slice, NDArray data) {
        set(array, index(slice), (Object) data);
    }

    @Override
    public void set(NDArray array, NDIndexFullSlice slice, Number data) {
        set(array, index(slice), (Object) data);
    }

    private static NDIndex index(NDIndexFullSlice slice) {
        NDIndex index = new NDIndex();
        for (int i = 0; i < slice.getMin().length; i++) {
            int axis = i;
            if (Arrays.stream(slice.getToSqueeze()).anyMatch(s -> s == axis)) {
                index.addIndices(slice.getMin()[i]);
            } else {
                index.addSliceDim(slice.getMin()[i], slice.getMax()[i], slice.getStep()[i]);
            }
        }
        return index;
    }
}
