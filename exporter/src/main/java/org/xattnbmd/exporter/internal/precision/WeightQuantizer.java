package org.xattnbmd.exporter.internal.precision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** Weights as symmetric 8-bit numbers, one scale per output channel or one in all; biases as int32 in the layer's unit. */
final class WeightQuantizer {

    /**
     * A quantised tensor.
     *
     * @param numbers the numbers
     * @param scales what one step is worth, per channel or in all
     * @param axis the axis of the channels, -1 for one scale in all
     * @param form what the numbers of a weight can be; null for a bias
     * @param error what rounding does to the layer's output, as a sum of squares over its channels; NaN where not known
     */
    record Quantized(Tensor numbers, float[] scales, int axis, WeightForm form, double error) {

        /** The number that stands for zero. */
        int zeroPoint() {
            return form == null ? 0 : form.zeroPoint();
        }
    }

    private WeightQuantizer() {}

    /** Rounds each weight to the nearest step. */
    static Quantized nearest(WeightMatrix weight, boolean perChannel, WeightForm form) {
        float[] w = weight.tensor().toFloats();
        float[] scales = scales(weight, w, perChannel, form.limit());
        byte[] numbers = new byte[w.length];
        for (int r = 0; r < weight.rows(); r++) {
            float scale = scales[perChannel ? r : 0];
            for (int j = 0; j < weight.columns(); j++) {
                int at = weight.index(r, j);
                int number = Math.max(-form.limit(), Math.min(form.limit(), Math.round(w[at] / scale)));
                numbers[at] = (byte) (number + form.zeroPoint());
            }
        }
        return new Quantized(
                new Tensor(form.type(), weight.tensor().dims(), numbers),
                scales,
                perChannel ? weight.axis() : -1,
                form,
                Double.NaN);
    }

    /** Rounds the weights of each output channel so that their errors make up for each other on the layer's inputs. */
    static Quantized compensated(WeightMatrix weight, boolean perChannel, WeightForm form, InputCorrelation inputs) {
        float[] w = weight.tensor().toFloats();
        float[] scales = scales(weight, w, perChannel, form.limit());
        byte[] numbers = new byte[w.length];
        double[] errors = new double[weight.rows()];
        IntStream.range(0, weight.rows()).parallel().forEach(r -> {
            byte[] row = new byte[weight.columns()];
            errors[r] = inputs.round(
                    weight.group(r, inputs.groups()), weight.row(w, r), scales[perChannel ? r : 0], form.limit(), row);
            for (int j = 0; j < row.length; j++) {
                numbers[weight.index(r, j)] = (byte) (row[j] + form.zeroPoint());
            }
        });
        return new Quantized(
                new Tensor(form.type(), weight.tensor().dims(), numbers),
                scales,
                perChannel ? weight.axis() : -1,
                form,
                Arrays.stream(errors).sum());
    }

    private static float[] scales(WeightMatrix weight, float[] w, boolean perChannel, int limit) {
        float[] largest = new float[perChannel ? weight.rows() : 1];
        for (int r = 0; r < weight.rows(); r++) {
            for (int j = 0; j < weight.columns(); j++) {
                int c = perChannel ? r : 0;
                largest[c] = Math.max(largest[c], Math.abs(w[weight.index(r, j)]));
            }
        }
        float[] scales = new float[largest.length];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = largest[c] > 0 ? largest[c] / limit : 1f;
        }
        return scales;
    }

    /** The bias in units of activation scale times weight scale, so that it can be added to the products. */
    static Quantized bias(Tensor bias, float activationScale, Quantized weight) {
        float[] b = bias.toFloats();
        float[] scales = new float[weight.scales().length];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = activationScale * weight.scales()[c];
        }
        ByteBuffer out = ByteBuffer.allocate(b.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < b.length; i++) {
            double number = Math.rint((double) b[i] / scales[scales.length == 1 ? 0 : i]);
            out.putInt((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number)));
        }
        return new Quantized(
                new Tensor(ElementType.INT32, bias.dims(), out.array()),
                scales,
                Math.min(0, weight.axis()),
                null,
                Double.NaN);
    }
}
