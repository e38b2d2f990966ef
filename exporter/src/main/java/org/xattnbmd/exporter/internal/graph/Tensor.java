package org.xattnbmd.exporter.internal.graph;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A constant: element type, axis lengths and little-endian bytes in row-major order, exactly as {@code raw_data} of a
 * {@code TensorProto}. Immutable by convention: nobody writes into {@link #data()}.
 */
public final class Tensor {

    private final ElementType type;
    private final long[] dims;
    private final byte[] data;

    public Tensor(ElementType type, long[] dims, byte[] data) {
        long expected = type.bytesOf(count(dims));
        if (type != ElementType.STRING && expected != data.length) {
            throw new IllegalArgumentException("tensor of " + type + Arrays.toString(dims) + " needs " + expected
                    + " bytes, received " + data.length);
        }
        this.type = type;
        this.dims = dims.clone();
        this.data = data;
    }

    private static long count(long[] dims) {
        long n = 1;
        for (long d : dims) {
            if (d < 0) {
                throw new IllegalArgumentException("negative axis length in " + Arrays.toString(dims));
            }
            n = Math.multiplyExact(n, d);
        }
        return n;
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A vector of int64, as shapes, axes and starts are written. */
    public static Tensor longs(long... values) {
        ByteBuffer b = allocate(values.length * Long.BYTES);
        b.asLongBuffer().put(values);
        return new Tensor(ElementType.INT64, new long[] {values.length}, b.array());
    }

    /** Texts, each kept as its length and its bytes. */
    public static Tensor texts(long[] dims, List<ByteString> texts) {
        if (count(dims) != texts.size()) {
            throw new IllegalArgumentException(
                    "texts for " + Arrays.toString(dims) + " expected, received " + texts.size());
        }
        ByteBuffer b =
                allocate(texts.stream().mapToInt(t -> Integer.BYTES + t.size()).sum());
        texts.forEach(t -> {
            b.putInt(t.size());
            t.copyTo(b);
        });
        return new Tensor(ElementType.STRING, dims, b.array());
    }

    /** The texts of a tensor of strings. */
    public List<ByteString> texts() {
        List<ByteString> texts = new ArrayList<>();
        ByteBuffer b = buffer();
        while (b.hasRemaining()) {
            texts.add(ByteString.copyFrom(b, b.getInt()));
        }
        return texts;
    }

    /** A float32 tensor. */
    public static Tensor floats(long[] dims, float... values) {
        ByteBuffer b = allocate(values.length * Float.BYTES);
        b.asFloatBuffer().put(values);
        return new Tensor(ElementType.FLOAT, dims, b.array());
    }

    /** A number without axes, in the given type. */
    public static Tensor scalar(ElementType type, double value) {
        ByteBuffer b = allocate(type.bytes());
        switch (type) {
            case FLOAT -> b.putFloat((float) value);
            case DOUBLE -> b.putDouble(value);
            case FLOAT16 -> b.putShort(Half.fromFloat((float) value));
            case INT64, UINT64 -> b.putLong((long) value);
            case INT32, UINT32 -> b.putInt((int) value);
            case INT16, UINT16 -> b.putShort((short) value);
            case INT8, UINT8 -> b.put((byte) value);
            case BOOL -> b.put((byte) (value != 0 ? 1 : 0));
            default -> throw new IllegalArgumentException("no scalar of type " + type);
        }
        return new Tensor(type, new long[0], b.array());
    }

    public ElementType type() {
        return type;
    }

    public long[] dims() {
        return dims.clone();
    }

    public int rank() {
        return dims.length;
    }

    /** Number of elements. */
    public long size() {
        return count(dims);
    }

    /** The bytes themselves; not to be written to. */
    public byte[] data() {
        return data;
    }

    /** A read-only little-endian view of the bytes. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(data).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The same elements under other axis lengths. */
    public Tensor reshaped(long... newDims) {
        return new Tensor(type, newDims, data);
    }

    /** The elements as float32, whatever numeric type they are stored in. */
    public float[] toFloats() {
        float[] out = new float[Math.toIntExact(size())];
        ByteBuffer b = buffer();
        for (int i = 0; i < out.length; i++) {
            out[i] = switch (type) {
                case FLOAT -> b.getFloat();
                case DOUBLE -> (float) b.getDouble();
                case FLOAT16 -> Half.toFloat(b.getShort());
                case BFLOAT16 -> Float.intBitsToFloat(b.getShort() << 16);
                default -> {
                    if (!type.isInteger()) {
                        throw new IllegalStateException("no float view of " + type);
                    }
                    yield next(b);
                }
            };
        }
        return out;
    }

    /** The elements as int64, for integer tensors. */
    public long[] toLongs() {
        long[] out = new long[Math.toIntExact(size())];
        ByteBuffer b = buffer();
        for (int i = 0; i < out.length; i++) {
            out[i] = next(b);
        }
        return out;
    }

    private long next(ByteBuffer b) {
        return switch (type) {
            case INT64, UINT64 -> b.getLong();
            case INT32 -> b.getInt();
            case UINT32 -> Integer.toUnsignedLong(b.getInt());
            case INT16 -> b.getShort();
            case UINT16 -> Short.toUnsignedLong(b.getShort());
            case INT8 -> b.get();
            case UINT8, BOOL -> Byte.toUnsignedLong(b.get());
            default -> throw new IllegalStateException("no integer view of " + type);
        };
    }

    /** Whether type, axes and every byte agree. */
    public boolean sameAs(Tensor other) {
        return this == other
                || type == other.type && Arrays.equals(dims, other.dims) && Arrays.equals(data, other.data);
    }

    /** A hash over type, axes and bytes, to find duplicates by. */
    public int contentHash() {
        return 31 * (31 * type.hashCode() + Arrays.hashCode(dims)) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return type + Arrays.toString(dims);
    }
}
