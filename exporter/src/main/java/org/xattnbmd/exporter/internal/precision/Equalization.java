package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.DynamicQuantization;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Moves the differences between the channels of an activation into the weights that it is multiplied by, after which one scale
 * serves it better: {@code (x · s⁻¹)(s W) = x W} with {@code s = max|x|^α / max|W|^(1 − α)} by channel (SmoothQuant: G. Xiao et
 * al., arXiv 2211.10438). The division is made where a constant multiplies the channels anyway, in a normalisation or a Mul.
 *
 * <p>Unlike there, s is rounded to a power of two, so that the float32 model computes the same numbers as before, bit for bit.
 */
final class Equalization {

    /** Largest power of two, either way. */
    private static final int MOST = 20;

    private final Graph graph;
    private final Map<Value, Node> producers;
    private final Map<Value, Set<Node>> consumers;

    private Equalization(Graph graph) {
        this.graph = graph;
        this.producers = graph.producers();
        this.consumers = graph.consumers();
    }

    /**
     * A graph, and how many of its activations were equalised.
     *
     * @param graph a copy
     * @param activations how many
     */
    record Equalized(Graph graph, int activations) {}

    /**
     * @param samples inputs by name that look like the model's, at least one
     * @param alpha α: 0 equalises the weights alone, 1 the activations alone
     */
    static Equalized apply(Graph original, List<Map<String, Tensor>> samples, double alpha) {
        Graph copy = GraphCopy.of(original);
        int changed = new Equalization(copy).run(samples, alpha);
        Naming.makeUnique(copy);
        return new Equalized(copy, changed);
    }

    private int run(List<Map<String, Tensor>> samples, double alpha) {
        Map<Value, List<Node>> readers = new LinkedHashMap<>();
        for (Node n : graph.nodes()) {
            for (Value v : n.outputs()) {
                List<Node> products = v == null ? List.of() : products(v);
                if (!products.isEmpty() && !constants(v, channels(products)).isEmpty()) {
                    readers.put(v, products);
                }
            }
        }
        Map<Value, float[]> largest = largest(readers, samples);
        readers.forEach((v, products) -> equalize(v, products, largest.get(v), alpha));
        return readers.size();
    }

    /** The products that read a value, where nothing else does. */
    private List<Node> products(Value v) {
        List<Node> products = new ArrayList<>(consumers.getOrDefault(v, Set.of()));
        boolean all = !graph.isOutput(v) && products.stream().allMatch(n -> isProduct(n) && n.input(0) == v);
        return all ? products : List.of();
    }

    private static boolean isProduct(Node n) {
        return n.operator().isKnown()
                && n.operator().trait(DynamicQuantization.class) == DynamicQuantization.MATRIX_PRODUCT
                && QuantizableNodes.weightObstacle(n) == null;
    }

    private static int channels(List<Node> products) {
        return WeightMatrix.of(products.get(0)).columns();
    }

    /** A constant that multiplies, or is added to, the channels of what a node gives. */
    private record Place(Node node, int input) {

        Tensor tensor() {
            return node.input(input).constant();
        }
    }

    /** All constants to divide so that a value is divided channel by channel; empty where it cannot be. */
    private List<Place> constants(Value v, int channels) {
        Node p = producers.get(v);
        if (p == null || !p.operator().isKnown() || p.output() != v) {
            return List.of();
        }
        List<Place> places = new ArrayList<>();
        if (p.is(Operators.ADD) && constant(p, channels) >= 0) {
            int at = constant(p, channels);
            places.add(new Place(p, at));
            Value product = p.input(1 - at);
            p = graph.onlyConsumer(product, consumers) == p ? producers.get(product) : null;
            if (p == null || !p.is(Operators.MUL)) {
                return List.of();
            }
        }
        if (p.is(Operators.MUL) && constant(p, channels) >= 0) {
            places.add(new Place(p, constant(p, channels)));
            return places;
        }
        boolean normalizes = p.operator().name().equals("LayerNormalization")
                || p.operator().name().equals("RMSNormalization");
        if (!normalizes) {
            return List.of();
        }
        for (int i = 1; i < p.inputs().size(); i++) {
            if (p.input(i) != null) {
                if (!isPerChannel(p.input(i), channels)) {
                    return List.of();
                }
                places.add(new Place(p, i));
            }
        }
        return places;
    }

