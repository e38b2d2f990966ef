package org.xattnbmd.exporter.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Computes in the graph what a block makes of lengths in Java: a block of numbers repeated; one number throughout; a few whole
 * numbers that are lengths; positions {@code a, a + b, a + 2b …}; and matrices that have one number below the diagonal, one on
 * it and one above, such as causal masks.
 */
final class SizedConstants {

    private static final int MOST_NUMBERS = 64;
    /** Whole numbers up to here are exact in float32. */
    private static final double EXACT = 1 << 24;

    private final LengthFit fit;
    private final LengthVectors lengths;

    SizedConstants(LengthFit fit, LengthVectors lengths) {
        this.fit = fit;
        this.lengths = lengths;
    }

    /** The value that has these contents in the runs, or null where none of these forms is seen. */
    Value following(Value v, List<Tensor> tensors, String path) {
        int rank = tensors.get(0).rank();
        if (tensors.stream().anyMatch(t -> t.rank() != rank)) {
            return null;
        }
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            int a = axis;
            dims.add(fit.fit(tensors.stream().mapToLong(t -> t.dims()[a]).toArray()));
        }
        if (dims.contains(null)) {
            return null;
        }
        Value found = repeatedBlock(v, tensors, dims, path);
        if (found == null && dims.stream().allMatch(Dim::isFixed)) {
            found = numbers(v.type(), tensors, path);
        }
        if (found == null && rank == 1) {
            found = positions(v.type(), tensors, dims.get(0), path);
        }
        return found == null && rank == 2 ? diagonal(v.type(), tensors, dims, path) : found;
    }

    private Value repeatedBlock(Value v, List<Tensor> tensors, List<Dim> dims, String path) {
        long[] block = new long[dims.size()];
        List<Dim> repeats = new ArrayList<>();
        for (int axis = 0; axis < block.length; axis++) {
            Dim d = dims.get(axis);
            // What is k times a length is tiled by it; what is anything else can only be one number all along.
            block[axis] = d.isFixed() ? d.offset() : factor(d);
            repeats.add(d.isFixed() ? Dim.of(1) : d.dividedBy(Dim.of(block[axis])));
        }
        Tensor unit = Blocks.first(tensors.get(0), block);
        if (!tensors.stream().allMatch(t -> Blocks.isTiling(t, unit))) {
            return null;
        }
        Value repeat = lengths.vector(repeats, path);
        Value tiled = lengths.add(
                path + "/Tile", Operators.TILE, List.of(Value.constant(v.name(), unit), repeat), Map.of(), v.type());
        tiled.rename(v.name());
        return tiled;
    }

    /** The largest number that a length is a multiple of whatever the sizes, where it is one product; otherwise 1. */
    private static long factor(Dim d) {
        return d.axes().stream()
                .mapToLong(d::perUnitOf)
                .filter(times -> times > 0 && d.offset() == 0)
                .findFirst()
                .orElse(1);
    }

    private static boolean isWhole(double n) {
        return n == Math.rint(n) && Math.abs(n) <= EXACT;
    }

    /** Whole numbers, each of which is a length. */
    private Value numbers(ElementType type, List<Tensor> tensors, String path) {
        int n = (int) tensors.get(0).size();
        if (n > MOST_NUMBERS || n == 0 || type == ElementType.BOOL) {
            return null;
        }
        List<double[]> each = tensors.stream().map(SizedConstants::doubles).toList();
        List<Dim> entries = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int at = i;
            boolean whole = each.stream().allMatch(d -> isWhole(d[at]));
            Dim d = whole ? fit.fit(each.stream().mapToLong(t -> (long) t[at]).toArray()) : null;
            if (d == null) {
                return null;
            }
            entries.add(d);
        }
        Value vector = cast(lengths.vector(entries, path), type, path);
        long[] dims = tensors.get(0).dims();
        if (dims.length == 0) {
            return number(vector, type, path);
        }
        return dims.length == 1
                ? vector
                : add(Operators.RESHAPE, path, type, vector, Value.constant(path + "/shape", Tensor.longs(dims)));
    }

    private static double[] doubles(Tensor t) {
        if (t.type().isInteger()) {
            return Arrays.stream(t.toLongs()).asDoubleStream().toArray();
        }
        float[] floats = t.toFloats();
        double[] doubles = new double[floats.length];
        Arrays.setAll(doubles, i -> floats[i]);
        return doubles;
    }

    /** {@code start, start + step, …}, with a step that is the same in all runs and a start that is a length. */
    private Value positions(ElementType type, List<Tensor> tensors, Dim length, String path) {
        double[] longest = tensors.stream()
                .map(SizedConstants::doubles)
                .max((a, b) -> Integer.compare(a.length, b.length))
                .orElseThrow();
        if (type == ElementType.BOOL || longest.length < 2) {
            return null;
        }
        double step = longest[1] - longest[0];
        long[] starts = new long[tensors.size()];
        for (int run = 0; run < starts.length; run++) {
            double[] numbers = doubles(tensors.get(run));
            for (int i = 0; i < numbers.length; i++) {
                if (!isWhole(numbers[i]) || numbers[i] != numbers[0] + step * i) {
                    return null;
                }
            }
            if (numbers.length == 0) {
                return null;
            }
            starts[run] = (long) numbers[0];
        }
        Dim start = fit.fit(starts);
        if (start == null || !isWhole(step)) {
            return null;
        }
        return cast(range(start, length, (long) step, path), type, path);
    }

    private Value range(Dim start, Dim length, long step, String path) {
        return lengths.add(
                path + "/Range",
                Operators.RANGE,
                List.of(
                        scalar(start, path),
                        scalar(start.plus(length.times(step)), path),
                        constant(Tensor.scalar(ElementType.INT64, step), path)),
                Map.of(),
                ElementType.INT64);
    }

    private Value scalar(Dim d, String path) {
        return d.isFixed()
                ? constant(Tensor.scalar(ElementType.INT64, d.offset()), path)
                : number(lengths.vector(List.of(d), path), ElementType.INT64, path);
    }

    /** One number where the column is before the row, one where they are equal and one where it is behind. */
    private Value diagonal(ElementType type, List<Tensor> tensors, List<Dim> dims, String path) {
        Tensor largest =
                tensors.stream().max((a, b) -> Long.compare(a.size(), b.size())).orElseThrow();
        if (largest.dims()[0] < 2 || largest.dims()[1] < 2) {
            return null;
        }
        Tensor below = Blocks.at(largest, 1, 0);
        Tensor on = Blocks.at(largest, 0, 0);
        Tensor above = Blocks.at(largest, 0, 1);
        for (Tensor t : tensors) {
            for (long i = 0; i < t.dims()[0]; i++) {
                for (long j = 0; j < t.dims()[1]; j++) {
                    if (!Blocks.at(t, i, j).sameAs(j < i ? below : j == i ? on : above)) {
                        return null;
                    }
                }
            }
        }
        Value rows = add(
                Operators.UNSQUEEZE,
                path,
                ElementType.INT64,
                range(Dim.of(0), dims.get(0), 1, path),
                constant(Tensor.longs(1), path));
        Value columns = range(Dim.of(0), dims.get(1), 1, path);
        // ONNX Runtime's Where has no truth values and no small integers.
        ElementType computed = type.isFloating() && type != ElementType.FLOAT16 ? type : ElementType.INT64;
        Value equal = add(Operators.EQUAL, path, ElementType.BOOL, columns, rows);
        Value behind = add(Operators.GREATER, path, ElementType.BOOL, columns, rows);
        Value notBelow = add(
                Operators.WHERE, path, computed, behind, number(above, computed, path), number(below, computed, path));
        return cast(add(Operators.WHERE, path, computed, equal, number(on, computed, path), notBelow), type, path);
    }

    private static Value number(Tensor t, ElementType type, String path) {
        return constant(t.type() == type ? t : Tensor.scalar(type, t.toLongs()[0]), path);
    }

    private static Value constant(Tensor t, String path) {
        return Value.constant(path + "/constant", t);
    }

    private Value cast(Value v, ElementType type, String path) {
        return v.type() == type
                ? v
                : lengths.add(
                        path + "/Cast", Operators.CAST, List.of(v), Map.of("to", Attribute.of(type.code())), type);
    }

    /** The only element of a vector. */
    private Value number(Value vector, ElementType type, String path) {
        return add(Operators.SQUEEZE, path, type, vector, constant(Tensor.longs(0), path));
    }

    private Value add(Operator op, String path, ElementType type, Value... inputs) {
        String name = path + "/" + op.name();
        return lengths.add(name, op, List.of(inputs), Map.of(), type);
    }
}
