package org.xattnbmd.exporter.internal.infer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Contradiction;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.NodeTypes;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.VectorRule;

/**
 * Works out the element types and shapes of a graph from its inputs, fills in what is missing and finds what
 * contradicts. Opaque operators leave their outputs unknown.
 */
public final class Inference {

    private Inference() {}

    /** Contradictions, in order; empty where there are none. */
    public static List<String> run(Graph graph) {
        List<String> problems = new ArrayList<>();
        walk(graph, problems);
        return problems;
    }

    /** The integer vectors that a graph computes from shapes, each with its entries as far as they are known. */
    public static Map<Value, List<Dim>> vectors(Graph graph) {
        return walk(graph, new ArrayList<>());
    }

    private static Map<Value, List<Dim>> walk(Graph graph, List<String> problems) {
        Map<Value, List<Dim>> vectors = new IdentityHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.operator().isKnown()) {
                infer(node, vectors, problems);
            }
        }
        return vectors;
    }

    /** What one node tells, where it is known; {@code vectors} are those of the nodes before it, and become its own too. */
    public static void infer(Node node, Map<Value, List<Dim>> vectors) {
        if (node.operator().isKnown()) {
            infer(node, vectors, new ArrayList<>());
        }
    }

    private static void infer(Node node, Map<Value, List<Dim>> vectors, List<String> problems) {
        Operator op = node.operator();
        NodeTypes types = new NodeTypes(node, vectors);
        try {
            List<ElementType> told = new ArrayList<>();
            for (int i = 0; i < node.outputs().size(); i++) {
                told.add(op.types().typeOf(types, i));
            }
            op.shapes().infer(types);
            for (int i = 0; i < told.size(); i++) {
                Value output = node.outputs().get(i);
                if (output != null) {
                    compareType(node, output, told.get(i), problems);
                    compareShape(node, output, types.told(i), problems);
                }
            }
            follow(types, vectors);
        } catch (Contradiction c) {
            problems.add(node.name() + " (" + op + "): " + c.getMessage());
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            problems.add(node.name() + " (" + op + "): expected attributes that fit the inputs, received "
                    + node.attributes().keySet() + " for " + node.inputs());
        }
    }

    /** Remembers what a node computes, if that is an integer vector of axis lengths. */
    private static void follow(NodeTypes types, Map<Value, List<Dim>> vectors) {
        Node node = types.node();
        VectorRule rule = node.operator().trait(VectorRule.class);
        List<Dim> entries = rule == null ? null : rule.entries(types);
        if (entries != null
                && entries.size() <= NodeTypes.MAX_AXES
                && !node.outputs().isEmpty()
                && node.output() != null) {
            vectors.put(node.output(), entries);
        }
    }

    private static void compareType(Node node, Value declared, ElementType inferred, List<String> problems) {
        if (inferred != null && declared.type() != null && inferred != declared.type()) {
            problems.add(node.name() + ": expected " + declared.name() + " to be " + inferred + ", received "
                    + declared.type());
        }
        if (declared.type() == null) {
            declared.setType(inferred);
        }
    }

    private static void compareShape(Node node, Value declared, List<Dim> inferred, List<String> problems) {
        if (inferred == null) {
            return;
        }
        if (declared.dims() == null) {
            declared.setDims(inferred);
            return;
        }
        boolean same = declared.rank() == inferred.size();
        List<Dim> merged = new ArrayList<>();
        for (int i = 0; same && i < declared.rank(); i++) {
            Dim d = declared.dims().get(i);
            Dim n = inferred.get(i);
            same = !d.isFixed() || !n.isFixed() || d.equals(n);
            boolean better = d.isUnknown() || n.isFixed();
            merged.add(better && !n.isUnknown() ? n : d);
        }
        if (same) {
            declared.setDims(merged);
        } else {
            problems.add(node.name() + ": expected " + declared.name() + " to have the shape " + inferred
                    + ", received " + declared.dims());
        }
    }
}
