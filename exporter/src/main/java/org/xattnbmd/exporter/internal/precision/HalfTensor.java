package org.xattnbmd.exporter.internal.precision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Half;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** A float32 tensor rounded to float16. Finite numbers stay finite; infinities and NaN stay what they are. */
record HalfTensor(Tensor tensor, int clamped) {

    static HalfTensor of(Tensor t) {
        float[] values = t.toFloats();
        ByteBuffer out = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int clamped = 0;
        for (float v : values) {
            float held = v;
            if (Float.isFinite(v) && Math.abs(v) > Half.MAX) {
                held = Math.copySign(Half.MAX, v);
                clamped++;
            }
            out.putShort(Half.fromFloat(held));
        }
        return new HalfTensor(new Tensor(ElementType.FLOAT16, t.dims(), out.array()), clamped);
    }
}
