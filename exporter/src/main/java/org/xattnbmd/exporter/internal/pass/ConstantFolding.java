package org.xattnbmd.exporter.internal.pass;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/**
 * Computes what depends on no input: {@code f(c₁, …, cₙ)} is a constant where all operands are. All such nodes are run
 * once, in ONNX Runtime itself and without its optimisations, so that folding cannot disagree with running.
 *
 * <p>Left alone: nodes whose result would be much larger than what they read, since an Expand of one number costs
 * nothing in the graph and megabytes in the file.
 */
public final class ConstantFolding implements Pass {

    private static final long ALWAYS_SMALL = 1 << 12;
    private static final int MAX_GROWTH = 2;

    private final ModelRunner runner;

    /** @param runner where what is constant is run */
    public ConstantFolding(ModelRunner runner) {
        this.runner = runner;
    }

    @Override
    public String name() {
        return "constant folding";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        List<Node> foldable = new ArrayList<>();
        Set<Value> known = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node node : graph.nodes()) {
            boolean constant = node.operator().isKnown()
                    && !node.inputs().isEmpty()
                    && node.inputs().stream().allMatch(v -> v == null || v.isConstant() || known.contains(v))
                    && node.outputs().stream().noneMatch(graph::isOutput);
            if (constant && grows(node)) {
                log.skip("the result is larger than what it is computed from");
            } else if (constant) {
                foldable.add(node);
                known.addAll(node.outputs());
            }
        }
        if (!foldable.isEmpty()) {
            compute(graph, foldable, log);
        }
    }

    private static boolean grows(Node node) {
        long in = node.inputs().stream()
                .filter(v -> v != null && v.isConstant())
                .mapToLong(v -> v.constant().size())
                .sum();
        long out = node.outputs().stream()
                .filter(v -> v != null && v.dims() != null)
                .mapToLong(v -> v.dims().stream()
                        .mapToLong(d -> Math.max(1, d.length()))
                        .reduce(1, (a, b) -> a * b))
                .sum();
        return out > ALWAYS_SMALL && out > MAX_GROWTH * in;
    }

    private void compute(Graph graph, List<Node> foldable, PassLog log) {
        List<Value> wanted = new ArrayList<>();
        foldable.forEach(n -> n.outputs().stream().filter(v -> v != null).forEach(wanted::add));
        Graph part = new Graph("constants", graph.opset(), List.of(), wanted, foldable);
        for (int i = 0; i < wanted.size(); i++) {
            wanted.get(i).rename("folded_" + i);
        }
        Naming.makeUnique(part);
        Map<String, Tensor> results = new HashMap<>();
        runner.run(ModelWriter.write(part, Map.of()), Optimization.NONE, 1, List.of(Map.of()), results::putAll);
        for (Node node : foldable) {
            for (Value v : node.outputs()) {
                if (v != null) {
                    String name = node.inputs().stream()
                            .filter(i -> i != null && i.name().contains("/"))
                            .findFirst()
                            .map(Value::name)
                            .orElse("constant");
                    Value folded = Value.constant(name, results.get(v.name()));
                    graph.redirect(v, folded);
                }
            }
            log.fire();
        }
        graph.nodes().removeAll(foldable);
    }
}
