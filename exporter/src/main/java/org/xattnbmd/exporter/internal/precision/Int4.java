package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.operator.DynamicQuantization;

/** Puts the weights of matrix products into 4 bits; the most sensitive layers stay in float32. */
public final class Int4 {

    /** The first opset whose DequantizeLinear has 4-bit numbers and blocks. */
    public static final int OPSET_OF_BLOCKS = 21;

    private final Graph original;
    private final Int4Settings settings;
    private final Map<String, BlockWeights> weights = new LinkedHashMap<>();
    private final Map<String, String> kept = new LinkedHashMap<>();

    private Int4(Graph original, Int4Settings settings) {
        this.original = original;
        this.settings = settings;
        if (settings.form() == Int4Settings.Form.STANDARD && original.opset() < OPSET_OF_BLOCKS) {
            throw new Failure(
                    Reason.INVALID_REQUEST,
                    "expected a model of opset " + OPSET_OF_BLOCKS
                            + " or newer, whose DequantizeLinear has blocks of 4-bit"
                            + " numbers, received opset " + original.opset()
                            + "; choose another form, or export for a newer opset");
        }
        NodePrefixes.requireMatches(original, settings.excludedNodes());
        for (Node n : original.nodes()) {
            boolean product = n.operator().isKnown()
                    && n.operator().trait(DynamicQuantization.class) == DynamicQuantization.MATRIX_PRODUCT;
            if (!product) {
                continue;
            }
            String obstacle = obstacle(n);
            if (obstacle == null) {
                weights.put(n.name(), BlockWeights.of(WeightMatrix.of(n), settings.blockSize(), settings.symmetric()));
            } else {
                kept.put(n.name(), obstacle);
            }
        }
        if (weights.isEmpty()) {
            throw new Failure(
                    Reason.QUANTIZATION_REFUSED,
                    "expected at least one matrix product with constant float32 weights, received none: " + kept);
        }
    }

    private String obstacle(Node n) {
        if (settings.excludedNodes().stream().anyMatch(n.name()::startsWith)) {
            return "excluded by name";
        }
        String obstacle = QuantizableNodes.weightObstacle(n);
        if (obstacle != null) {
            return obstacle;
        }
        for (float f : n.input(1).constant().toFloats()) {
            if (!Float.isFinite(f)) {
                return "its weight is not finite";
            }
        }
        return n.input(1).constant().size() == 0 ? "its weight is empty" : null;
    }

    /** @param samples inputs by name to measure the error on, at least one */
    public static Conversion quantize(Graph original, Int4Settings settings, List<Map<String, Tensor>> samples) {
        return new Int4(original, settings).run(new Baseline(original, samples));
    }

    private Conversion run(Baseline baseline) {
        List<String> layers = List.copyOf(weights.keySet());
        LayerChoice choice = LayerChoice.within(settings.accuracyBudget(), layers, Set.of(), baseline, this::quantized);
        return new Conversion(
                choice.graph(),
                choice.errors(),
                new Conversion.Size(baseline.model().length, ModelWriter.write(choice.graph(), Map.of()).length),
                choice.nodes(layers, kept),
                Double.NaN,
                IntegerProductSums.of(choice.graph()),
                List.of("a scale for every " + settings.blockSize() + " weights"
                        + (settings.symmetric() ? "" : ", with a zero point")));
    }

    private Graph quantized(Collection<String> names) {
        Graph copy = GraphCopy.of(original);
        Int4Rewriter rewriter = new Int4Rewriter(copy, settings.form());
        for (Node n : new ArrayList<>(copy.nodes())) {
            if (names.contains(n.name())) {
                rewriter.rewrite(n, weights.get(n.name()));
            }
        }
        rewriter.finish();
        return copy;
    }
}
