package org.xattnbmd.exporter.internal.graph;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Turns graphs, and bodies in them, into protobuf. Not thread-safe. */
final class GraphWriter {

    private final Map<Value, String> outside;
    private final BiFunction<String, Tensor, OnnxMl.TensorProto> initializers;

    private GraphWriter(Map<Value, String> outside, BiFunction<String, Tensor, OnnxMl.TensorProto> initializers) {
        this.outside = outside;
        this.initializers = initializers;
    }

    /** @param initializers how the graph's own constants are written */
    static OnnxMl.GraphProto graph(Graph graph, BiFunction<String, Tensor, OnnxMl.TensorProto> initializers) {
        return new GraphWriter(new IdentityHashMap<>(), initializers).graph(graph);
    }

    /**
     * A body with the nodes and constants that the graph has, and the inputs and outputs, types included, that it had.
     *
     * @param outside what the body captures, each with its name in the body
     */
    static OnnxMl.GraphProto body(OnnxMl.GraphProto original, Graph graph, Map<Value, String> outside) {
        GraphWriter writer = new GraphWriter(outside, GraphWriter::tensor);
        OnnxMl.GraphProto.Builder out = original.toBuilder()
                .clearNode()
                .clearInitializer()
                .clearValueInfo()
                .clearQuantizationAnnotation();
        for (int i = 0; i < graph.inputs().size(); i++) {
            out.getInputBuilder(i).setName(writer.name(graph.inputs().get(i)));
        }
        for (int i = 0; i < graph.outputs().size(); i++) {
            out.getOutputBuilder(i).setName(writer.name(graph.outputs().get(i)));
        }
        writer.contents(graph, out);
        return out.build();
    }

    private OnnxMl.GraphProto graph(Graph graph) {
        OnnxMl.GraphProto.Builder out = OnnxMl.GraphProto.newBuilder().setName(graph.name());
        graph.inputs().forEach(v -> out.addInput(info(v)));
        graph.outputs().forEach(v -> out.addOutput(info(v)));
        contents(graph, out);
        return out.build();
    }

    private void contents(Graph graph, OnnxMl.GraphProto.Builder out) {
        graph.initializers().stream()
                .filter(v -> !outside.containsKey(v))
                .forEach(v -> out.addInitializer(initializers.apply(v.name(), v.constant())));
        for (Node node : graph.nodes()) {
            out.addNode(node(node));
            for (Value v : node.outputs()) {
                boolean typed = v != null && (v.type() != null && v.dims() != null || v.otherType() != null);
                if (typed && !graph.isOutput(v)) {
                    out.addValueInfo(info(v));
                }
            }
        }
    }

    private String name(Value v) {
        return v == null ? "" : outside.getOrDefault(v, v.name());
    }

    private static OnnxMl.ValueInfoProto info(Value v) {
        if (v.otherType() != null) {
            return OnnxMl.ValueInfoProto.newBuilder()
                    .setName(v.name())
                    .setType(v.otherType())
                    .build();
        }
        if (v.type() == null && v.dims() == null) {
            return OnnxMl.ValueInfoProto.newBuilder().setName(v.name()).build();
        }
        OnnxMl.TypeProto.Tensor.Builder tensor = OnnxMl.TypeProto.Tensor.newBuilder();
        if (v.type() != null) {
            tensor.setElemType(v.type().code());
        }
        if (v.dims() != null) {
            OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
            for (Dim d : v.dims()) {
                OnnxMl.TensorShapeProto.Dimension.Builder dim = shape.addDimBuilder();
                if (d.isFixed()) {
                    dim.setDimValue(d.offset());
                } else if (!d.label().isEmpty()) {
                    dim.setDimParam(d.label());
                }
            }
            tensor.setShape(shape);
        }
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(v.name())
                .setType(OnnxMl.TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    static OnnxMl.TensorProto tensor(String name, Tensor t) {
        OnnxMl.TensorProto.Builder out = OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(t.type().code());
        if (t.type() == ElementType.STRING) {
            out.addAllStringData(t.texts());
        } else {
            out.setRawData(UnsafeByteOperations.unsafeWrap(t.data()));
        }
        for (long d : t.dims()) {
            out.addDims(d);
        }
        return out.build();
    }

    private OnnxMl.NodeProto node(Node node) {
        OnnxMl.NodeProto.Builder out = OnnxMl.NodeProto.newBuilder()
                .setName(node.name())
                .setDomain(node.operator().domain())
                .setOpType(node.operator().name());
        if (!node.operator().overload().isEmpty()) {
            out.setOverload(node.operator().overload());
        }
        node.inputs().forEach(v -> out.addInput(name(v)));
        node.outputs().forEach(v -> out.addOutput(name(v)));
        Map<String, String> renamed = new HashMap<>();
        node.captures().forEach((inside, v) -> {
            if (!inside.equals(name(v))) {
                renamed.put(inside, name(v));
            }
        });
        node.attributes()
                .forEach((k, v) -> out.addAttribute(
                        v instanceof Attribute.Opaque body ? Bodies.renamed(body, renamed) : attribute(k, v)));
        return out.build();
    }

    static OnnxMl.AttributeProto attribute(String name, Attribute value) {
        OnnxMl.AttributeProto.Builder out = OnnxMl.AttributeProto.newBuilder().setName(name);
        if (value instanceof Attribute.Int i) {
            out.setType(OnnxMl.AttributeProto.AttributeType.INT).setI(i.value());
        } else if (value instanceof Attribute.Real r) {
            out.setType(OnnxMl.AttributeProto.AttributeType.FLOAT).setF(r.value());
        } else if (value instanceof Attribute.Text t) {
            out.setType(OnnxMl.AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(t.value()));
        } else if (value instanceof Attribute.Ints l) {
            out.setType(OnnxMl.AttributeProto.AttributeType.INTS).addAllInts(l.values());
        } else if (value instanceof Attribute.Reals l) {
            out.setType(OnnxMl.AttributeProto.AttributeType.FLOATS).addAllFloats(l.values());
        } else if (value instanceof Attribute.Texts l) {
            List<ByteString> strings =
                    l.values().stream().map(ByteString::copyFromUtf8).toList();
            out.setType(OnnxMl.AttributeProto.AttributeType.STRINGS).addAllStrings(strings);
        } else if (value instanceof Attribute.Constant c) {
            out.setType(OnnxMl.AttributeProto.AttributeType.TENSOR).setT(tensor("", c.value()));
        }
        return out.build();
    }
}
