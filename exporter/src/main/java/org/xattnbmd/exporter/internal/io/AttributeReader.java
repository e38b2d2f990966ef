package org.xattnbmd.exporter.internal.io;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.util.List;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;

/**
 * Reads node attributes. What this library does not interpret, such as bodies, is carried through, once it is known to refer
 * to no other file.
 */
final class AttributeReader {

    private final TensorReader tensors;

    AttributeReader(TensorReader tensors) {
        this.tensors = tensors;
    }

    TensorReader tensors() {
        return tensors;
    }

    Attribute read(OnnxMl.AttributeProto proto) {
        return switch (proto.getType()) {
            case INT -> new Attribute.Int(proto.getI());
            case FLOAT -> new Attribute.Real(proto.getF());
            case STRING -> new Attribute.Text(proto.getS().toStringUtf8());
            case INTS -> new Attribute.Ints(proto.getIntsList());
            case FLOATS -> new Attribute.Reals(proto.getFloatsList());
            case STRINGS ->
                new Attribute.Texts(proto.getStringsList().stream()
                        .map(ByteString::toStringUtf8)
                        .toList());
            case TENSOR -> new Attribute.Constant(tensors.read(proto.getT()));
            case TYPE_PROTO, TYPE_PROTOS -> new Attribute.Opaque(proto.toByteString());
            case TENSORS -> {
                proto.getTensorsList().forEach(tensors::read);
                yield new Attribute.Opaque(proto.toByteString());
            }
            case SPARSE_TENSOR, SPARSE_TENSORS -> {
                check(proto.getSparseTensor());
                proto.getSparseTensorsList().forEach(this::check);
                yield new Attribute.Opaque(proto.toByteString());
            }
            case GRAPH -> {
                check(proto.getG());
                yield new Attribute.Opaque(proto.toByteString());
            }
            case GRAPHS -> {
                proto.getGraphsList().forEach(this::check);
                yield new Attribute.Opaque(proto.toByteString());
            }
            default ->
                throw new Failure(
                        Reason.INVALID_MODEL_FILE,
                        "attribute \"" + proto.getName() + "\": expected a number, text, tensor or graph, received "
                                + proto.getType());
        };
    }

    /** A function's attributes may be places for those of the node that calls it. */
    void check(OnnxMl.FunctionProto function) {
        function.getAttributeProtoList().forEach(this::read);
        function.getNodeList()
                .forEach(n -> n.getAttributeList().stream()
                        .filter(a -> a.getRefAttrName().isEmpty())
                        .forEach(this::read));
    }

    private void check(OnnxMl.SparseTensorProto tensor) {
        for (OnnxMl.TensorProto part : List.of(tensor.getValues(), tensor.getIndices())) {
            if (part.getDataType() != 0) {
                tensors.read(part);
            }
        }
    }

    private void check(OnnxMl.GraphProto graph) {
        graph.getInitializerList().forEach(tensors::read);
        graph.getSparseInitializerList().forEach(this::check);
        graph.getNodeList()
                .forEach(n -> n.getAttributeList().stream()
                        .filter(a -> a.getRefAttrName().isEmpty())
                        .forEach(this::read));
    }
}
