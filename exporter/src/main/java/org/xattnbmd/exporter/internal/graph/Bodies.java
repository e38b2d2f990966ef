package org.xattnbmd.exporter.internal.graph;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names in the bodies of If, Loop, Scan and the like, which are carried as protobuf. A body reads its own inputs,
 * initializers and what its nodes compute; every other name is captured from the graph around it. An own name hides the same
 * name outside.
 */
public final class Bodies {

    private Bodies() {}

    /** The bodies that these attributes hold. */
    public static List<OnnxMl.GraphProto> of(Collection<Attribute> attributes) {
        List<OnnxMl.GraphProto> bodies = new ArrayList<>();
        for (Attribute a : attributes) {
            if (a instanceof Attribute.Opaque opaque) {
                bodies.addAll(bodies(parsed(opaque)));
            }
        }
        return bodies;
    }

    /** The bodies of a node of a file. */
    public static List<OnnxMl.GraphProto> in(OnnxMl.NodeProto node) {
        List<OnnxMl.GraphProto> bodies = new ArrayList<>();
        node.getAttributeList().forEach(a -> bodies.addAll(bodies(a)));
        return bodies;
    }

    /** The names that these bodies capture, in order of first use. */
    public static Set<String> captured(List<OnnxMl.GraphProto> bodies) {
        Set<String> captured = new LinkedHashSet<>();
        bodies.forEach(b -> capture(b, null, captured));
        return captured;
    }

    /** The names that these bodies define themselves, at any depth. */
    public static Set<String> defined(List<OnnxMl.GraphProto> bodies) {
        Set<String> defined = new HashSet<>();
        bodies.forEach(b -> define(b, defined));
        return defined;
    }

    /** What an attribute is that this library does not interpret. */
    public static OnnxMl.AttributeProto parsed(Attribute.Opaque attribute) {
        try {
            return OnnxMl.AttributeProto.parseFrom(attribute.proto());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An attribute as a file has it, captured names being those that it was read with. */
    public static OnnxMl.AttributeProto written(String name, Attribute attribute) {
        return attribute instanceof Attribute.Opaque opaque ? parsed(opaque) : GraphWriter.attribute(name, attribute);
    }

    /**
     * A body with the nodes and constants that a graph has; what it gives and is given stays.
     *
     * @param outside what the graph captures, each with its name in the body
     */
    public static OnnxMl.GraphProto written(OnnxMl.GraphProto body, Graph graph, Map<Value, String> outside) {
        return GraphWriter.body(body, graph, outside);
    }

    /** The attribute with captured names replaced; others stay as they are. */
    static OnnxMl.AttributeProto renamed(Attribute.Opaque attribute, Map<String, String> names) {
        OnnxMl.AttributeProto proto = parsed(attribute);
        return names.isEmpty() ? proto : renamed(proto, names, null);
    }

    private static List<OnnxMl.GraphProto> bodies(OnnxMl.AttributeProto attribute) {
        List<OnnxMl.GraphProto> bodies = new ArrayList<>(attribute.getGraphsList());
        if (attribute.hasG()) {
            bodies.add(attribute.getG());
        }
        return bodies;
    }

    /**
     * What is defined so far in a body and in those around it.
     *
     * @param own names of the body itself
     * @param outer the body around it, or null
     */
    private record Scope(Set<String> own, Scope outer) {

        private static Scope of(OnnxMl.GraphProto body, Scope outer) {
            return new Scope(ownBeforeNodes(body), outer);
        }

        private boolean has(String name) {
            return own.contains(name) || outer != null && outer.has(name);
        }
    }

    private static Set<String> ownBeforeNodes(OnnxMl.GraphProto body) {
        Set<String> own = new HashSet<>();
        body.getInputList().forEach(v -> own.add(v.getName()));
        body.getInitializerList().forEach(t -> own.add(t.getName()));
        body.getSparseInitializerList().forEach(t -> own.add(t.getValues().getName()));
        return own;
    }

    private static void capture(OnnxMl.GraphProto body, Scope outer, Set<String> captured) {
        Scope scope = Scope.of(body, outer);
        for (OnnxMl.NodeProto n : body.getNodeList()) {
            n.getInputList().stream().filter(i -> !i.isEmpty() && !scope.has(i)).forEach(captured::add);
            n.getAttributeList().forEach(a -> bodies(a).forEach(b -> capture(b, scope, captured)));
            scope.own.addAll(n.getOutputList());
        }
        body.getOutputList().stream()
                .map(OnnxMl.ValueInfoProto::getName)
                .filter(o -> !scope.has(o))
                .forEach(captured::add);
    }

    private static void define(OnnxMl.GraphProto body, Set<String> defined) {
        defined.addAll(ownBeforeNodes(body));
        for (OnnxMl.NodeProto n : body.getNodeList()) {
            defined.addAll(n.getOutputList());
            n.getAttributeList().forEach(a -> bodies(a).forEach(b -> define(b, defined)));
        }
    }

    private static OnnxMl.AttributeProto renamed(
            OnnxMl.AttributeProto attribute, Map<String, String> names, Scope outer) {
        if (!attribute.hasG() && attribute.getGraphsCount() == 0) {
            return attribute;
        }
        OnnxMl.AttributeProto.Builder out = attribute.toBuilder();
        if (attribute.hasG()) {
            out.setG(renamed(attribute.getG(), names, outer));
        }
        for (int i = 0; i < attribute.getGraphsCount(); i++) {
            out.setGraphs(i, renamed(attribute.getGraphs(i), names, outer));
        }
        return out.build();
    }

    private static OnnxMl.GraphProto renamed(OnnxMl.GraphProto body, Map<String, String> names, Scope outer) {
        Scope scope = Scope.of(body, outer);
        OnnxMl.GraphProto.Builder out = body.toBuilder();
        for (int i = 0; i < body.getNodeCount(); i++) {
            OnnxMl.NodeProto.Builder node = out.getNodeBuilder(i);
            for (int k = 0; k < node.getInputCount(); k++) {
                node.setInput(k, renamed(node.getInput(k), names, scope));
            }
            for (int k = 0; k < node.getAttributeCount(); k++) {
                node.setAttribute(k, renamed(node.getAttribute(k), names, scope));
            }
            scope.own.addAll(node.getOutputList());
        }
        for (int i = 0; i < body.getOutputCount(); i++) {
            out.getOutputBuilder(i).setName(renamed(body.getOutput(i).getName(), names, scope));
        }
        return out.build();
    }

    private static String renamed(String name, Map<String, String> names, Scope scope) {
        return scope.has(name) ? name : names.getOrDefault(name, name);
    }
}
