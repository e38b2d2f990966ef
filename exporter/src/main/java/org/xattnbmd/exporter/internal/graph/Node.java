package org.xattnbmd.exporter.internal.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One application of an operator. The constructor checks arity and attributes against the {@link Operator}; an absent
 * optional input is null. Attributes are kept sorted by name, so that the same node always gives the same bytes.
 */
public final class Node {

    private String name;
    private final Operator operator;
    private final List<Value> inputs;
    private final List<Value> outputs;
    private final Map<String, Attribute> attributes;
    private final Map<String, Value> captures;

    public Node(
            String name,
            Operator operator,
            List<Value> inputs,
            List<Value> outputs,
            Map<String, Attribute> attributes) {
        this(name, operator, inputs, outputs, attributes, Map.of());
    }

    /** @param captures what the bodies among the attributes read from the graph around them, by the name it has there */
    public Node(
            String name,
            Operator operator,
            List<Value> inputs,
            List<Value> outputs,
            Map<String, Attribute> attributes,
            Map<String, Value> captures) {
        operator.check(inputs.size(), outputs.size(), attributes);
        this.name = name;
        this.operator = operator;
        this.inputs = new ArrayList<>(inputs);
        this.outputs = new ArrayList<>(outputs);
        this.attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        this.captures = new LinkedHashMap<>(captures);
    }

    public String name() {
        return name;
    }

    public void rename(String newName) {
        this.name = newName;
    }

    public Operator operator() {
        return operator;
    }

    public boolean is(Operator op) {
        return operator.equals(op);
    }

    /** The inputs in order; null where an optional one is left out. */
    public List<Value> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    /** The input at this place, or null where it is left out. */
    public Value input(int index) {
        return index < inputs.size() ? inputs.get(index) : null;
    }

    public void setInput(int index, Value value) {
        inputs.set(index, value);
    }

    /** What the node's bodies read from the graph around them, by the name that the bodies have for it. */
    public Map<String, Value> captures() {
        return Collections.unmodifiableMap(captures);
    }

    /** All that the node reads: inputs that are not left out, and what its bodies capture. */
    public List<Value> reads() {
        List<Value> reads = new ArrayList<>(captures.values());
        inputs.stream().filter(v -> v != null).forEach(reads::add);
        return reads;
    }

    /** Makes the node and its bodies read another value instead; what is left out stays so. */
    void redirect(Value old, Value replacement) {
        if (old == null) {
            return;
        }
        inputs.replaceAll(v -> v == old ? replacement : v);
        captures.replaceAll((k, v) -> v == old ? replacement : v);
    }

    public List<Value> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    public void setOutput(int index, Value value) {
        outputs.set(index, value);
    }

    /** The first output. */
    public Value output() {
        return outputs.get(0);
    }

    public Map<String, Attribute> attributes() {
        return attributes;
    }

    /** An integer attribute, or the default where it is not given. */
    public long intAttribute(String key, long fallback) {
        return attributes.get(key) instanceof Attribute.Int i ? i.value() : fallback;
    }

    /** A float attribute, or the default where it is not given. */
    public float floatAttribute(String key, float fallback) {
        return attributes.get(key) instanceof Attribute.Real r ? r.value() : fallback;
    }

    /** An integer list attribute, or null where it is not given. */
    public List<Long> intsAttribute(String key) {
        return attributes.get(key) instanceof Attribute.Ints i ? i.values() : null;
    }

    @Override
    public String toString() {
        return name + " = " + operator + inputs;
    }
}
