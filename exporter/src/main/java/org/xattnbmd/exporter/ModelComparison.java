package org.xattnbmd.exporter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.precision.ActivationRanges;
import org.xattnbmd.exporter.internal.runtime.Difference;

/**
 * How far two models are apart on the same inputs. Immutable.
 *
 * @param outputs each output, worst over all samples
 * @param intermediates each value inside that has the same name and shape in both, in the order of the first model
 * @param tolerance what counts as agreement, relative to the largest value
 */
public record ModelComparison(List<ValueDifference> outputs, List<ValueDifference> intermediates, double tolerance) {

    private static final Difference NONE = new Difference(0, 0, null);

    public ModelComparison {
        outputs = List.copyOf(outputs);
        intermediates = List.copyOf(intermediates);
    }

    /**
     * Difference of one value.
     *
     * @param name its name in both models
     * @param maxAbsolute largest difference of an element; infinite where shapes differ or only one is NaN
     * @param maxRelative the same, divided by the largest absolute value in the first model
     */
    public record ValueDifference(String name, double maxAbsolute, double maxRelative) {}

    /**
     * Runs both models.
     *
     * @param samples inputs, or null for random ones
     * @throws ExportException with code INVALID_REQUEST if inputs or outputs have other names
     */
    public static ModelComparison of(OnnxModel first, OnnxModel second, @Nullable SampleSet samples, double tolerance) {
        return ExportException.translating(() -> of(first.graph(), second.graph(), samples, tolerance));
    }

    private static ModelComparison of(Graph a, Graph b, @Nullable SampleSet samples, double tolerance) {
        requireSame("inputs", a.inputs(), b.inputs());
        requireSame("outputs", a.outputs(), b.outputs());
        Map<String, Value> inB = new LinkedHashMap<>();
        b.nodes().forEach(n -> named(n).forEach(v -> inB.put(v.name(), v)));
        List<Value> sharedA = new ArrayList<>();
        List<Value> sharedB = new ArrayList<>();
        for (Node n : a.nodes()) {
            for (Value v : named(n)) {
                Value twin = inB.get(v.name());
                if (twin != null && comparable(v, twin)) {
                    sharedA.add(v);
                    sharedB.add(twin);
                }
            }
        }
        Map<String, Difference> worst = new LinkedHashMap<>();
        List<Map<String, Tensor>> feeds = SampleSet.feeds(samples, a);
        for (Map<String, Tensor> feed : feeds) {
            Map<String, Tensor> actual = run(b, union(b.outputs(), sharedB), feed);
            Map<String, Tensor> expected = run(a, union(a.outputs(), sharedA), feed);
            Set<String> names = new LinkedHashSet<>(expected.keySet());
            names.addAll(actual.keySet());
            names.forEach(name -> worst.merge(
                    name,
                    between(actual.get(name), expected.get(name)),
                    (x, y) -> x.relative() >= y.relative() ? x : y));
        }
        return new ModelComparison(
                a.outputs().stream().map(v -> difference(v, worst)).toList(),
                sharedA.stream()
                        .filter(v -> !a.isOutput(v))
                        .map(v -> difference(v, worst))
                        .toList(),
                tolerance);
    }

    /** Same shape, and the same type or two floating ones: float16 is compared with float32 by value. */
    private static boolean comparable(Value a, Value b) {
        boolean types = a.type() == b.type()
                || a.type().isFloating() && b.type() != null && b.type().isFloating();
        return types && a.dims() != null && a.dims().equals(b.dims());
    }

    private static Difference between(Tensor actual, @Nullable Tensor expected) {
        return expected == null
                ? new Difference(Double.POSITIVE_INFINITY, 0, "only the second model has it")
                : Difference.between(widened(actual), widened(expected));
    }

    private static Tensor widened(Tensor t) {
        return t != null && t.type() == ElementType.FLOAT16 ? Tensor.floats(t.dims(), t.toFloats()) : t;
    }

    private static List<Value> named(Node n) {
        return n.outputs().stream().filter(v -> v != null && v.type() != null).toList();
    }

    private static Set<Value> union(List<Value> a, List<Value> b) {
        Set<Value> all = new LinkedHashSet<>(a);
        all.addAll(b);
        return all;
    }

    /** The tensors of these values; the elements of a sequence have a number behind its name. */
    private static Map<String, Tensor> run(Graph graph, Set<Value> values, Map<String, Tensor> feed) {
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        ActivationRanges.visit(
                graph,
                values,
                List.of(feed),
                results -> values.forEach(v -> {
                    for (int i = 0; results.containsKey(element(v, i)); i++) {
                        ordered.put(element(v, i), results.get(element(v, i)));
                    }
                    if (results.containsKey(v.name())) {
                        ordered.put(v.name(), results.get(v.name()));
                    }
                }));
        return ordered;
    }

    private static String element(Value sequence, int index) {
        return sequence.name() + "[" + index + "]";
    }

    private static ValueDifference difference(Value v, Map<String, Difference> worst) {
        Difference d = worst.getOrDefault(v.name(), NONE);
        for (int i = 0; worst.containsKey(element(v, i)); i++) {
            Difference one = worst.get(element(v, i));
            d = d.relative() >= one.relative() ? d : one;
        }
        return new ValueDifference(v.name(), d.maxAbsolute(), d.relative());
    }

    private static void requireSame(String what, List<Value> a, List<Value> b) {
        List<String> namesA = a.stream().map(Value::name).toList();
        List<String> namesB = b.stream().map(Value::name).toList();
        if (!namesA.equals(namesB)) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected the same " + what + " in both models, received " + namesA + " and " + namesB);
        }
    }

    /** Whether every output is within the tolerance. */
    public boolean agree() {
        return outputs.stream().allMatch(this::within);
    }

    private boolean within(ValueDifference d) {
        return d.maxRelative() <= tolerance || d.maxAbsolute() <= 1e-7;
    }

    /** The first value, in order of computation, that is over the tolerance. */
    public Optional<String> firstDivergence() {
        return intermediates.stream()
                .filter(d -> !within(d))
                .map(ValueDifference::name)
                .findFirst()
                .or(() -> outputs.stream()
                        .filter(d -> !within(d))
                        .map(ValueDifference::name)
                        .findFirst());
    }
}
