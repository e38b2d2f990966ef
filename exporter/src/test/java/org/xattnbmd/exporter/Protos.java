package org.xattnbmd.exporter;

import ai.onnx.proto.OnnxMl;
import java.util.Arrays;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.ElementType;

/** Model files as other programs write them, made part by part. */
public final class Protos {

    private Protos() {}

    /** A node; names are separated by blanks, and {@code -} leaves one out. */
    public static OnnxMl.NodeProto.Builder node(
            String operator, String inputs, String outputs, OnnxMl.AttributeProto... attributes) {
        OnnxMl.NodeProto.Builder node = OnnxMl.NodeProto.newBuilder().setOpType(operator);
        names(inputs).forEach(node::addInput);
        names(outputs).forEach(node::addOutput);
        return node.addAllAttribute(List.of(attributes));
    }

    private static List<String> names(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" "))
                        .map(n -> n.equals("-") ? "" : n)
                        .toList();
    }

    public static OnnxMl.AttributeProto body(String name, OnnxMl.GraphProto.Builder graph) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    public static OnnxMl.AttributeProto number(String name, long value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static OnnxMl.AttributeProto numbers(String name, Long... values) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INTS)
                .addAllInts(Arrays.asList(values))
                .build();
    }

    public static OnnxMl.AttributeProto real(String name, float value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    public static OnnxMl.AttributeProto text(String name, String value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.STRING)
                .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
                .build();
    }

    public static OnnxMl.ValueInfoProto value(String name, ElementType type, long... dims) {
        return value(name, type.code(), dims);
    }

    /** A tensor of an element type by its number; a length of -1 is open. */
    public static OnnxMl.ValueInfoProto value(String name, int type, long... dims) {
        OnnxMl.TypeProto.Tensor.Builder tensor =
                OnnxMl.TypeProto.Tensor.newBuilder().setElemType(type);
        OnnxMl.TensorShapeProto.Builder shape = tensor.getShapeBuilder();
        for (long d : dims) {
            if (d < 0) {
                shape.addDimBuilder().setDimParam("batch");
            } else {
                shape.addDimBuilder().setDimValue(d);
            }
        }
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    public static OnnxMl.ValueInfoProto sequence(String name, ElementType type) {
        OnnxMl.TypeProto.Builder of = OnnxMl.TypeProto.newBuilder();
        of.getTensorTypeBuilder().setElemType(type.code());
        OnnxMl.TypeProto.Builder sequence = OnnxMl.TypeProto.newBuilder();
        sequence.getSequenceTypeBuilder().setElemType(of);
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(sequence)
                .build();
    }

    public static OnnxMl.TensorProto floats(String name, long[] dims, float... values) {
        OnnxMl.TensorProto.Builder t =
                OnnxMl.TensorProto.newBuilder().setName(name).setDataType(1);
        Arrays.stream(dims).forEach(t::addDims);
        for (float v : values) {
            t.addFloatData(v);
        }
        return t.build();
    }

    public static OnnxMl.TensorProto longs(String name, long... values) {
        OnnxMl.TensorProto.Builder t =
                OnnxMl.TensorProto.newBuilder().setName(name).setDataType(7).addDims(values.length);
        Arrays.stream(values).forEach(t::addInt64Data);
        return t.build();
    }

    public static OnnxMl.GraphProto.Builder graph(OnnxMl.NodeProto.Builder... nodes) {
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("g");
        Arrays.stream(nodes).forEach(graph::addNode);
        return graph;
    }

    public static OnnxMl.ModelProto.Builder model(int opset, OnnxMl.GraphProto.Builder graph) {
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph);
    }
}
