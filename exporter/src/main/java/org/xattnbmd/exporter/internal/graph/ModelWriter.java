package org.xattnbmd.exporter.internal.graph;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;

/** Serialises a graph. The bytes are a function of the graph and the metadata alone: no time, no random order. */
public final class ModelWriter {

    /** Largest file that protobuf can hold. */
    public static final long MAX_BYTES = Integer.MAX_VALUE;

    private static final String PRODUCER = "org.xattnbmd.exporter";

    private ModelWriter() {}

    /** The IR version that belongs to an opset of the standard operators. */
    public static int irVersion(int opset) {
        if (opset >= 21) {
            return 10;
        }
        return opset >= 19 ? 9 : opset >= 15 ? 8 : 7;
    }

    /** The file's bytes. */
    public static byte[] write(Graph graph, Map<String, String> metadata) {
        long tensors = graph.initializers().stream()
                .mapToLong(v -> v.constant().data().length)
                .sum();
        if (tensors > MAX_BYTES - (64L << 20)) {
            throw new Failure(
                    Reason.TOO_LARGE,
                    "expected a model below 2 GiB, the most that one ONNX file can hold; its tensors alone take "
                            + tensors + " bytes. Export in float16, or split the network");
        }
        OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.newBuilder()
                .setIrVersion(irVersion(graph.opset()))
                .setProducerName(PRODUCER)
                .setGraph(graph(graph));
        model.addOpsetImport(
                OnnxMl.OperatorSetIdProto.newBuilder().setDomain("").setVersion(graph.opset()));
        new TreeMap<>(graph.otherDomains())
                .forEach((domain, version) -> model.addOpsetImport(
                        OnnxMl.OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
        model.addAllFunctions(graph.functions());
        new TreeMap<>(metadata)
                .forEach((k, v) -> model.addMetadataProps(
                        OnnxMl.StringStringEntryProto.newBuilder().setKey(k).setValue(v)));
        return model.build().toByteArray();
    }

    /** A tensor as a file of its own. */
    public static byte[] write(String name, Tensor tensor) {
        return tensor(name, tensor).toByteArray();
    }

    private static OnnxMl.GraphProto graph(Graph graph) {
        OnnxMl.GraphProto.Builder out = OnnxMl.GraphProto.newBuilder().setName(graph.name());
        graph.inputs().forEach(v -> out.addInput(info(v)));
        graph.outputs().forEach(v -> out.addOutput(info(v)));
        graph.initializers().forEach(v -> out.addInitializer(tensor(v.name(), v.constant())));
        for (Node node : graph.nodes()) {
            out.addNode(node(node));
            for (Value v : node.outputs()) {
                boolean typed = v != null && (v.type() != null && v.dims() != null || v.otherType() != null);
                if (typed && !graph.isOutput(v)) {
                    out.addValueInfo(info(v));
                }
            }
        }
        return out.build();
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

    private static OnnxMl.TensorProto tensor(String name, Tensor t) {
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

    private static OnnxMl.NodeProto node(Node node) {
        OnnxMl.NodeProto.Builder out = OnnxMl.NodeProto.newBuilder()
                .setName(node.name())
                .setDomain(node.operator().domain())
                .setOpType(node.operator().name());
        node.inputs().forEach(v -> out.addInput(v == null ? "" : v.name()));
        node.outputs().forEach(v -> out.addOutput(v == null ? "" : v.name()));
        Map<String, String> renamed = new HashMap<>();
        node.captures().forEach((inside, v) -> {
            if (!inside.equals(v.name())) {
                renamed.put(inside, v.name());
            }
        });
        node.attributes()
                .forEach((k, v) -> out.addAttribute(
                        v instanceof Attribute.Opaque body ? Bodies.renamed(body, renamed) : attribute(k, v)));
        return out.build();
    }

    private static OnnxMl.AttributeProto attribute(String name, Attribute value) {
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
