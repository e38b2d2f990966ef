package org.xattnbmd.exporter.internal.pass;

import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.infer.Inference;

/**
 * Computes lengths that do not vary: {@code Shape(x)[1]} is a constant where that axis has one length whatever the inputs, and
 * so is what is computed from such lengths.
 */
public final class FixedLengths implements Pass {

    @Override
    public String name() {
        return "fixed lengths";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        Map<Value, List<Dim>> vectors = Inference.vectors(graph);
        for (Node node : List.copyOf(graph.nodes())) {
            Value out = node.outputs().size() == 1 ? node.output() : null;
            List<Dim> entries = vectors.get(out);
            if (entries == null || graph.isOutput(out) || !fits(out, entries)) {
                continue;
            }
            if (!entries.stream().allMatch(Dim::isFixed)) {
                log.skip("a length varies");
                continue;
            }
            Tensor lengths =
                    Tensor.longs(entries.stream().mapToLong(Dim::offset).toArray());
            graph.redirect(out, Value.constant("constant", out.rank() == 0 ? lengths.reshaped() : lengths));
            graph.nodes().remove(node);
            log.fire();
        }
    }

    /** Whether a value is the vector of these entries, or the number of one. */
    private static boolean fits(Value v, List<Dim> entries) {
        boolean number = v.rank() == 0 && entries.size() == 1;
        boolean vector = v.rank() == 1 && v.dims().get(0).equals(Dim.of(entries.size()));
        return v.type() == ElementType.INT64 && (number || vector);
    }
}
