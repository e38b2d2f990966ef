package org.xattnbmd.exporter.internal.infer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * Works out the element types and shapes of a graph from its inputs, fills in what is missing and finds what
 * contradicts. Operators without a rule leave their outputs unknown.
 */
public final class Inference {

    private static final Map<String, Rule> RULES = rules();

    private Inference() {}

    private static Map<String, Rule> rules() {
        Map<String, Rule> all = new HashMap<>();
        ElementwiseRules.addTo(all);
        ShapeRules.addTo(all);
        SelectionRules.addTo(all);
        NeuralRules.addTo(all);
        return Map.copyOf(all);
    }

    /** Contradictions, in order; empty where there are none. */
    public static List<String> run(Graph graph) {
        List<String> problems = new ArrayList<>();
        ShapeVectors vectors = new ShapeVectors();
        for (Node node : graph.nodes()) {
            Rule rule = node.operator().isKnown() ? RULES.get(node.operator().name()) : null;
            if (rule == null) {
                continue;
            }
            NodeTypes types = new NodeTypes(node, vectors);
            try {
                rule.infer(types);
                types.inferred().forEach((v, t) -> compare(node, v, t, problems));
                vectors.follow(types);
            } catch (Contradiction c) {
                problems.add(node.name() + " (" + node.operator() + "): " + c.getMessage());
            } catch (ArithmeticException | IndexOutOfBoundsException e) {
                problems.add(
                        node.name() + " (" + node.operator() + "): expected attributes that fit the inputs, received "
                                + node.attributes().keySet() + " for " + node.inputs());
            }
        }
        return problems;
    }

    private static void compare(Node node, Value declared, NodeTypes.Typed inferred, List<String> problems) {
        if (inferred.type() != null && declared.type() != null && inferred.type() != declared.type()) {
            problems.add(node.name() + ": expected " + declared.name() + " to be " + inferred.type() + ", received "
                    + declared.type());
        }
        if (declared.type() == null) {
            declared.setType(inferred.type());
        }
        if (inferred.dims() == null) {
            return;
        }
        if (declared.dims() == null) {
            declared.setDims(inferred.dims());
            return;
        }
        boolean same = declared.rank() == inferred.dims().size();
        List<Dim> merged = new ArrayList<>();
        for (int i = 0; same && i < declared.rank(); i++) {
            Dim d = declared.dims().get(i);
            Dim n = inferred.dims().get(i);
            same = !d.isFixed() || !n.isFixed() || d.equals(n);
            merged.add(d.symbol() != null && n.symbol() == null ? n : d);
        }
        if (same) {
            declared.setDims(merged);
        } else {
            problems.add(node.name() + ": expected " + declared.name() + " to have the shape " + inferred.dims()
                    + ", received " + declared.dims());
        }
    }
}
