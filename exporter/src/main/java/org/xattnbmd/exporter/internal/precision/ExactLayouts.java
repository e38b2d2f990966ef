package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.precision.WeightQuantizer.Quantized;

/**
 * The layouts in which no pair of products can saturate, from the fastest to the most accurate. In the fastest, each layer
 * has weights of 7 bits, or of 8 bits where it and all that read the same activation lose less by 7 bits there; the latter
 * needs ranges, which activations that are quantised while the model runs have not. Layer by
 * layer, from the one that loses most by rounding, weights can then be widened to 8 bits unsigned; with all widened the
 * numbers are those of full ranges in exact arithmetic.
 */
final class ExactLayouts {

    /** Samples that are looked at; each has up to thousands of places. */
    private static final int SAMPLES = 32;

    private final Map<String, Quantized> fastest = new LinkedHashMap<>();
    private final Map<String, Quantized> widest;
    /** The narrow activations, each with the layers that need it narrow. */
    private final Map<String, Set<String>> narrow = new HashMap<>();
    /** Layers by what rounding does to their output, most first. */
    private final List<String> ranked;

    /**
     * @param perChannel whether a layer's weight has one scale per output channel
     * @param activations those that may be held to 7 bits, with their ranges
     * @param samples what the layers read is taken from; each weight is rounded by itself where there are none
     */
    ExactLayouts(
            Graph graph,
            List<Node> layers,
            Predicate<Node> perChannel,
            Collection<Value> activations,
            Map<String, Range> ranges,
            List<Map<String, Tensor>> samples) {
        this.widest = new HashMap<>(
                Layout.uniform(layers, perChannel, WeightForm.UNSIGNED).weights());
        Map<Node, InputCorrelation> inputs = samples.isEmpty() ? Map.of() : correlations(graph, layers, samples);
        Map<Node, Rounded> rounded = new IdentityHashMap<>();
        for (Node n : layers) {
            InputCorrelation read = samples.isEmpty() ? null : inputs.remove(n).factor();
            rounded.put(n, new Rounded(n, read, ranges.get(n.input(0).name()), perChannel.test(n)));
        }
        for (Node n : layers) {
            Rounded r = rounded.get(n);
            fastest.put(n.name(), r.wide ? r.eight : r.seven);
            if (r.wide) {
                widest.put(n.name(), r.eight);
            }
        }
        for (Value v : activations) {
            List<Node> readers =
                    graph.nodes().stream().filter(n -> n.inputs().contains(v)).toList();
            if (readers.stream().allMatch(n -> rounded.containsKey(n) && rounded.get(n).betterNarrow)) {
                Set<String> names = new HashSet<>();
                readers.forEach(n -> {
                    fastest.put(n.name(), rounded.get(n).eight);
                    names.add(n.name());
                });
                narrow.put(v.name(), names);
            }
        }
        Map<String, Double> loss = new HashMap<>();
        layers.forEach(n -> loss.put(n.name(), rounded.get(n).share(fastest.get(n.name()))));
        ranked = new ArrayList<>(fastest.keySet());
        ranked.sort(Comparator.comparing(loss::get, Comparator.reverseOrder()));
    }

    private static Map<Node, InputCorrelation> correlations(
            Graph graph, List<Node> layers, List<Map<String, Tensor>> samples) {
        Map<Node, InputCorrelation> all = new IdentityHashMap<>();
        Map<Value, List<InputCorrelation>> byInput = new LinkedHashMap<>();
        for (Node n : layers) {
            InputCorrelation c = new InputCorrelation(n);
            all.put(n, c);
            byInput.computeIfAbsent(n.input(0), v -> new ArrayList<>()).add(c);
        }
        int chosen = Math.min(SAMPLES, samples.size());
        List<Map<String, Tensor>> spread = IntStream.range(0, chosen)
                .mapToObj(i -> samples.get((int) ((long) i * samples.size() / chosen)))
                .toList();
        ActivationRanges.visit(
                graph, byInput.keySet(), spread, (v, t) -> byInput.get(v).forEach(c -> c.add(t)));
        return all;
    }

    /** How many layers there are to widen. */
    int size() {
        return ranked.size();
    }

    /** The layout with so many layers widened. */
    Layout widened(int count) {
        Map<String, Quantized> weights = new HashMap<>(fastest);
        List<String> chosen = ranked.subList(0, count);
        chosen.forEach(name -> weights.put(name, widest.get(name)));
        Set<String> stillNarrow = new HashSet<>();
        narrow.forEach((activation, readers) -> {
            if (!chosen.containsAll(readers)) {
                stillNarrow.add(activation);
            }
        });
        return new Layout(weights, stillNarrow);
    }

    /** A layer in both fast forms, and what each costs at its output. */
    private static final class Rounded {

        private final Quantized seven;
        private final Quantized eight;
        private final double energy;
        private final boolean betterNarrow;
        private final boolean wide;

        /**
         * @param inputs null where nothing is known of them
         * @param range null where the activation cannot be held to 7 bits
         */
        Rounded(Node layer, InputCorrelation inputs, Range range, boolean perChannel) {
            WeightMatrix weight = WeightMatrix.of(layer);
            float[] w = weight.tensor().toFloats();
            double squares = 0;
            for (float f : w) {
                squares += (double) f * f;
            }
            seven = round(weight, perChannel, WeightForm.SEVEN_BITS, inputs);
            energy = inputs == null ? squares : energy(weight, w, inputs);
            eight = range == null ? null : round(weight, perChannel, WeightForm.EIGHT_BITS, inputs);
            double rounded = inputs == null ? squares : squares * inputs.nonZeroShare();
            wide = range != null && range.wide();
            betterNarrow = range != null
                    && !wide
                    && eight.error() + rounded * variance(range.inSevenBits())
                            < seven.error() + rounded * variance(range);
        }

        private static Quantized round(WeightMatrix w, boolean perChannel, WeightForm form, InputCorrelation inputs) {
            return inputs == null
                    ? WeightQuantizer.nearest(w, perChannel, form)
                    : WeightQuantizer.compensated(w, perChannel, form, inputs);
        }

        private static double energy(WeightMatrix weight, float[] w, InputCorrelation inputs) {
            double[] energies = new double[weight.rows()];
            for (int r = 0; r < weight.rows(); r++) {
                energies[r] = inputs.energy(weight.group(r, inputs.groups()), weight.row(w, r));
            }
            return Arrays.stream(energies).sum();
        }

        /** Of rounding to the nearest step. */
        private static double variance(Range range) {
            return (double) range.scale() * range.scale() / 12;
        }

        /** The share of the output that rounding these weights takes away. */
        double share(Quantized weight) {
            return energy > 0 ? weight.error() / energy : 0;
        }
    }
}
