package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** The parameters' bytes, read once from the engine and shared by the runs at all batch sizes. */
final class ParameterTensors {

    private final Map<String, Value> byPath = new HashMap<>();

    Value initializer(String path, NDArray array) {
        return byPath.computeIfAbsent(path, p -> Value.constant(p, read(array)));
    }

    /** Copies an engine array. */
    static Tensor read(NDArray array) {
        ByteBuffer buffer = array.toByteBuffer().order(ByteOrder.nativeOrder());
        ElementType type = ElementType.of(array.getDataType());
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
            reverse(data, type.bytes());
        }
        return new Tensor(type, array.getShape().getShape(), data);
    }

    private static void reverse(byte[] data, int width) {
        for (int start = 0; start < data.length; start += width) {
            for (int i = 0; i < width / 2; i++) {
                byte swap = data[start + i];
                data[start + i] = data[start + width - 1 - i];
                data[start + width - 1 - i] = swap;
            }
        }
    }
}
