package org.xattnbmd.exporter.internal.precision;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Activations in 8 or 16 bits with ranges that samples show, by pairs of QuantizeLinear and DequantizeLinear. */
final class StaticInt8 implements Int8Form {

    /** The first opset whose QuantizeLinear has 16-bit numbers. */
    private static final int OPSET_OF_16_BITS = 21;

    private final Graph original;
    private final Int8Settings settings;
    private final Map<String, Range> ranges = new LinkedHashMap<>();
    private final LayerSelection selection;
    private final Layout fullRange;
    private final ExactLayouts exact;

    StaticInt8(Graph original, Int8Settings settings, List<Map<String, Tensor>> calibration) {
        int needed = Operators.QUANTIZE_LINEAR.signature().since();
        if (original.opset() < needed) {
            throw new Failure(
                    Reason.INVALID_REQUEST,
                    "expected a model of opset " + needed + " or newer, which has a scale per channel, received opset "
                            + original.opset());
        }
        this.original = original;
        this.settings = settings;
        this.selection =
                new LayerSelection(original, settings, QuantizableNodes::isLayer, QuantizableNodes::weightObstacle);
        ActivationCalibration.ranges(
                        original, rewriter(original, selection.names()).activations(), calibration, settings.ranges())
                .forEach((v, r) -> ranges.put(v.name(), r));
        original.nodes().stream()
                .filter(n -> QuantizableNodes.givesShares(n)
                        && settings.operators().contains(n.operator().name()))
                .forEach(n -> ranges.computeIfPresent(n.output().name(), (name, r) -> Range.ofShares()));
        widen();
        selection.keep(this::losesChannel, "a channel would be lost: its numbers are too far from the others'");
        this.exact = settings.exact()
                ? new ExactLayouts(
                        original,
                        selection.layers(),
                        selection::perChannel,
                        rewriter(original, selection.names()).activationsNotCopied(),
                        ranges,
                        calibration)
                : null;
        // In exact arithmetic, which our sessions ask for, both are the same numbers.
        this.fullRange = exact == null
                ? Layout.uniform(selection.layers(), selection::perChannel, WeightForm.EIGHT_BITS)
                : exact.widened(exact.size());
    }

    /** Makes room for 16 bits where they are asked for. */
    private void widen() {
        QdqRewriter rewriter = rewriter(original, selection.names());
        Set<Value> wide = settings.activations() == ActivationForm.STATIC_16_BIT
                ? rewriter.activations()
                : rewriter.wide(selection::wide);
        if (!wide.isEmpty() && original.opset() < OPSET_OF_16_BITS) {
            throw new Failure(
                    Reason.INVALID_REQUEST,
                    "expected a model of opset " + OPSET_OF_16_BITS
                            + " or newer, whose QuantizeLinear has 16 bits, received" + " opset " + original.opset()
                            + "; export for a newer one");
        }
        wide.forEach(v -> ranges.computeIfPresent(v.name(), (name, r) -> r.inSixteenBits()));
    }

    private QdqRewriter rewriter(Graph graph, Collection<String> names) {
        QuantizableNodes nodes = new QuantizableNodes(graph, settings.operators());
        Set<Node> chosen = new LinkedHashSet<>();
        graph.nodes().stream().filter(n -> names.contains(n.name())).forEach(chosen::add);
        return new QdqRewriter(graph, nodes, nodes.region(chosen));
    }

    /** Whether one of a layer's channels would be lost. */
    private boolean losesChannel(Node layer) {
        Range range = ranges.get(layer.input(0).name());
        if (range.wide()) {
            return false;
        }
        WeightMatrix weight = WeightMatrix.of(layer);
        Tensor bias = QdqRewriter.bias(layer, weight);
        WeightQuantizer.Quantized plain =
                WeightQuantizer.nearest(weight, selection.perChannel(layer), WeightForm.EIGHT_BITS);
        WeightQuantizer.Quantized holding = WeightQuantizer.holding(plain, weight, bias, range.scale());
        return WeightQuantizer.losesChannel(holding, weight, bias, range.scale(), Math.max(-range.min(), range.max()));
    }

    @Override
    public LayerSelection selection() {
        return selection;
    }

    @Override
    public Layout fullRange() {
        return fullRange;
    }

    @Override
    public ExactLayouts exact() {
        return exact;
    }

    @Override
    public String inWords(Collection<String> names, Layout layout) {
        long wide = selection.layers().stream()
                .filter(n -> names.contains(n.name())
                        && ranges.get(n.input(0).name()).wide())
                .count();
        return layout.inWords(names) + (wide == 0 ? "" : "; " + wide + " read activations of 16 bits");
    }

    @Override
    public Graph quantized(Collection<String> names, Layout layout) {
        Graph copy = GraphCopy.of(original);
        QdqRewriter rewriter = rewriter(copy, names);
        Map<Value, Range> byValue = new IdentityHashMap<>();
        rewriter.activations().forEach(v -> byValue.put(v, ranges.get(v.name())));
        rewriter.rewrite(byValue, layout);
        return copy;
    }
}
