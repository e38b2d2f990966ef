package org.xattnbmd.exporter.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.pass.DeadCode;
import org.xattnbmd.exporter.internal.pass.Pass;
import org.xattnbmd.exporter.internal.pass.PassLog;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/** The recipe of every pass: check, apply, count nodes, compare numbers, check again. */
final class PassRecipe {

    final PassLog log = new PassLog();
    final Graph graph;

    private PassRecipe(Graph graph) {
        this.graph = graph;
    }

    static PassRecipe apply(Pass pass, Graph graph) {
        PassRecipe recipe = new PassRecipe(graph);
        Map<String, Tensor> feeds = feeds(graph);
        Map<String, Tensor> before = run(graph, feeds);
        List<Value> outputs = List.copyOf(graph.outputs());
        pass.apply(graph, recipe.log);
        new DeadCode().apply(graph, new PassLog());
        assertThat(graph.outputs()).isEqualTo(outputs);
        Map<String, Tensor> after = run(graph, feeds);
        before.forEach((name, expected) -> {
            Difference d = Difference.between(after.get(name), expected);
            assertThat(d.within(1e-5)).as("%s: %s", name, d).isTrue();
        });
        return recipe;
    }

    private static Map<String, Tensor> run(Graph graph, Map<String, Tensor> feeds) {
        Naming.makeUnique(graph);
        byte[] model = ModelWriter.write(graph, Map.of());
        ModelGates.referenceCheck(model);
        try (OnnxSession session = OnnxSession.open(model, Optimization.NONE, 1)) {
            return session.run(feeds);
        }
    }

    private static Map<String, Tensor> feeds(Graph graph) {
        Random random = new Random(3);
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (Value v : graph.inputs()) {
            long[] dims = v.dims().stream()
                    .mapToLong(d -> d.isFixed() ? d.offset() : 3)
                    .toArray();
            float[] values = new float[(int) java.util.Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat();
            }
            feeds.put(v.name(), Tensor.floats(dims, values));
        }
        return feeds;
    }

    PassRecipe fired(int times) {
        assertThat(log.fired()).isEqualTo(times);
        return this;
    }

    PassRecipe skipped(String reason) {
        assertThat(log.skipped().keySet()).anyMatch(r -> r.contains(reason));
        return this;
    }

    /** The operators that are left, in order. */
    PassRecipe leaves(String... operators) {
        assertThat(graph.nodes()).extracting(n -> n.operator().name()).containsExactly(operators);
        return this;
    }
}
