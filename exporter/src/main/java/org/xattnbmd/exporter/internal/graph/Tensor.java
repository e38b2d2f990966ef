package org.xattnbmd.exporter.internal.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A constant: element type, axis lengths and little-endian bytes in row-major order, exactly as {@code raw_data} of a
 * {@code TensorProto}. Immutable by convention: nobody writes into {@link #data()}.
 */
public final class Tensor {

    private final ElementType type;
    private final long[] dims;
    private final byte[] data;

    public Tensor(ElementType type, long[] dims, byte[] data) {
        long expected = Math.multiplyExact(count(dims), type.bytes());
        if (expected != data.length) {
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
                case INT64 -> b.getLong();
                case INT32 -> b.getInt();
                case INT16 -> b.getShort();
                case INT8 -> b.get();
                case UINT8, BOOL -> b.get() & 0xff;
                default -> throw new IllegalStateException("no float view of " + type);
            };
        }
        return out;
    }

    /** The elements as int64, for integer tensors. */
    public long[] toLongs() {
        long[] out = new long[Math.toIntExact(size())];
        ByteBuffer b = buffer();
        for (int i = 0; i < out.length; i++) {
            out[i] = switch (type) {
                case INT64 -> b.getLong();
                case INT32 -> b.getInt();
                case INT16 -> b.getShort();
                case INT8 -> b.get();
                case UINT8, BOOL -> b.get() & 0xff;
                default -> throw new IllegalStateException("no integer view of " + type);
            };
        }
        return out;
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
