package org.xattnbmd.exporter.internal.pass;

import ai.onnx.proto.OnnxMl;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Bodies;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * What a function computes for one node that calls it: a body that captures what the node reads. Attributes that refer to one
 * of the function's have the value that the node gives, or else the function's default, or else are left out; so are inputs
 * that the node leaves out.
 */
final class FunctionBody {

    private final Map<String, OnnxMl.AttributeProto> given = new HashMap<>();
    private final Map<String, Value> arguments = new LinkedHashMap<>();
    private final Set<String> absent = new HashSet<>();

    private final OnnxMl.FunctionProto function;

    /** @throws Failure if the call and the function do not go together */
    FunctionBody(OnnxMl.FunctionProto function, Node call) {
        this.function = function;
        function.getAttributeProtoList().forEach(a -> given.put(a.getName(), a));
        call.attributes().forEach((name, a) -> given.put(name, Bodies.written(name, a)));
        for (int i = 0; i < function.getInputCount(); i++) {
            Value value = call.input(i);
            if (value == null) {
                absent.add(function.getInput(i));
            } else {
                arguments.put(function.getInput(i), value);
            }
        }
        if (call.inputs().size() > function.getInputCount()) {
            throw refused("the call has " + call.inputs().size() + " inputs, the function " + function.getInputCount());
        }
        if (!Bodies.of(call.attributes().values()).isEmpty()) {
            throw refused("an attribute of the call is a body, which reads what is around the call");
        }
    }

    /** What the node reads, by the name that the function has for it. */
    Map<String, Value> arguments() {
        return arguments;
    }

    /** @throws Failure if the call and the function cannot be joined */
    OnnxMl.GraphProto graph() {
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName(function.getName());
        function.getNodeList().forEach(n -> graph.addNode(node(n)));
        function.getOutputList()
                .forEach(o -> graph.addOutput(OnnxMl.ValueInfoProto.newBuilder().setName(o)));
        return graph.build();
    }

    private OnnxMl.NodeProto node(OnnxMl.NodeProto node) {
        OnnxMl.NodeProto.Builder out = inner(node).toBuilder();
        for (int i = 0; i < out.getInputCount(); i++) {
            if (absent.contains(out.getInput(i))) {
                out.setInput(i, "");
            }
        }
        boolean captured = Bodies.captured(Bodies.in(node)).stream().anyMatch(absent::contains);
        if (captured) {
            throw refused("a body in the function reads an input that the call leaves out");
        }
        return out.build();
    }

    /** A node of the function or of a body in it, with the attributes of the call. */
    private OnnxMl.NodeProto inner(OnnxMl.NodeProto node) {
        OnnxMl.NodeProto.Builder out = node.toBuilder().clearAttribute();
        for (OnnxMl.AttributeProto a : node.getAttributeList()) {
            if (a.getRefAttrName().isEmpty()) {
                out.addAttribute(inner(a));
            } else if (given.containsKey(a.getRefAttrName())) {
                out.addAttribute(given.get(a.getRefAttrName()).toBuilder().setName(a.getName()));
            }
        }
        return out.build();
    }

    private OnnxMl.AttributeProto inner(OnnxMl.AttributeProto attribute) {
        OnnxMl.AttributeProto.Builder out = attribute.toBuilder();
        if (out.hasG()) {
            out.setG(inner(out.getG()));
        }
        for (int i = 0; i < out.getGraphsCount(); i++) {
            out.setGraphs(i, inner(out.getGraphs(i)));
        }
        return out.build();
    }

    private OnnxMl.GraphProto inner(OnnxMl.GraphProto graph) {
        List<OnnxMl.NodeProto> nodes =
                graph.getNodeList().stream().map(this::inner).toList();
        return graph.toBuilder().clearNode().addAllNode(nodes).build();
    }

    private static Failure refused(String reason) {
        return new Failure(Reason.INVALID_MODEL_FILE, reason);
    }
}
