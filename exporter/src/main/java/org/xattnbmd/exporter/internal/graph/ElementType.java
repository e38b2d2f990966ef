package org.xattnbmd.exporter.internal.graph;

import ai.djl.ndarray.types.DataType;

/** Element types of ONNX tensors, with their number in {@code TensorProto.DataType} and their DJL counterpart. */
public enum ElementType {
    FLOAT(1, 4, DataType.FLOAT32),
    UINT8(2, 1, DataType.UINT8),
    INT8(3, 1, DataType.INT8),
    UINT16(4, 2, DataType.UINT16),
    INT16(5, 2, DataType.INT16),
    INT32(6, 4, DataType.INT32),
    INT64(7, 8, DataType.INT64),
    STRING(8, 0, DataType.STRING),
    BOOL(9, 1, DataType.BOOLEAN),
    FLOAT16(10, 2, DataType.FLOAT16),
    DOUBLE(11, 8, DataType.FLOAT64),
    UINT32(12, 4, DataType.UINT32),
    UINT64(13, 8, DataType.UINT64),
    BFLOAT16(16, 2, DataType.BFLOAT16);

    private final int code;
    private final int bytes;
    private final DataType dataType;

    ElementType(int code, int bytes, DataType dataType) {
        this.code = code;
        this.bytes = bytes;
        this.dataType = dataType;
    }

    /** The number in {@code TensorProto.DataType}. */
    public int code() {
        return code;
    }

    /** Bytes of one element; 0 for strings. */
    public int bytes() {
        return bytes;
    }

    /** The DJL type with the same meaning. */
    public DataType dataType() {
        return dataType;
    }

    public boolean isFloating() {
        return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
    }

    /** The ONNX type of a DJL type, or null where there is none. */
    public static ElementType of(DataType type) {
        for (ElementType e : values()) {
            if (e.dataType == type) {
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
