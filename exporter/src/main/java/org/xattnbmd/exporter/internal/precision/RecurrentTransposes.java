package org.xattnbmd.exporter.internal.precision;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Moves;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Transposes between a GRU or LSTM and a matrix product. In float16 ONNX Runtime 1.28.0 fuses them into the product and crashes
 * the process, on some processors, at its default optimisation level.
 */
final class RecurrentTransposes {

    private static final String REASON = "ONNX Runtime 1.28.0 crashes on it in float16 behind a recurrent layer";

    private RecurrentTransposes() {}

    /** Their names, with the reason why they stay in float32. */
    static Map<String, String> of(Graph graph) {
        Map<Value, Set<Node>> consumers = graph.consumers();
        Map<String, String> found = new LinkedHashMap<>();
        for (Node n : graph.nodes()) {
            if (n.is(Operators.GRU) || n.is(Operators.LSTM) || n.is(Operators.RNN)) {
                n.outputs().stream().filter(v -> v != null).forEach(v -> follow(v, consumers, new HashSet<>(), found));
            }
        }
        return found;
    }

    /** Whether a product is reached through nodes that only move numbers. */
    private static boolean follow(Value v, Map<Value, Set<Node>> consumers, Set<Node> seen, Map<String, String> found) {
        boolean product = false;
        for (Node reader : consumers.getOrDefault(v, Set.of())) {
            if (reader.is(Operators.MATMUL) || reader.is(Operators.GEMM)) {
                product = true;
            } else if (reader.operator().trait(Moves.class) != null && seen.add(reader)) {
                if (follow(reader.output(), consumers, seen, found)) {
                    product = true;
                    if (reader.is(Operators.TRANSPOSE)) {
                        found.put(reader.name(), REASON);
                    }
                }
            }
        }
        return product;
    }
}
