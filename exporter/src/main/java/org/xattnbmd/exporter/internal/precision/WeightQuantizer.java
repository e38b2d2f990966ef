package org.xattnbmd.exporter.internal.precision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** Weights as symmetric int8, one scale per output channel or one in all; biases as int32 in the layer's own unit. */
final class WeightQuantizer {

    /** A quantised tensor with its scales. */
    record Quantized(Tensor numbers, float[] scales) {}

    private final int limit;

    WeightQuantizer(boolean reducedRange) {
        this.limit = reducedRange ? 63 : 127;
    }

    Quantized weight(Tensor weight, int axis, boolean perChannel) {
        float[] w = weight.toFloats();
        long[] dims = weight.dims();
        int channels = perChannel ? (int) dims[axis] : 1;
        int inner = (int) Arrays.stream(dims).skip(axis + 1L).reduce(1, (a, b) -> a * b);
        float[] largest = new float[channels];
        for (int i = 0; i < w.length; i++) {
            int c = perChannel ? i / inner % channels : 0;
            largest[c] = Math.max(largest[c], Math.abs(w[i]));
        }
        float[] scales = new float[channels];
        for (int c = 0; c < channels; c++) {
            scales[c] = largest[c] > 0 ? largest[c] / limit : 1f;
        }
        byte[] numbers = new byte[w.length];
        for (int i = 0; i < w.length; i++) {
            int c = perChannel ? i / inner % channels : 0;
            numbers[i] = (byte) Math.max(-limit, Math.min(limit, Math.round(w[i] / scales[c])));
        }
        return new Quantized(new Tensor(ElementType.INT8, dims, numbers), scales);
    }

    /** The bias in units of activation scale times weight scale, so that it can be added to the products. */
    static Quantized bias(Tensor bias, float activationScale, float[] weightScales) {
        float[] b = bias.toFloats();
        float[] scales = new float[weightScales.length];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = activationScale * weightScales[c];
        }
        ByteBuffer out = ByteBuffer.allocate(b.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < b.length; i++) {
            double number = Math.rint((double) b[i] / scales[scales.length == 1 ? 0 : i]);
            out.putInt((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number)));
        }
        return new Quantized(new Tensor(ElementType.INT32, bias.dims(), out.array()), scales);
    }
}
