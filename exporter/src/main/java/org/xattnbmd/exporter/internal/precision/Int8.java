package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Quantises a model to int8, leaves the most sensitive layers in float32, and proves accuracy and speed. */
public final class Int8 {

    /** Enough samples to rank layers by; the final error is measured on all. */
    private static final int RANKING_SAMPLES = 8;
    /** How much more error than that of full ranges in exact arithmetic is taken for speed. */
    private static final double MARGIN = 1.1;

    private final Graph original;
    private final Int8Settings settings;
    private final List<Map<String, Tensor>> evaluation;
    private final byte[] before;
    private final List<Map<String, Tensor>> expected;
    private final Map<String, Range> ranges;
    private final Map<String, String> kept;
    private final List<String> layers;
    private final Layout fullRange;
    private final ExactLayouts exact;

    private Int8(
            Graph original,
            Int8Settings settings,
            List<Map<String, Tensor>> calibration,
            List<Map<String, Tensor>> evaluation) {
        int needed = Operators.QUANTIZE_LINEAR.signature().since();
        if (original.opset() < needed) {
            throw new Failure(
                    Reason.INVALID_REQUEST,
                    "expected a model of opset " + needed + " or newer, which has a scale per channel, received opset "
                            + original.opset());
        }
        this.original = original;
        this.settings = settings;
        this.evaluation = evaluation;
        QuantizableNodes nodes = new QuantizableNodes(original, settings.operators());
        NodePrefixes.requireMatches(original, settings.excludedNodes());
        List<Node> all = new ArrayList<>(nodes.layers(settings.excludedNodes()));
        this.kept = new LinkedHashMap<>(nodes.kept());
        requireLayers(all);
        this.before = ModelWriter.write(original, Map.of());
        this.expected = OutputErrors.run(before, evaluation);
        QdqRewriter rewriter = new QdqRewriter(original, nodes, nodes.region(new LinkedHashSet<>(all)));
        this.ranges = new LinkedHashMap<>();
        ActivationCalibration.ranges(original, rewriter.activations(), calibration, settings.ranges())
                .forEach((v, r) -> ranges.put(v.name(), r));
        if (all.removeIf(this::losesChannel)) {
            requireLayers(all);
            rewriter = new QdqRewriter(original, nodes, nodes.region(new LinkedHashSet<>(all)));
        }
        this.layers = all.stream().map(Node::name).toList();
        this.exact = settings.exact()
                ? new ExactLayouts(
                        original, all, rewriter.activations(), ranges, settings.perChannelWeights(), calibration)
                : null;
        // In exact arithmetic, which our sessions ask for, both are the same numbers.
        this.fullRange = exact == null
                ? Layout.uniform(all, settings.perChannelWeights(), WeightForm.EIGHT_BITS)
                : exact.widened(exact.size());
    }

    private void requireLayers(List<Node> all) {
        if (all.isEmpty()) {
            throw new Failure(
                    Reason.QUANTIZATION_REFUSED,
                    "expected at least one layer with constant float32 weights, received none: " + kept);
        }
    }

    /** Whether a layer stays, since one of its channels would be lost. */
    private boolean losesChannel(Node layer) {
        Range range = ranges.get(layer.input(0).name());
        WeightMatrix weight = WeightMatrix.of(layer);
        Tensor bias = QdqRewriter.bias(layer, weight);
        WeightQuantizer.Quantized plain =
                WeightQuantizer.nearest(weight, settings.perChannelWeights(), WeightForm.EIGHT_BITS);
        WeightQuantizer.Quantized holding = WeightQuantizer.holding(plain, weight, bias, range.scale());
        boolean loses =
                WeightQuantizer.losesChannel(holding, weight, bias, range.scale(), Math.max(-range.min(), range.max()));
        if (loses) {
            kept.put(layer.name(), "a channel would be lost: its numbers are too far from the others'");
        }
        return loses;
    }

    /** @param calibration inputs by name, at least one; likewise for the evaluation */
    public static Conversion quantize(
            Graph original,
            Int8Settings settings,
            List<Map<String, Tensor>> calibration,
            List<Map<String, Tensor>> evaluation) {
        return quantize(original, settings, calibration, evaluation, Speed::compare);
    }

    /** The same with a clock of the caller's. */
    public static Conversion quantize(
            Graph original,
            Int8Settings settings,
            List<Map<String, Tensor>> calibration,
            List<Map<String, Tensor>> evaluation,
            Speed.Measurement clock) {
        return new Int8(original, settings, calibration, evaluation).run(clock);
    }

