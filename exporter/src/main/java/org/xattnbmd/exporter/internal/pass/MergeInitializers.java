package org.xattnbmd.exporter.internal.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Keeps one of several initializers with the same type, shape and bytes. Parameters of different blocks stay apart. */
public final class MergeInitializers implements Pass {

    /** Only small constants are compared: large ones are parameters, whose names matter more than their bytes. */
    private static final int MAX_ELEMENTS = 64;

    /** The names that constants of a forward pass get, as opposed to parameters. */
    private static final Pattern UNNAMED = Pattern.compile("(.*/)?constant(_\\d+)?");

    @Override
    public String name() {
        return "initializer merging";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        Map<Integer, List<Value>> kept = new HashMap<>();
        for (Value v : graph.initializers()) {
            Tensor t = v.constant();
            boolean parameter =
                    t.type().isFloating() && !UNNAMED.matcher(v.name()).matches();
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
