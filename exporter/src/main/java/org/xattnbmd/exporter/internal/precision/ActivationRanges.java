package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/** Runs a model on samples and looks at values inside it. */
public final class ActivationRanges {

    private ActivationRanges() {}

    /** Calls back with every tensor of these values, sample by sample. Only one sample's tensors are held at a time. */
    public static void visit(
            Graph graph,
            Collection<Value> values,
            List<Map<String, Tensor>> samples,
            BiConsumer<Value, Tensor> visitor) {
        Map<String, Value> byName = new HashMap<>();
        values.forEach(v -> byName.put(v.name(), v));
        visit(
                graph,
                values,
                samples,
                seen -> seen.forEach((name, tensor) -> {
                    if (byName.containsKey(name)) {
                        visitor.accept(byName.get(name), tensor);
                    }
                }));
    }

    /** Calls back with the tensors of each sample by name: inputs, outputs and these values. */
    public static void visit(
            Graph graph,
            Collection<Value> values,
            List<Map<String, Tensor>> samples,
            Consumer<Map<String, Tensor>> visitor) {
        List<Value> visible = new ArrayList<>(graph.outputs());
        for (Value v : values) {
            if (!graph.isOutput(v) && !graph.inputs().contains(v)) {
                visible.add(v);
            }
        }
        Graph open = new Graph(graph.name(), graph.opset(), graph.inputs(), visible, graph.nodes()).with(graph);
        // Without optimisation, so that the nodes that are looked at exist.
        Iterator<Map<String, Tensor>> fed = samples.iterator();
        ModelRunner.APART.run(ModelWriter.write(open, Map.of()), Optimization.NONE, 0, samples, outputs -> {
            Map<String, Tensor> seen = new HashMap<>(outputs);
            seen.putAll(fed.next());
            visitor.accept(seen);
        });
    }
}
