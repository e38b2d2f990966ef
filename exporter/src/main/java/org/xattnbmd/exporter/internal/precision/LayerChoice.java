package org.xattnbmd.exporter.internal.precision;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Graph;

/**
 * The layers that are converted: all of them, or without as few of the most sensitive ones as an accuracy budget asks for.
 *
 * @param layers names of the layers that are converted
 * @param graph the converted graph
 * @param errors its outputs
 * @param sensitivity error of each layer converted alone, largest first; empty where all hold the budget
 */
record LayerChoice(Set<String> layers, Graph graph, List<OutputError> errors, Map<String, Double> sensitivity) {

    /** Enough samples to rank layers by; the final error is measured on all. */
    private static final int RANKING_SAMPLES = 8;

    /**
     * @param budget largest error
     * @param required layers that are converted whatever they cost
     * @param converter the graph with these layers converted
     */
    static LayerChoice within(
            double budget,
            List<String> layers,
            Set<String> required,
            Baseline baseline,
            Function<Collection<String>, Graph> converter) {
        Map<String, Double> sensitivity = Map.of();
        Set<String> chosen = new LinkedHashSet<>(layers);
        Graph graph = converter.apply(chosen);
        List<OutputError> errors = baseline.errors(graph);
        if (Baseline.worst(errors) > budget) {
            sensitivity = sensitivity(layers, baseline, converter);
            List<String> ranked = sensitivity.keySet().stream()
                    .sorted(Comparator.comparing(required::contains))
                    .toList();
            int optional = ranked.size() - required.size();
            int most = required.isEmpty() ? optional : optional + 1;
            int left = fewest(0, most, n -> baseline.error(converter.apply(without(ranked, n))) <= budget);
            requireSome(left < most, required, budget);
            chosen = without(ranked, left);
            graph = converter.apply(chosen);
            errors = baseline.errors(graph);
        }
        return new LayerChoice(chosen, graph, errors, sensitivity);
    }

    private static Map<String, Double> sensitivity(
            List<String> layers, Baseline baseline, Function<Collection<String>, Graph> converter) {
        Map<String, Double> alone = new LinkedHashMap<>();
        for (String layer : layers) {
            alone.put(layer, baseline.error(converter.apply(Set.of(layer)), RANKING_SAMPLES));
        }
        Map<String, Double> ranked = new LinkedHashMap<>();
        alone.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> ranked.put(e.getKey(), e.getValue()));
        return ranked;
    }

    private static Set<String> without(List<String> ranked, int count) {
        return new LinkedHashSet<>(ranked.subList(count, ranked.size()));
    }

    private static void requireSome(boolean some, Set<String> required, double budget) {
        if (!some) {
            throw new Failure(
                    Reason.QUANTIZATION_REFUSED,
                    String.format(
                            Locale.ROOT,
                            "expected an error of at most %.3g, but even %s over it; widen"
                                    + " the budget or give samples that look like the model's inputs",
                            budget,
                            required.isEmpty()
                                    ? "the least sensitive layer alone is"
                                    : "without all layers but those that are asked for (" + required + ") it is"));
        }
    }

    /**
     * For a report.
     *
     * @param all the layers that could be converted
     * @param kept the reason why others stay
     */
    Conversion.Nodes nodes(List<String> all, Map<String, String> kept) {
        Map<String, String> left = new LinkedHashMap<>(kept);
        all.stream()
                .filter(layer -> !layers.contains(layer))
                .forEach(layer -> left.put(layer, "too sensitive for the accuracy budget"));
        return new Conversion.Nodes(layers.size(), left, sensitivity);
    }

    /**
     * The fewest that are enough, by bisection.
     *
     * @param tooFew known to be too few; -1 where not even 0 is known to be
     * @param most taken to be enough
     */
    static int fewest(int tooFew, int most, IntPredicate enough) {
        int low = tooFew;
        int high = most;
        while (high - low > 1) {
            int middle = low < 0 ? 0 : (low + high) / 2;
            if (enough.test(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
