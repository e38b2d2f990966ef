package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Bodies;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Float16Support;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Rewrites a float32 graph so that chosen nodes compute in float16, with a Cast wherever the two meet. Weights are
 * rounded to nearest and held at ±65504 instead of becoming infinite.
 */
final class Float16Conversion {

    private final Graph source;
    private final boolean halfBoundary;
    private final Map<String, String> kept;
    private final Map<Value, Value> halves = new IdentityHashMap<>();
    private final Map<Value, Value> singles = new IdentityHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private int converted;
    private int clamped;
    private int raised;

    /** @param kept names of nodes that stay in float32, with the reason */
    Float16Conversion(Graph source, Map<String, String> kept, boolean halfBoundary) {
        this.source = source;
        this.kept = kept;
        this.halfBoundary = halfBoundary;
    }

    /** Why a node cannot be converted whatever the options, or null. */
    static String fixed(Node node, int opset) {
        if (!node.operator().isKnown() && !node.operator().domain().isEmpty()) {
            return "its operator is of another domain";
        }
        if (!Bodies.of(node.attributes().values()).isEmpty()) {
            return "its bodies are not converted";
        }
        if (Stream.concat(node.reads().stream(), node.outputs().stream())
                .anyMatch(v -> v != null && v.type() == null)) {
            return "it reads or makes what is no tensor";
        }
        Float16Support support = node.operator().trait(Float16Support.class);
        if (support == null || opset >= support.since()) {
            return null;
        }
        return support.equals(Float16Support.NEVER)
                ? "its operator fixes the element type"
                : node.operator() + " takes float16 from opset " + support.since() + " on";
    }

    Graph convert() {
        List<Value> inputs = new ArrayList<>();
        for (Value in : source.inputs()) {
            if (in.type() == ElementType.FLOAT && halfBoundary) {
                Value half = new Value(in.name(), ElementType.FLOAT16, in.dims());
                halves.put(in, half);
                inputs.add(half);
            } else {
                singles.put(in, in);
                inputs.add(in);
            }
        }
        source.nodes().forEach(this::convert);
        List<Value> out = new ArrayList<>();
        for (Value v : source.outputs()) {
            out.add(halfBoundary && v.type() == ElementType.FLOAT ? half(v, v.name()) : single(v, v.name()));
        }
        for (int i = 0; i < out.size(); i++) {
            out.get(i).rename(source.outputs().get(i).name());
        }
        Graph result = new Graph(source.name(), source.opset(), inputs, out, nodes);
        Naming.makeUnique(result.with(source));
        return result;
    }

    int converted() {
        return converted;
    }

    /** Number of weights that were too large for float16. */
    int clamped() {
        return clamped;
    }

    /** Number of constants that were too small for float16. */
    int raised() {
        return raised;
    }

    private void convert(Node node) {
        boolean half = !kept.containsKey(node.name())
                && (node.inputs().stream().anyMatch(Float16Conversion::isFloat)
                        || node.outputs().stream().anyMatch(Float16Conversion::isFloat));
        List<Value> in = new ArrayList<>();
        for (Value v : node.inputs()) {
            in.add(!isFloat(v) ? v : half ? half(v, node.name()) : single(v, node.name()));
        }
        List<Value> out = new ArrayList<>();
        for (Value v : node.outputs()) {
            if (!isFloat(v)) {
                out.add(v);
            } else {
                Value copy = new Value(v.name(), half ? ElementType.FLOAT16 : ElementType.FLOAT, v.dims());
                (half ? halves : singles).put(v, copy);
                out.add(copy);
            }
        }
        converted += half ? 1 : 0;
        Map<String, Value> captures = new LinkedHashMap<>(node.captures());
        captures.replaceAll((inside, v) -> single(v, node.name()));
        nodes.add(new Node(node.name(), node.operator(), in, out, node.attributes(), captures));
    }

    static boolean isFloat(Value v) {
        return v != null && v.type() == ElementType.FLOAT;
    }

    private Value half(Value v, String reader) {
        Value known = halves.get(v);
        if (known == null) {
            known = v.isConstant()
                    ? Value.constant(v.name(), rounded(v.constant()))
                    : cast(singles.get(v), ElementType.FLOAT16, reader);
            halves.put(v, known);
        }
        return known;
    }

    private Value single(Value v, String reader) {
        if (!isFloat(v) || v.isConstant()) {
            return v;
        }
        Value known = singles.get(v);
        if (known == null) {
            known = cast(halves.get(v), ElementType.FLOAT, reader);
            singles.put(v, known);
        }
        return known;
    }

    private Value cast(Value v, ElementType type, String reader) {
        Value out = new Value(v.name(), type, v.dims());
        nodes.add(new Node(
                reader + "/Cast",
                Operators.CAST,
                List.of(v),
                List.of(out),
                new HashMap<>(Map.of("to", Attribute.of(type.code())))));
        return out;
    }

    private Tensor rounded(Tensor t) {
        HalfTensor half = HalfTensor.of(t);
        clamped += half.clamped();
        raised += half.raised();
        return half.tensor();
    }

    /** The names of the nodes that stay, from what is fixed and what options and ranges say. */
    static Map<String, String> kept(Graph graph, Float16Settings settings) {
        Set<String> only = settings.onlyNodes();
        Map<String, String> kept = new LinkedHashMap<>(RecurrentTransposes.of(graph));
        for (Node n : graph.nodes()) {
            String fixed = fixed(n, graph.opset());
            if (fixed != null) {
                kept.put(n.name(), fixed);
            } else if (settings.keepOperators().contains(n.operator().name())) {
                kept.put(n.name(), "its operator is on the keep-list");
            } else if (settings.keepNodes().stream().anyMatch(n.name()::startsWith)) {
                kept.put(n.name(), "its name is on the keep-list");
            } else if (!only.isEmpty() && only.stream().noneMatch(n.name()::startsWith)) {
                kept.put(n.name(), "its name is not among those to convert");
            }
        }
        return kept;
    }
}
