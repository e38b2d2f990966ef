package org.xattnbmd.exporter.internal.io;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** Reads tensors out of a file. The declared shape must account for exactly the data that is there. */
final class TensorReader {

    /** For files that hold all their data themselves. */
    static final TensorReader WITHIN_THE_FILE = new TensorReader(null);

    private final ExternalFiles files;

    /** @param files where data may be that is not in the file itself; null if it may not */
    TensorReader(ExternalFiles files) {
        this.files = files;
    }

    private static boolean isExternal(OnnxMl.TensorProto proto) {
        return proto.getDataLocation() == OnnxMl.TensorProto.DataLocation.EXTERNAL || proto.getExternalDataCount() > 0;
    }

    /** The tensor of the file with its data, once it is known to be as it should be; the same where it has its data. */
    OnnxMl.TensorProto inlined(OnnxMl.TensorProto proto) {
        Tensor tensor = read(proto);
        return !isExternal(proto)
                ? proto
                : proto.toBuilder()
                        .clearExternalData()
                        .clearDataLocation()
                        .setRawData(UnsafeByteOperations.unsafeWrap(tensor.data()))
                        .build();
    }

    Tensor read(OnnxMl.TensorProto proto) {
        boolean external = isExternal(proto);
        if (external && files == null) {
            throw invalid(proto, "data inside the file", "a reference to another file; external data is not followed");
        }
        if (proto.hasSegment()) {
            throw invalid(proto, "whole tensors", "a segment of one");
        }
        ElementType type = ElementType.of(proto.getDataType());
        if (type == null) {
            throw invalid(proto, "an element type", "type number " + proto.getDataType());
        }
        long[] dims = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
        long count = 1;
        try {
            for (long d : dims) {
                if (d < 0) {
                    throw invalid(proto, "axis lengths of 0 and more", proto.getDimsList());
                }
                count = Math.multiplyExact(count, d);
            }
            Math.toIntExact(type.bytesOf(count));
        } catch (ArithmeticException e) {
            throw invalid(proto, "less than 2 GiB", proto.getDimsList());
        }
        if (external) {
            boolean alone = type != ElementType.STRING
                    && !proto.hasRawData()
                    && proto.getDataLocation() == OnnxMl.TensorProto.DataLocation.EXTERNAL;
            if (!alone) {
                throw invalid(proto, "data in one place, and texts in the model's file", "a reference as well");
            }
            return new Tensor(type, dims, files.read(proto, (int) type.bytesOf(count)));
        }
        if (type == ElementType.STRING) {
            if (proto.getStringDataCount() != count) {
                throw invalid(proto, count + " texts for " + proto.getDimsList(), proto.getStringDataCount() + "");
            }
            return Tensor.texts(dims, proto.getStringDataList());
        }
        byte[] data = proto.hasRawData() ? proto.getRawData().toByteArray() : typed(proto, type, count);
        if (data.length != type.bytesOf(count)) {
            throw invalid(proto, type.bytesOf(count) + " bytes for " + proto.getDimsList(), data.length + " bytes");
        }
        return new Tensor(type, dims, data);
    }

    /** The other places where ONNX keeps elements; small types travel in int32_data. */
    private static byte[] typed(OnnxMl.TensorProto proto, ElementType type, long elements) {
        boolean pairs = type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128;
        // What is packed travels byte by byte.
        long count = pairs ? 2 * elements : type.bytes() == 0 ? type.bytesOf(elements) : elements;
        int present = switch (type) {
            case FLOAT, COMPLEX64 -> proto.getFloatDataCount();
            case DOUBLE, COMPLEX128 -> proto.getDoubleDataCount();
            case INT64 -> proto.getInt64DataCount();
            case UINT64, UINT32 -> proto.getUint64DataCount();
            default -> proto.getInt32DataCount();
        };
        if (present != count) {
            throw invalid(proto, count + " elements for " + proto.getDimsList(), present + "");
        }
        ByteBuffer out = ByteBuffer.allocate((int) type.bytesOf(elements)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < present; i++) {
            switch (type) {
                case FLOAT, COMPLEX64 -> out.putFloat(proto.getFloatData(i));
                case DOUBLE, COMPLEX128 -> out.putDouble(proto.getDoubleData(i));
                case INT64 -> out.putLong(proto.getInt64Data(i));
                case UINT64 -> out.putLong(proto.getUint64Data(i));
                case UINT32 -> out.putInt((int) proto.getUint64Data(i));
                case INT32 -> out.putInt(proto.getInt32Data(i));
                case INT16, UINT16, FLOAT16, BFLOAT16 -> out.putShort((short) proto.getInt32Data(i));
                default -> out.put((byte) proto.getInt32Data(i));
            }
        }
        return out.array();
    }

    static Failure invalid(OnnxMl.TensorProto proto, String expected, Object received) {
        return new Failure(
                Reason.INVALID_MODEL_FILE,
                "tensor \"" + proto.getName() + "\": expected " + expected + ", received " + received);
    }
}
