package org.xattnbmd.sdk.internal.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.model.ProtobufReader.MalformedException;
import org.xattnbmd.sdk.internal.model.graph.Tensor;

/** Reads the tensors of one file: their shapes, and the values of those that are so short that they may say how large others are. */
final class TensorReader {

    private static final int EXTERNAL = 1;
    private static final int MOST_AXES = 16;
    /** Two elements of 4 bits fit into a byte. */
    private static final int ELEMENTS_IN_A_BYTE = 2;

    // TensorProto.DataType
    private static final int FLOAT = 1;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int BOOL = 9;
    private static final int DOUBLE = 11;

    private final long mostElements;

    /** A tensor with its name, which may be empty. */
    record Named(String name, Tensor tensor) {}

    TensorReader(long fileBytes) {
        mostElements = ELEMENTS_IN_A_BYTE * fileBytes;
    }

    Named read(ProtobufReader in) throws MalformedException {
        String name = "";
        int type = 0;
        NumberList axes = new NumberList();
        NumberList integers = new NumberList();
        ByteBuffer raw = null;
        ByteBuffer reals = null;
        while (in.next()) {
            if (in.is(8, ProtobufReader.BYTES)) {
                name = in.text();
            } else if (in.is(13, ProtobufReader.BYTES) || in.is(14, ProtobufReader.VARINT) && in.number() == EXTERNAL) {
                throw new BmdException(
                        Code.MODEL_EXTERNAL_DATA,
                        "Expected all weights inside the ONNX file, received a tensor kept in another file. "
                                + "Export the model as one file.");
            } else if (in.is(1, ProtobufReader.VARINT) || in.is(1, ProtobufReader.BYTES)) {
                in.numbers(axes);
            } else if (in.is(2, ProtobufReader.VARINT)) {
                type = (int) in.number();
            } else if (in.is(9, ProtobufReader.BYTES)) {
                raw = in.buffer();
            } else if (isInteger(in, 5) || isInteger(in, 7)) {
                in.numbers(integers);
            } else if (in.is(4, ProtobufReader.BYTES) || in.is(10, ProtobufReader.BYTES)) {
                reals = in.buffer();
            }
        }
        long[] shape = shape(axes.toArray());
        boolean whole = type == INT32 || type == INT64 || type == BOOL;
        double[] values = null;
        long elements = elements(shape);
        if (elements <= Tensor.MOST_VALUES) {
            values = raw != null || !whole
                    ? values(raw != null ? raw : reals, type, (int) elements)
                    : values(integers, (int) elements);
        }
        return new Named(name, new Tensor(shape, values, whole));
    }

    private static boolean isInteger(ProtobufReader in, int field) {
        return in.is(field, ProtobufReader.VARINT) || in.is(field, ProtobufReader.BYTES);
    }

    private long[] shape(long[] axes) {
        boolean fits = axes.length <= MOST_AXES && Arrays.stream(axes).allMatch(length -> length >= 0);
        if (!fits || elements(axes) > mostElements) {
            throw StructureReader.notSupported("tensors of shapes that the file holds", "another");
        }
        return axes;
    }

    /** Stops counting above what the file holds. */
    private long elements(long[] shape) {
        long elements = 1;
        for (long length : shape) {
            if (length == 0) {
                return 0;
            }
            elements = elements > mostElements / length ? mostElements + 1 : elements * length;
        }
        return elements;
    }

    private static double[] values(NumberList integers, int elements) {
        if (integers.isCut()) {
            return null;
        }
        long[] numbers = integers.toArray();
        return numbers.length == elements
                ? Arrays.stream(numbers).asDoubleStream().toArray()
                : null;
    }

    /** Values in the machine's form, or null if they are not known. */
    private static double[] values(ByteBuffer bytes, int type, int elements) {
        int size = switch (type) {
            case FLOAT, INT32 -> Float.BYTES;
            case INT64, DOUBLE -> Double.BYTES;
            case BOOL -> 1;
            default -> 0;
        };
        if (bytes == null || size == 0 || bytes.remaining() != size * elements) {
            return null;
        }
        double[] values = new double[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = switch (type) {
                case FLOAT -> bytes.getFloat();
                case INT32 -> bytes.getInt();
                case INT64 -> bytes.getLong();
                case BOOL -> bytes.get();
                default -> bytes.getDouble();
            };
        }
        return values;
    }
}
