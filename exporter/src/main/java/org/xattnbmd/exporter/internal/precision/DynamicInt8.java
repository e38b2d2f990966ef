package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.operator.DynamicQuantization;

/** Activations in 8 bits with the range that they have while the model runs, by DynamicQuantizeLinear. */
final class DynamicInt8 implements Int8Form {

    private final Graph original;
    private final Int8Settings settings;
    private final LayerSelection selection;
    /** Layers other than matrix products, of which one form alone is worth writing. */
    private final Map<String, WeightForm> others = new LinkedHashMap<>();

    private final Layout fullRange;
    private final ExactLayouts exact;

    /** @param calibration inputs by name that look like the model's; may be empty */
    DynamicInt8(Graph original, Int8Settings settings, List<Map<String, Tensor>> calibration) {
        this.original = original;
        this.settings = settings;
        this.selection = new LayerSelection(original, settings, n -> role(n) != null, DynamicInt8::obstacle);
        List<Node> products = new ArrayList<>();
        for (Node n : selection.layers()) {
            if (role(n) == DynamicQuantization.MATRIX_PRODUCT) {
                products.add(n);
            } else {
                others.put(n.name(), onlyForm(n));
            }
        }
        this.exact = settings.exact()
                ? new ExactLayouts(original, products, selection::perChannel, List.of(), Map.of(), calibration)
                : null;
        this.fullRange = exact == null
                ? Layout.uniform(products, selection::perChannel, WeightForm.EIGHT_BITS)
                : exact.widened(exact.size());
    }

    private static DynamicQuantization role(Node n) {
        return n.operator().isKnown() ? n.operator().trait(DynamicQuantization.class) : null;
    }

    /**
     * ONNX Runtime's ConvInteger is several times as fast with uint8 weights as with int8. In which order it adds a recurrent
     * layer's products is its own affair, so that what is exact there is uint8 as well.
     */
    private WeightForm onlyForm(Node n) {
        return role(n) == DynamicQuantization.CONVOLUTION || settings.exact()
                ? WeightForm.UNSIGNED
                : WeightForm.EIGHT_BITS;
    }

    private static String obstacle(Node n) {
        return role(n) == DynamicQuantization.RECURRENT
                ? RecurrentWeights.obstacle(n)
                : QuantizableNodes.weightObstacle(n);
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
        List<WeightForm> forms = new ArrayList<>();
        names.forEach(name -> forms.add(
                others.containsKey(name)
                        ? others.get(name)
                        : layout.weights().get(name).form()));
        return Layout.inWords(forms);
    }

    @Override
    public Graph quantized(Collection<String> names, Layout layout) {
        Graph copy = GraphCopy.of(original);
        DynamicRewriter rewriter = new DynamicRewriter(copy);
        for (Node n : List.copyOf(copy.nodes())) {
            if (!names.contains(n.name())) {
                continue;
            }
            switch (role(n)) {
                case MATRIX_PRODUCT ->
                    rewriter.matrixProduct(n, layout.weights().get(n.name()));
                case CONVOLUTION ->
                    rewriter.convolution(
                            n,
                            WeightQuantizer.nearest(WeightMatrix.of(n), selection.perChannel(n), others.get(n.name())));
                case RECURRENT -> rewriter.recurrent(n, recurrent(n, 1), recurrent(n, 2));
            }
        }
        rewriter.finish();
        return copy;
    }

    private RecurrentWeights recurrent(Node n, int input) {
        return RecurrentWeights.of(n.input(input), selection.perChannel(n), others.get(n.name()));
    }
}
