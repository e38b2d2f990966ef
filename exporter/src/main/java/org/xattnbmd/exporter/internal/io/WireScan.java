package org.xattnbmd.exporter.internal.io;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Map;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;

/**
 * Walks the wire format of a model before anything is built from it, skipping over tensor data, and counts what parsing
 * would allocate. A few kilobytes can otherwise declare millions of empty nodes or nest graphs without end. Protobuf's own
 * parser limits bytes and nesting, but not how many messages it makes of them.
 */
final class WireScan {

    /** The messages of an ONNX file that contain messages, with the field numbers under which they do. */
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        VALUE_INFO,
        TYPE,
        TENSOR_TYPE,
        SHAPE,
        HOLDER,
        FUNCTION,
        OTHER;

        private Map<Integer, Message> children() {
            return switch (this) {
                case MODEL -> Map.of(7, GRAPH, 8, OTHER, 14, OTHER, 20, OTHER, 25, FUNCTION);
                case GRAPH ->
                    Map.of(1, NODE, 5, TENSOR, 11, VALUE_INFO, 12, VALUE_INFO, 13, VALUE_INFO, 14, OTHER, 15, OTHER);
                case NODE -> Map.of(5, ATTRIBUTE);
                case FUNCTION -> Map.of(7, NODE, 9, OTHER, 11, ATTRIBUTE, 12, VALUE_INFO);
                case ATTRIBUTE ->
                    Map.of(5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 14, TYPE, 15, TYPE, 22, OTHER, 23, OTHER);
                case TENSOR -> Map.of(3, OTHER, 13, OTHER);
                case VALUE_INFO -> Map.of(2, TYPE);
                case TYPE -> Map.of(1, TENSOR_TYPE, 4, HOLDER, 5, HOLDER, 8, TENSOR_TYPE, 9, HOLDER);
                case HOLDER -> Map.of(1, TYPE, 2, TYPE);
                case TENSOR_TYPE -> Map.of(2, SHAPE);
                case SHAPE -> Map.of(1, OTHER);
                case OTHER -> Map.of();
            };
        }
    }

    private final ReadLimits limits;
    private int fields;

    private WireScan(ReadLimits limits) {
        this.limits = limits;
    }

    static void check(byte[] file, ReadLimits limits) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(file);
            new WireScan(limits).scan(in, Message.MODEL, 0);
        } catch (IOException e) {
            throw new Failure(
                    Reason.INVALID_MODEL_FILE,
                    "expected an ONNX file, received damaged or other data: " + e.getMessage(),
                    e);
        }
    }

    private void scan(CodedInputStream in, Message message, int depth) throws IOException {
        if (depth > limits.maxDepth()) {
            throw new Failure(
                    Reason.INVALID_MODEL_FILE,
                    "expected at most " + limits.maxDepth() + " nested messages, received more");
        }
        Map<Integer, Message> children = message.children();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (++fields > limits.maxFields()) {
                throw new Failure(
                        Reason.TOO_LARGE, "expected at most " + limits.maxFields() + " fields, received more");
            }
            Message child = children.get(WireFormat.getTagFieldNumber(tag));
            if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED && child != null) {
                int length = in.readRawVarint32();
                int outer = in.pushLimit(length);
                scan(in, child, depth + 1);
                in.popLimit(outer);
            } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP || !in.skipField(tag)) {
                throw new Failure(Reason.INVALID_MODEL_FILE, "expected an ONNX file, received protobuf groups");
            }
        }
    }
}
