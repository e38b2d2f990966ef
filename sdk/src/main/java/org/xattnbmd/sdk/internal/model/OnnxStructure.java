package org.xattnbmd.sdk.internal.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelContract;
import org.xattnbmd.sdk.internal.model.ProtobufReader.MalformedException;
import org.xattnbmd.sdk.internal.model.graph.Graph;

/**
 * What can be told of an ONNX file without running native code on it: that it is one, whole, in one file, of operators that
 * a model may have, and what its inputs, outputs, graph and metadata are. Field numbers: onnx/onnx.proto (ONNX 1.17).
 *
 * @param metadata the model's {@code metadata_props}
 * @param inputs graph inputs that are not initializers, in order
 * @param outputs graph outputs, in order
 * @param operators how many nodes there are of each operator
 * @param graph its nodes and initializers
 */
public record OnnxStructure(
        Map<String, String> metadata,
        Map<String, Value> inputs,
        Map<String, Value> outputs,
        SortedMap<String, Integer> operators,
        Graph graph) {

    /** The identifier of a flatbuffer of ONNX Runtime (onnxruntime/core/flatbuffers/schema/ort.fbs), behind its first word. */
    private static final byte[] ORT_MARK = "ORTM".getBytes(StandardCharsets.US_ASCII);

    private static final int ORT_MARK_OFFSET = 4;

    /** Type of a graph input or output; a dimension that is not fixed is -1. */
    public record Value(int elementType, List<Long> shape) {

        /** Whether it is float32 of this shape; a size of -1, here or there, accepts any. */
        boolean fits(long... wanted) {
            boolean fits = elementType == ModelContract.ONNX_ELEMENT_TYPE && shape.size() == wanted.length;
            for (int i = 0; fits && i < wanted.length; i++) {
                long size = shape.get(i);
                fits = size == -1 || wanted[i] == -1 || size == wanted[i];
            }
            return fits;
        }
    }

    /**
     * Checks the file's structure. Nothing in it is trusted: depth, lengths and counts are bounded by its size.
     *
     * @throws BmdException {@code MODEL_NOT_ONNX}, {@code MODEL_TRUNCATED}, {@code MODEL_EXTERNAL_DATA}, {@code MODEL_CONTRACT}
     */
    public static OnnxStructure read(byte[] file) {
        return read(ByteBuffer.wrap(file));
    }

    /** As {@link #read(byte[])}, from the buffer's start to its limit; its position stays. */
    static OnnxStructure read(ByteBuffer file) {
        refuseOrtFormat(file);
        StructureReader reader = new StructureReader(file.limit());
        try {
            reader.read(new ProtobufReader(file));
        } catch (MalformedException e) {
            // The first fields of every ONNX file are small; once they were read, an early end means a cut file.
            boolean cut = e.truncated() && reader.hasVersion();
            throw new BmdException(
                    cut ? Code.MODEL_TRUNCATED : Code.MODEL_NOT_ONNX,
                    cut
                            ? "The ONNX file is cut short: " + e.getMessage() + ". Copy it again."
                            : "Expected an ONNX model, received something else (" + e.getMessage() + ").",
                    e);
        }
        return reader.structure();
    }

    /** ONNX Runtime takes a file with this mark for its own format, whatever else its bytes say: another network would run. */
    private static void refuseOrtFormat(ByteBuffer file) {
        if (file.limit() >= ORT_MARK_OFFSET + ORT_MARK.length
                && file.slice(ORT_MARK_OFFSET, ORT_MARK.length).equals(ByteBuffer.wrap(ORT_MARK))) {
            throw new BmdException(
                    Code.MODEL_NOT_ONNX,
                    "Expected an ONNX model, received a file with the mark of ONNX Runtime's own format. Export the model"
                            + " again.");
        }
    }
}
