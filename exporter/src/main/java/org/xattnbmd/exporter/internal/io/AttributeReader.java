package org.xattnbmd.exporter.internal.io;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;

/** Reads node attributes. Subgraphs are carried through unread, once they are known to refer to no other file. */
final class AttributeReader {

    private AttributeReader() {}

    static Attribute read(OnnxMl.AttributeProto proto) {
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
            case TENSOR -> new Attribute.Constant(TensorReader.read(proto.getT()));
            case GRAPH -> {
                refuseExternalData(proto.getG());
                yield new Attribute.Opaque(proto.toByteString());
            }
            case GRAPHS -> {
                proto.getGraphsList().forEach(AttributeReader::refuseExternalData);
                yield new Attribute.Opaque(proto.toByteString());
            }
            default ->
                throw new Failure(
                        Reason.INVALID_MODEL_FILE,
                        "attribute \"" + proto.getName() + "\": expected a number, text, tensor or graph, received "
                                + proto.getType());
        };
    }

    private static void refuseExternalData(OnnxMl.GraphProto graph) {
        graph.getInitializerList().forEach(TensorReader::read);
        graph.getNodeList().forEach(n -> n.getAttributeList().forEach(AttributeReader::read));
    }
}
