package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
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

/** Activations in 8 bits with ranges that samples show, by pairs of QuantizeLinear and DequantizeLinear. */
final class StaticInt8 implements Int8Form {

    private final Graph original;
    private final Int8Settings settings;
    private final Map<String, Range> ranges = new LinkedHashMap<>();
    private final Map<String, String> kept;
    private final List<String> layers;
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
        QuantizableNodes nodes = new QuantizableNodes(original, settings.operators());
        List<Node> all = new ArrayList<>(nodes.layers(settings.excludedNodes()));
        this.kept = new LinkedHashMap<>(nodes.kept());
        Int8.requireLayers(all, kept);
        QdqRewriter rewriter = new QdqRewriter(original, nodes, nodes.region(new LinkedHashSet<>(all)));
        ActivationCalibration.ranges(original, rewriter.activations(), calibration, settings.ranges())
                .forEach((v, r) -> ranges.put(v.name(), r));
        if (all.removeIf(this::losesChannel)) {
            Int8.requireLayers(all, kept);
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

    @Override
    public List<String> layers() {
        return layers;
    }

    @Override
    public Map<String, String> kept() {
        return kept;
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
        return layout.inWords(names);
    }

    @Override
    public Graph quantized(Collection<String> names, Layout layout) {
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
}
