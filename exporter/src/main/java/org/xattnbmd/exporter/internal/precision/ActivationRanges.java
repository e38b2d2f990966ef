package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** Runs a model on samples and looks at values inside it. */
public final class ActivationRanges {

    private ActivationRanges() {}

    /** Calls back with every tensor of these values, sample by sample. Only one sample's tensors are held at a time. */
    public static void visit(
            Graph graph,
            Collection<Value> values,
            List<Map<String, Tensor>> samples,
            BiConsumer<Value, Tensor> visitor) {
        List<Value> visible = new ArrayList<>(graph.outputs());
        Map<String, Value> byName = new HashMap<>();
        for (Value v : values) {
            byName.put(v.name(), v);
            if (!graph.isOutput(v) && !graph.inputs().contains(v)) {
                visible.add(v);
            }
        }
        Graph open = new Graph(graph.name(), graph.opset(), graph.inputs(), visible, graph.nodes());
        open.otherDomains().putAll(graph.otherDomains());
        // Without optimisation, so that the nodes that are looked at exist.
        try (OnnxSession session =
                OnnxSession.open(ModelWriter.write(open, Map.of()), OnnxSession.Optimization.NONE, 0)) {
            for (Map<String, Tensor> sample : samples) {
                Map<String, Tensor> seen = new HashMap<>(session.run(sample));
                seen.putAll(sample);
                seen.forEach((name, tensor) -> {
                    if (byName.containsKey(name)) {
                        visitor.accept(byName.get(name), tensor);
                    }
                });
            }
        }
    }
}