    /** Which of two inputs is a constant with a number per channel, or -1. */
    private static int constant(Node n, int channels) {
        return isPerChannel(n.input(1), channels) ? 1 : isPerChannel(n.input(0), channels) ? 0 : -1;
    }

    private static boolean isPerChannel(Value v, int channels) {
        return v.isConstant()
                && v.type() == ElementType.FLOAT
                && v.rank() >= 1
                && v.constant().size() == channels
                && v.constant().dims()[v.rank() - 1] == channels;
    }

    private Map<Value, float[]> largest(Map<Value, List<Node>> readers, List<Map<String, Tensor>> samples) {
        Map<Value, float[]> largest = new LinkedHashMap<>();
        readers.forEach((v, products) -> largest.put(v, new float[channels(products)]));
        ActivationRanges.visit(graph, readers.keySet(), samples, (v, t) -> {
            float[] most = largest.get(v);
            float[] x = t.toFloats();
            for (int i = 0; i < x.length; i++) {
                most[i % most.length] = Math.max(most[i % most.length], Math.abs(x[i]));
            }
        });
        return largest;
    }

    private void equalize(Value v, List<Node> products, float[] activations, double alpha) {
        float[] weights = new float[activations.length];
        for (Node n : products) {
            WeightMatrix m = WeightMatrix.of(n);
            float[] w = m.tensor().toFloats();
            for (int r = 0; r < m.rows(); r++) {
                for (int c = 0; c < m.columns(); c++) {
                    weights[c] = Math.max(weights[c], Math.abs(w[m.index(r, c)]));
                }
            }
        }
        int[] powers = new int[activations.length];
        for (int c = 0; c < powers.length; c++) {
            double s = Math.pow(activations[c], alpha) / Math.pow(weights[c], 1 - alpha);
            if (activations[c] > 0 && weights[c] > 0 && Double.isFinite(s)) {
                powers[c] = (int) Math.max(-MOST, Math.min(MOST, Math.round(Math.log(s) / Math.log(2))));
            }
        }
        List<Place> places = constants(v, powers.length);
        places.forEach(p -> keepExact(p.tensor().toFloats(), powers, -1));
        for (Node n : products) {
            WeightMatrix m = WeightMatrix.of(n);
            float[] w = m.tensor().toFloats();
            for (int r = 0; r < m.rows(); r++) {
                keepExact(m.row(w, r), powers, 1);
            }
        }
        places.forEach(p -> p.node().setInput(p.input(), scaled(p.node().input(p.input()), powers)));
        products.forEach(n -> n.setInput(1, scaledWeight(n, powers)));
    }

    /** Leaves alone the channels in which a power of two would take a number out of float32's range. */
    private static void keepExact(float[] numbers, int[] powers, int sign) {
        for (int c = 0; c < powers.length; c++) {
            float there = Math.scalb(numbers[c], sign * powers[c]);
            if (Math.scalb(there, -sign * powers[c]) != numbers[c]) {
                powers[c] = 0;
            }
        }
    }

    private static Value scaled(Value v, int[] powers) {
        float[] numbers = v.constant().toFloats();
        for (int c = 0; c < powers.length; c++) {
            numbers[c] = Math.scalb(numbers[c], -powers[c]);
        }
        return Value.constant(v.name(), Tensor.floats(v.constant().dims(), numbers));
    }

    private static Value scaledWeight(Node product, int[] powers) {
        WeightMatrix m = WeightMatrix.of(product);
        float[] w = m.tensor().toFloats();
        for (int r = 0; r < m.rows(); r++) {
            for (int c = 0; c < powers.length; c++) {
                w[m.index(r, c)] = Math.scalb(w[m.index(r, c)], powers[c]);
            }
        }
        return Value.constant(product.input(1).name(), Tensor.floats(m.tensor().dims(), w));
    }
}
