package org.xattnbmd.exporter.internal.graph;

import ai.djl.ndarray.types.DataType;

/** Element types of ONNX tensors, with their number in {@code TensorProto.DataType} and their DJL counterpart. */
public enum ElementType {
    FLOAT(1, 32, DataType.FLOAT32),
    UINT8(2, 8, DataType.UINT8),
    INT8(3, 8, DataType.INT8),
    UINT16(4, 16, DataType.UINT16),
    INT16(5, 16, DataType.INT16),
    INT32(6, 32, DataType.INT32),
    INT64(7, 64, DataType.INT64),
    STRING(8, 0, DataType.STRING),
    BOOL(9, 8, DataType.BOOLEAN),
    FLOAT16(10, 16, DataType.FLOAT16),
    DOUBLE(11, 64, DataType.FLOAT64),
    UINT32(12, 32, DataType.UINT32),
    UINT64(13, 64, DataType.UINT64),
    COMPLEX64(14, 64, null),
    COMPLEX128(15, 128, null),
    BFLOAT16(16, 16, DataType.BFLOAT16),
    FLOAT8E4M3FN(17, 8, null),
    FLOAT8E4M3FNUZ(18, 8, null),
    FLOAT8E5M2(19, 8, null),
    FLOAT8E5M2FNUZ(20, 8, null),
    UINT4(21, 4, null),
    INT4(22, 4, null),
    FLOAT4E2M1(23, 4, null),
    FLOAT8E8M0(24, 8, null),
    UINT2(25, 2, null),
    INT2(26, 2, null);

    private final int code;
    private final int bits;
    private final DataType dataType;

    ElementType(int code, int bits, DataType dataType) {
        this.code = code;
        this.bits = bits;
        this.dataType = dataType;
    }

    /** The number in {@code TensorProto.DataType}. */
    public int code() {
        return code;
    }

    /** Bytes of one element; 0 for strings, and for what is packed into less. */
    public int bytes() {
        return bits / Byte.SIZE;
    }

    /** Whether several whole numbers share a byte. */
    public boolean isPacked() {
        return this == UINT4 || this == INT4 || this == UINT2 || this == INT2;
    }

    /** Bytes of so many elements, packed ones padded to a whole byte; 0 for strings. */
    public long bytesOf(long count) {
        return Math.addExact(Math.multiplyExact(count, bits), Byte.SIZE - 1) / Byte.SIZE;
    }

    /** The DJL type with the same meaning, or null where there is none. */
    public DataType dataType() {
        return dataType;
    }

    /** The IR version that brought the type; 0 for what every file may have. */
    public int irVersion() {
        return switch (this) {
            case FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ -> 9;
            case UINT4, INT4 -> 10;
            case FLOAT4E2M1 -> 11;
            case FLOAT8E8M0 -> 12;
            case UINT2, INT2 -> 13;
            default -> 0;
        };
    }

    public boolean isFloating() {
        return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
    }

    /** Whether elements are whole numbers of 8 bits or more, or truth values. */
    public boolean isInteger() {
        return switch (this) {
            case INT64, UINT64, INT32, UINT32, INT16, UINT16, INT8, UINT8, BOOL -> true;
            default -> false;
        };
    }

    /** The ONNX type of a DJL type, or null where there is none. */
    public static ElementType of(DataType type) {
        for (ElementType e : values()) {
            if (e.dataType != null && e.dataType == type) {
                return e;
            }
        }
        return null;
    }

    /** The type with this {@code TensorProto.DataType} number, or null where it is not one of these. */
    public static ElementType of(int code) {
        for (ElementType e : values()) {
            if (e.code == code) {
                return e;
            }
        }
        return null;
    }
}
