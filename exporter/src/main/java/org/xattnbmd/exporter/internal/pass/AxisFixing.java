package org.xattnbmd.exporter.internal.pass;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.infer.Inference;

/**
 * Gives axes of a graph's inputs, which vary, one length: {@code x[batch, 3, height]} with {@code batch = 1} is {@code x[1, 3,
 * height]}, and whatever follows from it has the length that it then has. No node changes; the passes fold what has become
 * constant.
 */
public final class AxisFixing {

    private AxisFixing() {}

    /**
     * What can be fixed: the names of the inputs' axes, and {@code input:axis} of those that vary and have none.
     */
    public static Set<String> names(Graph graph) {
        Set<String> names = new LinkedHashSet<>();
        for (Value input : graph.inputs()) {
            for (int axis = 0; input.dims() != null && axis < input.rank(); axis++) {
                Dim d = input.dims().get(axis);
                names.addAll(d.isUnknown() ? Set.of(place(input, axis)) : d.axes());
            }
        }
        return names;
    }

    private static String place(Value input, int axis) {
        return input.name() + ":" + axis;
    }

    /**
     * A copy of the graph with these lengths.
     *
     * @throws Failure with reason INVALID_REQUEST where there is no such axis, or a length cannot be
     */
    public static Graph apply(Graph graph, Map<String, Long> sizes) {
        Set<String> names = names(graph);
        sizes.forEach((name, size) -> {
            if (!names.contains(name)) {
                throw new Failure(
                        Reason.INVALID_REQUEST,
                        "expected axes that inputs have and that vary, "
                                + (names.isEmpty() ? "of which there are none" : "some of " + names) + ", received "
                                + name);
            }
            if (size == null || size < 1) {
                throw new Failure(
                        Reason.INVALID_REQUEST, "expected a length of 1 or more for " + name + ", received " + size);
            }
        });
        Graph fixed = GraphCopy.of(graph);
        fixed.inputs().forEach(v -> fixInput(v, sizes));
        fixed.nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .filter(v -> v != null && v.dims() != null)
                .forEach(v -> fix(v, v.dims(), sizes));
        List<String> contradictions = Inference.run(fixed);
        if (!contradictions.isEmpty()) {
            throw new Failure(Reason.INVALID_REQUEST, "the model cannot have " + sizes + ": " + contradictions.get(0));
        }
        return fixed;
    }

    private static void fixInput(Value input, Map<String, Long> sizes) {
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; input.dims() != null && axis < input.rank(); axis++) {
            Dim d = input.dims().get(axis);
            Long size = d.isUnknown() ? sizes.get(place(input, axis)) : null;
            dims.add(size == null ? d : Dim.of(size));
        }
        if (input.dims() != null) {
            fix(input, dims, sizes);
        }
    }

    private static void fix(Value v, List<Dim> dims, Map<String, Long> sizes) {
        List<Dim> fixed = dims.stream().map(d -> d.fixedAt(sizes)).toList();
        for (int axis = 0; axis < fixed.size(); axis++) {
            if (fixed.get(axis).isFixed() && fixed.get(axis).offset() < 0) {
                throw new Failure(
                        Reason.INVALID_REQUEST,
                        "the model cannot have " + sizes + ": axis " + axis + " of " + v.name() + ", " + dims.get(axis)
                                + " long, would have the length " + fixed.get(axis));
            }
        }
        v.setDims(fixed);
    }
}
