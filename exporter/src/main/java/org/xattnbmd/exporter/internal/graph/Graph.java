package org.xattnbmd.exporter.internal.graph;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A whole computation: inputs, outputs and the nodes between them in an order in which they can run. */
public final class Graph {

    private final String name;
    private final int opset;
    private final List<Value> inputs;
    private final List<Value> outputs;
    private final List<Node> nodes;
    private final Map<String, Integer> otherDomains = new LinkedHashMap<>();
    private final List<OnnxMl.FunctionProto> functions = new ArrayList<>();

    public Graph(String name, int opset, List<Value> inputs, List<Value> outputs, List<Node> nodes) {
        this.name = name;
        this.opset = opset;
        this.inputs = new ArrayList<>(inputs);
        this.outputs = new ArrayList<>(outputs);
        this.nodes = new ArrayList<>(nodes);
    }

    public String name() {
        return name;
    }

    /** Version of the standard operators. */
    public int opset() {
        return opset;
    }

    /** Versions of operator domains other than the standard one. */
    public Map<String, Integer> otherDomains() {
        return otherDomains;
    }

    /** Functions that the model brings along for its nodes to call, as a file has them. */
    public List<OnnxMl.FunctionProto> functions() {
        return functions;
    }

    /** Takes over from another graph what its nodes may refer to: operator domains and functions. */
    public Graph with(Graph other) {
        otherDomains.putAll(other.otherDomains);
        functions.addAll(other.functions);
        return this;
    }

    public List<Value> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    public List<Value> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    /** The nodes, each after those whose outputs it reads. May be edited by passes. */
    public List<Node> nodes() {
        return nodes;
    }

    /** The initializers in order of first use. */
    public List<Value> initializers() {
        Set<Value> found = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Value> ordered = new ArrayList<>();
        for (Node node : nodes) {
            for (Value v : node.reads()) {
                if (v.isConstant() && found.add(v)) {
                    ordered.add(v);
                }
            }
        }
        for (Value v : outputs) {
            if (v.isConstant() && found.add(v)) {
                ordered.add(v);
            }
        }
        return ordered;
    }

    /** Every value: inputs, initializers, and what nodes compute. */
    Stream<Value> values() {
        Stream<Value> computed =
                nodes.stream().flatMap(n -> n.outputs().stream()).filter(v -> v != null);
        return Stream.of(inputs.stream(), initializers().stream(), computed).flatMap(s -> s);
    }

    /** Total elements of the floating-point initializers: what people call the parameters of a network. */
    public long parameterCount() {
        return initializers().stream()
                .filter(v -> v.type().isFloating())
                .mapToLong(v -> v.constant().size())
                .sum();
    }

    /** Which node computes each value. */
    public Map<Value, Node> producers() {
        Map<Value, Node> map = new IdentityHashMap<>();
        for (Node n : nodes) {
            n.outputs().forEach(v -> {
                if (v != null) {
                    map.put(v, n);
                }
            });
        }
        return map;
    }

    /** Which nodes read each value, themselves or in a body; a node that reads it twice is there once. */
    public Map<Value, Set<Node>> consumers() {
        Map<Value, Set<Node>> map = new IdentityHashMap<>();
        for (Node n : nodes) {
            n.reads()
                    .forEach(v ->
                            map.computeIfAbsent(v, k -> new LinkedHashSet<>()).add(n));
        }
        return map;
    }

    public boolean isOutput(Value v) {
        return outputs.stream().anyMatch(o -> o == v);
    }

    /** Makes every reader of {@code old}, bodies included, read {@code replacement} instead; graph outputs stay as they are. */
    public void redirect(Value old, Value replacement) {
        nodes.forEach(n -> n.redirect(old, replacement));
    }

    /**
     * Takes a node out whose only effect is to pass its first input on. A graph output keeps its value, so there the
     * producer of the input writes it instead; where nothing can (the input is an input, a constant or an output of the
     * graph), the node stays.
     *
     * @return whether the node is gone
     */
    public boolean bypass(Node node) {
        Value in = node.input(0);
        Value out = node.output();
        if (isOutput(out)) {
            Node producer = producers().get(in);
            if (producer == null || isOutput(in) || in.type() != out.type()) {
                return false;
            }
            producer.setOutput(producer.outputs().indexOf(in), out);
            redirect(in, out);
        } else {
            redirect(out, in);
        }
        nodes.remove(node);
        return true;
    }

    /** Puts a node in another's place. */
    public void replace(Node old, Node replacement) {
        nodes.set(nodes.indexOf(old), replacement);
    }

    /** The only node that reads a value, or null where there are none, several, or it is a graph output. */
    public Node onlyConsumer(Value v, Map<Value, Set<Node>> consumers) {
        Set<Node> readers = consumers.getOrDefault(v, Set.of());
        return readers.size() == 1 && !isOutput(v) ? readers.iterator().next() : null;
    }

    /** The operators and how often each occurs, by name. */
    public Map<String, Integer> operatorCounts() {
        Map<String, Integer> counts = new java.util.TreeMap<>();
        nodes.forEach(n -> counts.merge(n.operator().toString(), 1, Integer::sum));
        return counts;
    }
}
