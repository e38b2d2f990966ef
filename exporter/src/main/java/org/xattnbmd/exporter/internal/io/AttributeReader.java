package org.xattnbmd.exporter.internal.io;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;

/**
 * Reads node attributes. What this library does not interpret, such as bodies, is carried through, with data that is in other
 * files taken in.
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
            case SPARSE_TENSOR, SPARSE_TENSORS, TENSORS, GRAPH, GRAPHS ->
                new Attribute.Opaque(inlined(proto).toByteString());
            default ->
                throw new Failure(
                        Reason.INVALID_MODEL_FILE,
                        "attribute \"" + proto.getName() + "\": expected a number, text, tensor or graph, received "
                                + proto.getType());
        };
    }

    /** The function with all data in it, once it is known to be as it should be. */
    OnnxMl.FunctionProto inlined(OnnxMl.FunctionProto function) {
        OnnxMl.FunctionProto.Builder out = function.toBuilder();
        out.getAttributeProtoBuilderList().forEach(a -> inline(a));
        out.getNodeBuilderList().forEach(this::inline);
        return out.build();
    }

    private OnnxMl.AttributeProto inlined(OnnxMl.AttributeProto attribute) {
        OnnxMl.AttributeProto.Builder out = attribute.toBuilder();
        inline(out);
        return out.build();
    }

    /** An attribute in a function may be a place for one of the node that calls it. */
    private void inline(OnnxMl.NodeProto.Builder node) {
        node.getAttributeBuilderList().stream()
                .filter(a -> a.getRefAttrName().isEmpty())
                .forEach(this::inline);
    }

    private void inline(OnnxMl.AttributeProto.Builder attribute) {
        switch (attribute.getType()) {
            case TENSOR -> attribute.setT(tensors.inlined(attribute.getT()));
            case TENSORS -> {
                for (int i = 0; i < attribute.getTensorsCount(); i++) {
                    attribute.setTensors(i, tensors.inlined(attribute.getTensors(i)));
                }
            }
            case GRAPH -> inline(attribute.getGBuilder());
            case GRAPHS -> attribute.getGraphsBuilderList().forEach(this::inline);
            case SPARSE_TENSOR -> inline(attribute.getSparseTensorBuilder());
            case SPARSE_TENSORS -> attribute.getSparseTensorsBuilderList().forEach(this::inline);
            default -> read(attribute.build());
        }
    }

    private void inline(OnnxMl.SparseTensorProto.Builder tensor) {
        if (tensor.getValues().getDataType() != 0) {
            tensor.setValues(tensors.inlined(tensor.getValues()));
        }
        if (tensor.getIndices().getDataType() != 0) {
            tensor.setIndices(tensors.inlined(tensor.getIndices()));
        }
    }

    private void inline(OnnxMl.GraphProto.Builder graph) {
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            graph.setInitializer(i, tensors.inlined(graph.getInitializer(i)));
        }
        graph.getSparseInitializerBuilderList().forEach(this::inline);
        graph.getNodeBuilderList().forEach(this::inline);
    }
}
