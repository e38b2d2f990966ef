package org.xattnbmd.exporter.internal.reduce;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.precision.ActivationRanges;

/** Looks for the fewest nodes of a graph, and then the fewest of their outputs, that fail as the whole does. */
public final class Reduction {

    private final Graph graph;
    private final BiFunction<Graph, Map<String, Tensor>, String> symptom;
    private final int mostTries;
    private final BiConsumer<Integer, Integer> progress;
    private final String wanted;
    private final Map<String, Tensor> known;
    private int tries;
    private Subgraph smallest;

    private Reduction(
            Graph graph,
            Map<String, Tensor> sample,
            BiFunction<Graph, Map<String, Tensor>, String> symptom,
            String wanted,
            int mostTries,
            BiConsumer<Integer, Integer> progress) {
        this.graph = graph;
        this.symptom = symptom;
        this.wanted = wanted;
        this.mostTries = mostTries;
        this.progress = progress;
        this.known = known(graph, sample);
    }

    /**
     * The smallest failing part that was found.
     *
     * @param inputs its inputs by name
     * @param symptom how it fails
     * @param tries how many parts were tried
     * @param complete whether no node and no output can be left out any more; otherwise the tries ended first
     */
    public record Found(Graph graph, Map<String, Tensor> inputs, String symptom, int tries, boolean complete) {}

    /**
     * @param sample inputs on which the graph fails
     * @param symptom how a graph fails on a sample, or null where it does not; a part counts where it is the whole's
     * @param mostTries bounds how often it is asked
     * @param progress hears after every try how many were made and how many nodes the smallest failing part has
     * @return null where the graph does not fail
     */
    public static Found of(
            Graph graph,
            Map<String, Tensor> sample,
            BiFunction<Graph, Map<String, Tensor>, String> symptom,
            int mostTries,
            BiConsumer<Integer, Integer> progress) {
        String wanted = symptom.apply(graph, sample);
        if (wanted == null) {
            return null;
        }
        Reduction reduction = new Reduction(graph, sample, symptom, wanted, mostTries, progress);
        Subgraph whole = Subgraph.of(graph, graph.nodes(), sample);
        reduction.smallest = whole == null ? new Subgraph(graph, sample) : whole;
        new DeltaDebugging<Node>(reduction::failsAlone).minimal(graph.nodes());
        new DeltaDebugging<String>(reduction::failsWithOutputs)
                .minimal(reduction.smallest.graph().outputs().stream()
                        .map(Value::name)
                        .toList());
        return new Found(
                reduction.smallest.graph(),
                reduction.smallest.inputs(),
                wanted,
                reduction.tries,
                reduction.tries < mostTries);
    }

    private boolean failsAlone(List<Node> nodes) {
        return fails(Subgraph.of(graph, nodes, known));
    }

    private boolean failsWithOutputs(List<String> outputs) {
        return fails(smallest.withOutputs(outputs));
    }

    private boolean fails(Subgraph part) {
        if (part == null || tries >= mostTries) {
            return false;
        }
        tries++;
        boolean fails = wanted.equals(symptom.apply(part.graph(), part.inputs()));
        if (fails) {
            smallest = part;
        }
        progress.accept(tries, smallest.graph().nodes().size());
        return fails;
    }

    /**
     * The tensors of the graph's values on a sample, as far as it runs: where all of it does not, of the longest beginning that
     * does.
     */
    private static Map<String, Tensor> known(Graph graph, Map<String, Tensor> sample) {
        Map<String, Tensor> known = new HashMap<>(sample);
        int runs = 0;
        int fails = graph.nodes().size() + 1;
        int next = graph.nodes().size();
        while (fails - runs > 1) {
            try {
                known.putAll(beginning(graph, sample, next));
                runs = next;
            } catch (Failure e) {
                fails = next;
            }
            next = (runs + fails) / 2;
        }
        return known;
    }

    private static Map<String, Tensor> beginning(Graph graph, Map<String, Tensor> sample, int length) {
        List<Node> nodes = graph.nodes().subList(0, length);
        List<Value> computed = new ArrayList<>();
        nodes.forEach(n -> n.outputs().stream()
                .filter(v -> v != null && v.otherType() == null)
                .forEach(computed::add));
        Graph open = new Graph(graph.name(), graph.opset(), graph.inputs(), computed, nodes).with(graph);
        Map<String, Tensor> tensors = new HashMap<>();
        ActivationRanges.visit(open, List.of(), List.of(sample), tensors::putAll);
        return tensors;
    }
}
