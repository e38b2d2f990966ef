package org.xattnbmd.exporter.internal.pass;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Naming;

/** The passes in the order in which they help each other. */
public final class Passes {

    /** What one pass did. */
    public record Applied(String name, PassLog log) {}

    private Passes() {}

    public static List<Pass> standard() {
        return List.of(new DeadCode(), new MergeInitializers());
    }

    /** Applies passes in order and gives everything a name of its own again. */
    public static List<Applied> apply(Graph graph, List<Pass> passes) {
        List<Applied> applied = new ArrayList<>();
        for (Pass pass : passes) {
            PassLog log = new PassLog();
            pass.apply(graph, log);
            applied.add(new Applied(pass.name(), log));
        }
        Naming.makeUnique(graph);
        return applied;
    }
}
