package org.xattnbmd.exporter.internal.precision;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Quantization;

/**
 * Which nodes to quantise. Layers with constant weights start a quantised region; additions and pools join it where
 * everything they read comes from it, so that a sum of tokens at the other end of the network is left alone.
 */
final class QuantizableNodes {

    private final Graph graph;
    private final Set<String> operators;
    private final Map<Value, Set<Node>> consumers;
    private final Map<Value, Node> producers;

    QuantizableNodes(Graph graph, Set<String> operators) {
        this.graph = graph;
        this.operators = operators;
        this.consumers = graph.consumers();
        this.producers = graph.producers();
    }

    static boolean isLayer(Node n) {
        return role(n) != null && role(n).isLayer();
    }

    /** Whether a node's result is some of what it reads, as a maximum is, and so has its scale. */
    static boolean keepsScale(Node n) {
        return role(n) != null && role(n).copies();
    }

    /** Whether a node's result lies between 0 and 1. */
    static boolean givesShares(Node n) {
        return role(n) == Quantization.JOINS_AS_SHARES;
    }

    /** How a node takes part in quantisation, or null. */
    static Quantization role(Node n) {
        return n.operator().isKnown() ? n.operator().trait(Quantization.class) : null;
    }

    /** Why the weight of a MatMul, Gemm or Conv cannot be quantised, or null. */
    static String weightObstacle(Node n) {
        Value weight = n.input(1);
        if (!weight.isConstant() || weight.type() != ElementType.FLOAT) {
            return "its weight is no float32 constant";
        }
        if (n.input(2) != null && !n.input(2).isConstant()) {
            return "its bias is no constant";
        }
        if (n.is(Operators.MATMUL) && weight.rank() != 2) {
            return "its weight is no matrix";
        }
        if (n.is(Operators.GEMM)
                && (n.floatAttribute("alpha", 1) != 1
                        || n.floatAttribute("beta", 1) != 1
                        || n.intAttribute("transA", 0) != 0)) {
            return "it scales or transposes its operands";
        }
        return null;
    }

    /** The layers and everything that joins them. */
    Set<Node> region(Set<Node> layers) {
        Set<Node> region = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Node> ordered = new LinkedHashSet<>();
        for (Node n : graph.nodes()) {
            boolean joins = role(n) != null
                    && role(n).joins()
                    && operators.contains(n.operator().name())
                    && computesOnIntegers(n)
                    && dataInputs(n).stream().allMatch(v -> (v.rank() == 4 || givesShares(n)) && fromRegion(v, region));
            if (layers.contains(n) || joins) {
                region.add(n);
                ordered.add(n);
            }
        }
        return ordered;
    }

    /** Of resizing, ONNX Runtime rounds what it interpolates between integers towards zero. */
    private static boolean computesOnIntegers(Node n) {
        return !n.is(Operators.RESIZE)
                || !(n.attributes().get("mode") instanceof Attribute.Text mode)
                || mode.value().equals("nearest");
    }

    private boolean fromRegion(Value v, Set<Node> region) {
        Node p = producers.get(v);
        if (p != null && role(p) == Quantization.ACTIVATION) {
            p = producers.get(p.input(0));
        }
        return p != null && region.contains(p);
    }

    /** The activations that a node reads, without weights. */
    static List<Value> dataInputs(Node n) {
        return role(n).readsAll() ? n.inputs() : List.of(n.input(0));
    }

    /** Where a node's result is quantised: behind its activation, if that is all that reads it. */
    Value quantizedResult(Node n) {
        Node reader = graph.onlyConsumer(n.output(), consumers);
        return reader != null && role(reader) == Quantization.ACTIVATION ? reader.output() : n.output();
    }

    /** Whether anything reads the value. */
    boolean isRead(Value v) {
        return !consumers.getOrDefault(v, Set.of()).isEmpty();
    }
}
