package org.xattnbmd.exporter.internal.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Keeps one of several initializers with the same type, shape and bytes. Parameters of different blocks stay apart. */
public final class MergeInitializers implements Pass {

    /** Only small constants are compared: large ones are parameters, whose names matter more than their bytes. */
    private static final int MAX_ELEMENTS = 64;

    @Override
    public String name() {
        return "initializer merging";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        Map<Integer, List<Value>> kept = new HashMap<>();
        for (Value v : graph.initializers()) {
            Tensor t = v.constant();
            boolean parameter = !v.name().equals("constant") && !v.name().endsWith("/constant");
            if (t.size() > MAX_ELEMENTS || parameter || graph.isOutput(v)) {
                continue;
            }
            List<Value> same = kept.computeIfAbsent(t.contentHash(), k -> new ArrayList<>());
            Value twin = same.stream()
                    .filter(o -> o.constant().sameAs(t))
                    .findFirst()
                    .orElse(null);
            if (twin == null) {
                same.add(v);
            } else {
                graph.redirect(v, twin);
                log.fire();
            }
        }
    }
}
