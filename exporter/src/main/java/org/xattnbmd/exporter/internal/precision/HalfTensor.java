package org.xattnbmd.exporter.internal.precision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Half;
import org.xattnbmd.exporter.internal.graph.Tensor;

/**
 * A float32 tensor rounded to float16. Finite numbers stay finite; infinities and NaN stay what they are. Where all that it
 * holds would become 0, as the epsilon that a division needs would, it becomes the smallest float16 instead.
 *
 * @param clamped how many numbers were too large
 * @param raised how many were too small
 */
record HalfTensor(Tensor tensor, int clamped, int raised) {

    private static final float SMALLEST = 0x1p-24f;

    static HalfTensor of(Tensor t) {
        float[] values = t.toFloats();
        ByteBuffer out = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int clamped = 0;
        boolean raise = values.length > 0;
        for (float v : values) {
            raise &= v != 0 && Math.abs(v) <= SMALLEST / 2;
        }
        for (float v : values) {
            float held = v;
            if (Float.isFinite(v) && Math.abs(v) > Half.MAX) {
                held = Math.copySign(Half.MAX, v);
                clamped++;
            } else if (raise) {
                held = Math.copySign(SMALLEST, v);
            }
            out.putShort(Half.fromFloat(held));
        }
        return new HalfTensor(
                new Tensor(ElementType.FLOAT16, t.dims(), out.array()), clamped, raise ? values.length : 0);
    }
}
