package org.xattnbmd.sdk.internal.model.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * A walk through a graph from node to node that runs none of them: for inputs of given shapes it finds the shape of every
 * result, how many values are in memory at a time, and how many operations there are.
 */
public final class SizeWalk {

    private final Graph graph;
    private final Budget budget;
    private final Map<String, Tensor> known;
    /** What follows from the file alone: it is computed once, on loading, and stays. */
    private final Set<String> constant;
    /** Number of the last node that takes it. */
    private final Map<String, Integer> lastUse = new HashMap<>();
    /** Elements of what a node made and a later one takes. */
    private final Map<String, Long> held = new HashMap<>();

    private long values;
    private long operations;

    /**
     * What a graph may take.
     *
     * @param values numbers in memory at a time, without the file's own weights
     * @param operations multiplications and additions, and elements read and written
     */
    public record Budget(long values, long operations) {}

    private SizeWalk(Graph graph, Budget budget) {
        this.graph = graph;
        this.budget = budget;
        known = new HashMap<>(graph.constants());
        constant = new HashSet<>(graph.constants().keySet());
        constant.add("");
    }

    /**
     * The shapes of outputs, for inputs of these shapes.
     *
     * @throws BmdException {@code MODEL_TOO_COSTLY} if it takes more than it may, {@code MODEL_CONTRACT} if sizes depend on
     *     values or do not fit each other, or an output is not made
     */
    public static Map<String, long[]> outputs(
            Graph graph, Map<String, long[]> inputs, Set<String> outputs, Budget budget) {
        SizeWalk walk = new SizeWalk(graph, budget);
        inputs.forEach((name, shape) -> walk.known.put(name, Tensor.of(shape)));
        walk.constant.removeAll(inputs.keySet());
        walk.run(outputs);
        Map<String, long[]> shapes = new HashMap<>();
        for (String output : outputs) {
            Tensor tensor = walk.known.get(output);
            if (tensor == null) {
                throw contract("an operator that makes each output");
            }
            shapes.put(output, tensor.shape());
        }
        return shapes;
    }

    private void run(Set<String> outputs) {
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            for (String input : nodes.get(i).inputs()) {
                lastUse.put(input, i);
            }
        }
        outputs.forEach(output -> lastUse.put(output, nodes.size()));
        for (int i = 0; i < nodes.size(); i++) {
            step(nodes.get(i), i);
        }
    }

    private void step(Node node, int index) {
        Step step = new Step(node, inputs(node));
        Operators.rule(node.operator()).apply(step);
        boolean fixed = constant.containsAll(node.inputs());
        for (int i = 0; i < node.outputs().size(); i++) {
            String name = node.outputs().get(i);
            if (!name.isEmpty()) {
                make(name, step.result(i), fixed);
            }
        }
        operations = Sizes.sum(operations, step.work());
        if (Sizes.sum(values, step.scratch()) > budget.values) {
            throw Sizes.tooCostly("values in memory at a time", budget.values);
        }
        if (operations > budget.operations) {
            throw Sizes.tooCostly("operations", budget.operations);
        }
        node.inputs().forEach(name -> giveBack(name, index));
        node.outputs().forEach(name -> giveBack(name, index));
    }

    private List<Tensor> inputs(Node node) {
        List<Tensor> inputs = new ArrayList<>();
        for (String name : node.inputs()) {
            Tensor input = known.get(name);
            if (input == null && !name.isEmpty()) {
                throw contract("each operator after those whose results it takes");
            }
            inputs.add(name.isEmpty() ? null : input);
        }
        return inputs;
    }

    private void make(String name, Tensor result, boolean fixed) {
        if (known.put(name, result) != null) {
            throw contract("each name for one tensor");
        }
        values = Sizes.sum(values, result.elements());
        if (fixed) {
            constant.add(name);
        } else {
            held.put(name, result.elements());
        }
    }

    private void giveBack(String name, int index) {
        if (lastUse.getOrDefault(name, -1) <= index) {
            Long elements = held.remove(name);
            values -= elements == null ? 0 : elements;
        }
    }

    private static BmdException contract(String expected) {
        return new BmdException(
                Code.MODEL_CONTRACT,
                "Expected " + expected + " in the graph of the model, received another. Export the model again.");
    }
}
