package org.xattnbmd.exporter.internal.pass;

import ai.onnx.proto.OnnxMl;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Bodies;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.io.GraphReader;

/**
 * Opens the bodies of a node as graphs and closes them again. In such a graph a captured value is one that nothing computes.
 * A small constant around is one inside as well, so that what follows from it can be computed; a large one is not, since
 * what is computed from it would be stored once in every body.
 */
final class BodyGraphs {

    private static final int MAX_ELEMENTS = 4096;

    private final Node node;
    private final Graph around;
    private final Map<String, Value> seen = new LinkedHashMap<>();
    private final Map<Value, String> names = new IdentityHashMap<>();
    private boolean changed;

    private BodyGraphs(Node node, Graph around) {
        this.node = node;
        this.around = around;
        Map<Value, Value> views = new IdentityHashMap<>();
        node.captures().forEach((name, v) -> {
            Value view = views.computeIfAbsent(v, BodyGraphs::view);
            seen.put(name, view);
            names.putIfAbsent(view, name);
        });
    }

    private static Value view(Value v) {
        return v.isConstant() && v.constant().size() > MAX_ELEMENTS ? new Value(v.name(), v.type(), v.dims()) : v;
    }

    /**
     * Edits the bodies of a node.
     *
     * @param edit edits a body in place and says whether it did
     * @return a node with the edited bodies, or the node itself where none was edited
     * @throws Failure if a body is not what it should be
     */
    static Node edited(Node node, Graph around, Predicate<Graph> edit) {
        if (Bodies.of(node.attributes().values()).isEmpty()) {
            return node;
        }
        return new BodyGraphs(node, around).edited(edit);
    }

    private Node edited(Predicate<Graph> edit) {
        Map<String, Attribute> attributes = new TreeMap<>(node.attributes());
        attributes.replaceAll((name, a) -> a instanceof Attribute.Opaque opaque ? edited(opaque, edit) : a);
        if (!changed) {
            return node;
        }
        Map<String, Value> captures = new LinkedHashMap<>();
        Bodies.captured(Bodies.of(attributes.values()))
                .forEach(name -> captures.put(name, node.captures().get(name)));
        return new Node(node.name(), node.operator(), node.inputs(), node.outputs(), attributes, captures);
    }

    private Attribute edited(Attribute.Opaque attribute, Predicate<Graph> edit) {
        OnnxMl.AttributeProto.Builder proto = Bodies.parsed(attribute).toBuilder();
        if (proto.hasG()) {
            proto.setG(edited(proto.getG(), edit));
        }
        for (int i = 0; i < proto.getGraphsCount(); i++) {
            proto.setGraphs(i, edited(proto.getGraphs(i), edit));
        }
        return new Attribute.Opaque(proto.build().toByteString());
    }

    private OnnxMl.GraphProto edited(OnnxMl.GraphProto proto, Predicate<Graph> edit) {
        Graph body = GraphReader.body(proto, seen, around);
        if (!edit.test(body)) {
            return proto;
        }
        changed = true;
        Naming.keepApart(body, names, namesAround());
        return Bodies.written(proto, body, names);
    }

    private Set<String> namesAround() {
        Set<String> taken = new HashSet<>(node.captures().keySet());
        for (List<Value> values : List.of(around.inputs(), around.outputs(), around.initializers())) {
            values.forEach(v -> taken.add(v.name()));
        }
        around.nodes().forEach(n -> n.outputs().stream().filter(v -> v != null).forEach(v -> taken.add(v.name())));
        return taken;
    }
}