    private Conversion run(Speed.Measurement clock) {
        Layout layout = exact == null ? fullRange : exactLayout();
        Map<String, Double> sensitivity = new LinkedHashMap<>();
        Set<String> chosen = new LinkedHashSet<>(layers);
        Graph graph = quantized(chosen, layout);
        List<OutputError> errors = errors(graph, evaluation.size());
        if (worst(errors) > settings.limits().accuracyBudget()) {
            sensitivity = sensitivity(layout);
            chosen = withinBudget(List.copyOf(sensitivity.keySet()), layout);
            graph = quantized(chosen, layout);
            errors = errors(graph, evaluation.size());
        }
        for (String layer : layers) {
            if (!chosen.contains(layer)) {
                kept.put(layer, "too sensitive for the accuracy budget");
            }
        }
        PairSums sums = IntegerProductSums.of(graph);
        if (exact != null && sums.saturating().stream().anyMatch(chosen::contains)) {
            throw new IllegalStateException("expected sums that cannot saturate: " + sums);
        }
        byte[] after = ModelWriter.write(graph, Map.of());
        List<String> notes = new ArrayList<>(List.of(layout.inWords(chosen)));
        double speedup = Double.NaN;
        if (settings.limits().minimumSpeedup() > 0) {
            Speed.Medians m = clock.compare(
                    before, after, evaluation.get(0), settings.limits().threads());
            speedup = m.first() / m.second();
            notes.add(String.format(
                    Locale.ROOT,
                    "median of one run with %d threads: %.2f ms in float32, %.2f ms in int8",
                    settings.limits().threads(),
                    m.first(),
                    m.second()));
            requireFaster(speedup);
        }
        return new Conversion(
                graph,
                errors,
                new Conversion.Size(before.length, after.length),
                new Conversion.Nodes(chosen.size(), kept, sensitivity),
                speedup,
                sums,
                notes);
    }

    private void requireFaster(double speedup) {
        if (speedup <= 1 || speedup < settings.limits().minimumSpeedup()) {
            throw new Failure(
                    Reason.QUANTIZATION_REFUSED,
                    String.format(
                            Locale.ROOT,
                            "expected at least %.2f times the speed of float32, received %.2f; this processor or model"
                                    + " gains too little from int8",
                            Math.max(1, settings.limits().minimumSpeedup()),
                            speedup));
        }
    }

    /**
     * The exact layout with as few layers widened as keep the error within a tenth of what full ranges give in exact
     * arithmetic, and within the budget; found by bisection. With all widened, it is what full ranges give.
     */
    private Layout exactLayout() {
        double goal = Math.min(settings.limits().accuracyBudget(), MARGIN * error(layers, fullRange));
        int tooFew = -1;
        int enough = exact.size();
        while (enough - tooFew > 1) {
            int middle = tooFew < 0 ? 0 : (tooFew + enough) / 2;
            if (error(layers, exact.widened(middle)) <= goal) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return exact.widened(enough);
    }

    /** Error over all samples with these layers quantised. */
    private double error(Collection<String> names, Layout layout) {
        return worst(errors(quantized(names, layout), evaluation.size()));
    }

    /** Error of each layer quantised alone, largest first. */
    private Map<String, Double> sensitivity(Layout layout) {
        Map<String, Double> alone = new LinkedHashMap<>();
        for (String layer : layers) {
            alone.put(layer, worst(errors(quantized(Set.of(layer), layout), RANKING_SAMPLES)));
        }
        Map<String, Double> ranked = new LinkedHashMap<>();
        alone.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> ranked.put(e.getKey(), e.getValue()));
        return ranked;
    }

    /** Leaves out as few of the most sensitive layers as the budget needs, found by bisection. */
    private Set<String> withinBudget(List<String> ranked, Layout layout) {
        int tooFew = 0;
        int enough = ranked.size();
        while (enough - tooFew > 1) {
            int middle = (tooFew + enough) / 2;
            if (error(without(ranked, middle), layout) <= settings.limits().accuracyBudget()) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        if (enough == ranked.size()) {
            throw new Failure(
                    Reason.QUANTIZATION_REFUSED,
                    String.format(
                            Locale.ROOT,
                            "expected an error of at most %.3g, but even the least sensitive layer alone is over it; widen"
                                    + " the budget or give samples that look like the model's inputs",
                            settings.limits().accuracyBudget()));
        }
        return without(ranked, enough);
    }

    private static Set<String> without(List<String> ranked, int count) {
        return new LinkedHashSet<>(ranked.subList(count, ranked.size()));
    }

    private Graph quantized(Collection<String> names, Layout layout) {
        Graph copy = GraphCopy.of(original);
        QuantizableNodes nodes = new QuantizableNodes(copy, settings.operators());
        Set<Node> chosen = new LinkedHashSet<>();
        copy.nodes().stream().filter(n -> names.contains(n.name())).forEach(chosen::add);
        QdqRewriter rewriter = new QdqRewriter(copy, nodes, nodes.region(chosen));
        Map<Value, Range> byValue = new IdentityHashMap<>();
        rewriter.activations().forEach(v -> byValue.put(v, ranges.get(v.name())));
        rewriter.rewrite(byValue, layout);
        return copy;
    }

    private List<OutputError> errors(Graph graph, int samples) {
        int n = Math.min(samples, evaluation.size());
        List<Map<String, Tensor>> actual =
                OutputErrors.run(ModelWriter.write(graph, Map.of()), evaluation.subList(0, n));
        return OutputErrors.between(actual, expected.subList(0, n));
    }

    private static double worst(List<OutputError> errors) {
        return errors.stream().mapToDouble(OutputError::rmsRelative).max().orElse(0);
    }
}
