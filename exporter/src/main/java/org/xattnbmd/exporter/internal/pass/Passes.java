package org.xattnbmd.exporter.internal.pass;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;

/** The passes in the order in which they help each other. */
public final class Passes {

    /** Passes enable one another; more rounds than this are never needed in practice. */
    private static final int MAX_ROUNDS = 4;

    /** What one pass did over all rounds; reasons for leaving things alone are those of the last round. */
    public record Applied(String name, int fired, PassLog last) {}

    private Passes() {}

    /** @param runner where constants are computed */
    public static List<Pass> standard(ModelRunner runner) {
        List<Pass> everywhere = new ArrayList<>(List.of(
                new NoOpRemoval(),
                new FixedLengths(),
                new ConstantFolding(runner),
                new ConstantIf(),
                new BatchNormFolding(),
                new TransposeCancellation(),
                new ReshapeCancellation(),
                new GemmFusion(),
                new GeluForm(),
                new MergeInitializers(),
                new CommonSubexpressions(),
                new DeadCode()));
        everywhere.add(new BodyPasses(everywhere));
        // Inlining goes into bodies itself.
        List<Pass> all = new ArrayList<>(List.of(new FunctionInlining()));
        all.addAll(everywhere);
        return List.copyOf(all);
    }

    /** Applies the passes in order until none fires any more, and gives everything a name of its own again. */
    public static List<Applied> apply(Graph graph, List<Pass> passes) {
        int[] fired = new int[passes.size()];
        PassLog[] last = new PassLog[passes.size()];
        boolean changed = true;
        for (int round = 0; round < MAX_ROUNDS && changed; round++) {
            changed = false;
            for (int i = 0; i < fired.length; i++) {
                last[i] = new PassLog();
                passes.get(i).apply(graph, last[i]);
                fired[i] += last[i].fired();
                changed |= last[i].fired() > 0;
            }
        }
        Naming.makeUnique(graph);
        List<Applied> applied = new ArrayList<>();
        for (int i = 0; i < fired.length; i++) {
            applied.add(new Applied(passes.get(i).name(), fired[i], last[i]));
        }
        return applied;
    }
}
