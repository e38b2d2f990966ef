package org.xattnbmd.exporter.internal.precision;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * Numbers for inputs that are no data but say a shape, axes, sizes or a count: what they may be is told by the operators that
 * read them and the shapes around those.
 */
final class FittingNumbers {

    /** Of what passes an input on unchanged. */
    private static final Set<String> PASSES_ON = Set.of("Identity", "Cast", "Squeeze", "Unsqueeze", "Flatten");

    /** Lengths of a transform and of its windows, and counts, that any small signal has room for. */
    private static final int SMALL = 4;

    private static final int DFT_LENGTH = 16;
    private static final int SAMPLE_RATE = 8192;

    private FittingNumbers() {}

    /** As many numbers as asked for, or null where nothing that reads the input asks for certain ones. */
    static double[] of(Value input, int count, Graph graph) {
        Map<Value, Set<Node>> consumers = graph.consumers();
        return of(input, count, consumers);
    }

    private static double[] of(Value value, int count, Map<Value, Set<Node>> consumers) {
        for (Node reader : consumers.getOrDefault(value, Set.of())) {
            int place = reader.inputs().indexOf(value);
            double[] found = null;
            if (place >= 0) {
                found = PASSES_ON.contains(reader.operator().name()) && place == 0
                        ? of(reader.output(), count, consumers)
                        : of(reader, place, count);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static double[] of(Node reader, int place, int count) {
        List<Dim> in = reader.input(0) == null ? null : reader.input(0).dims();
        Value result = reader.outputs().isEmpty() ? null : reader.output();
        List<Dim> out = result == null ? null : result.dims();
        String operator = reader.operator().name();
        if (operator.startsWith("Reduce") && place == 1) {
            return counting(count);
        }
        return switch (operator + " " + place) {
            case "Reshape 1" -> out != null && out.size() == count ? lengths(out) : flat(count);
            case "Expand 1", "ConstantOfShape 0", "CenterCropPad 1", "MaxUnpool 2", "AffineGrid 1", "Col2Im 1" ->
                out != null && out.size() == count ? lengths(out) : all(count, 1);
            case "Tile 1", "Resize 2", "Upsample 1" -> ratios(in, out, count);
            case "Resize 3" -> out != null && out.size() == count ? lengths(out) : sizes(in, count);
            case "Squeeze 1" -> ones(in, count);
            case "Unsqueeze 1", "Slice 3", "Pad 3", "Resize 4" -> counting(count);
            case "Split 1" -> parts(reader, in, count);
            case "SplitToSequence 1" -> equalParts(in, (int) reader.intAttribute("axis", 0), count);
            case "Slice 2" -> sizes(out, count);
            case "OneHot 1" -> all(count, along(out, (int) reader.intAttribute("axis", -1), SMALL));
            case "TopK 1" -> all(count, along(out, (int) reader.intAttribute("axis", -1), 1));
            case "Range 1", "HannWindow 0", "HammingWindow 0", "BlackmanWindow 0" -> all(count, along(out, 0, SMALL));
            case "Slice 4", "Range 2", "Div 1", "Mod 1", "STFT 1" -> all(count, 1);
            case "STFT 3", "Loop 0", "NonMaxSuppression 2" -> all(count, SMALL);
            case "DFT 1" -> all(count, along(in, 1, SMALL));
            case "DFT 2" -> all(count, 1);
            case "MelWeightMatrix 0" -> all(count, along(out, 1, SMALL));
            case "MelWeightMatrix 1" -> all(count, out == null ? DFT_LENGTH : 2.0 * (along(out, 0, SMALL) - 1));
            case "MelWeightMatrix 2" -> all(count, SAMPLE_RATE);
            case "MelWeightMatrix 4" -> all(count, SAMPLE_RATE / 2.0);
            default -> null;
        };
    }

    private static double[] all(int count, double number) {
        double[] numbers = new double[count];
        Arrays.fill(numbers, number);
        return numbers;
    }

    private static double[] counting(int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> i);
        return numbers;
    }

    /** A shape that all elements fit, whatever their number. */
    private static double[] flat(int count) {
        double[] numbers = all(count, 1);
        if (count > 0) {
            numbers[0] = -1;
        }
        return numbers;
    }

    private static long length(Dim d) {
        return d.whereAllAre(1).orElse(1);
    }

    private static double[] lengths(List<Dim> dims) {
        return dims.stream().mapToDouble(FittingNumbers::length).toArray();
    }

    private static double along(List<Dim> dims, int axis, double otherwise) {
        if (dims == null || dims.isEmpty()) {
            return otherwise;
        }
        int at = axis < 0 ? axis + dims.size() : axis;
        return at < 0 || at >= dims.size() || !dims.get(at).isFixed() ? otherwise : length(dims.get(at));
    }

    private static double[] sizes(List<Dim> dims, int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> along(dims, i, 1));
        return numbers;
    }

    private static double[] ratios(List<Dim> in, List<Dim> out, int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> Math.max(0, along(out, i, 1)) / Math.max(1, along(in, i, along(out, i, 1))));
        return numbers;
    }

    /** The axes of length 1. */
    private static double[] ones(List<Dim> in, int count) {
        double[] axes = counting(count);
        int found = 0;
        for (int i = 0; in != null && i < in.size() && found < count; i++) {
            if (length(in.get(i)) == 1) {
                axes[found++] = i;
            }
        }
        return axes;
    }

    private static double[] parts(Node split, List<Dim> in, int count) {
        int axis = (int) split.intAttribute("axis", 0);
        double[] parts = new double[count];
        for (int i = 0; i < count; i++) {
            Value part = i < split.outputs().size() ? split.outputs().get(i) : null;
            double length = part == null ? -1 : along(part.dims(), axis, -1);
            if (length < 0) {
                return equalParts(in, axis, count);
            }
            parts[i] = length;
        }
        return parts;
    }

    /** Parts of which the first takes what is left over. */
    private static double[] equalParts(List<Dim> in, int axis, int count) {
        long whole = (long) along(in, axis, count);
        double[] parts = all(count, Math.floorDiv(whole, Math.max(1, count)));
        if (count > 0) {
            parts[0] += whole % count;
        }
        return parts;
    }
}
