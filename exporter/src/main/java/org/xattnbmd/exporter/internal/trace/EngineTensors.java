package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** Copies arrays out of the engine. */
public final class EngineTensors {

    private EngineTensors() {}

    public static Tensor read(NDArray array) {
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
