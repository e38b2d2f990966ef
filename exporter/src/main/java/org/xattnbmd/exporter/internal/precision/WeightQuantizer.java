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
     * @param error what rounding does to the layer's output, as a sum of squares over its channels; of {@link #nearest}, of
     *     which inputs nothing is known, as if those were independent and of size 1; NaN where not known
     */
    record Quantized(Tensor numbers, float[] scales, int axis, WeightForm form, double error) {

        /** The number that stands for zero. */
        int zeroPoint() {
            return form == null ? 0 : form.zeroPoint();
        }
    }

    /** Largest bias in units of activation scale times weight scale; as much again is left in int32 for the products. */
    private static final double BIAS_LIMIT = 1 << 30;

    /** Times an activation's step this is still a number that is not 0. */
    private static final float SMALLEST_STEP = 1e-25f;

    /** Less than this share of the layer's largest result may be lost in a channel. */
    private static final double NEGLIGIBLE = 1e-3;

    private WeightQuantizer() {}

    /** Rounds each weight to the nearest step. */
    static Quantized nearest(WeightMatrix weight, boolean perChannel, WeightForm form) {
        float[] w = weight.tensor().toFloats();
        float[] scales = scales(weight, w, perChannel, form.limit());
        byte[] numbers = new byte[w.length];
        double error = 0;
        for (int r = 0; r < weight.rows(); r++) {
            float scale = scales[perChannel ? r : 0];
            for (int j = 0; j < weight.columns(); j++) {
                int at = weight.index(r, j);
                int number = Math.max(-form.limit(), Math.min(form.limit(), Math.round(w[at] / scale)));
                numbers[at] = (byte) (number + form.zeroPoint());
                double lost = w[at] - (double) scale * number;
                error += lost * lost;
            }
        }
        return new Quantized(
                new Tensor(form.type(), weight.tensor().dims(), numbers),
                scales,
                perChannel ? weight.axis() : -1,
                form,
                error);
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
            scales[c] = largest[c] > 0 ? Math.max(largest[c] / limit, SMALLEST_STEP) : 1f;
        }
        return scales;
    }

    /**
     * The same weight with wider steps in the channels whose bias would not fit into int32: there the weights are so small
     * beside the bias that it says nearly everything. With one scale in all, the weight stays as it is.
     */
    static Quantized holding(Quantized quantized, WeightMatrix weight, Tensor bias, float activationScale) {
        if (quantized.axis() < 0 || bias == null) {
            return quantized;
        }
        float[] b = bias.toFloats();
        float[] scales = quantized.scales().clone();
        byte[] numbers = quantized.numbers().data().clone();
        float[] w = weight.tensor().toFloats();
        WeightForm form = quantized.form();
        boolean changed = false;
        for (int r = 0; r < scales.length; r++) {
            float needed = (float) (Math.abs(b[r]) / (activationScale * BIAS_LIMIT));
            if (needed <= scales[r]) {
                continue;
            }
            changed = true;
            scales[r] = needed;
            for (int j = 0; j < weight.columns(); j++) {
                int at = weight.index(r, j);
                int number = Math.max(-form.limit(), Math.min(form.limit(), Math.round(w[at] / needed)));
                numbers[at] = (byte) (number + form.zeroPoint());
            }
        }
        return !changed
                ? quantized
                : new Quantized(
                        new Tensor(form.type(), weight.tensor().dims(), numbers),
                        scales,
                        quantized.axis(),
                        form,
                        quantized.error());
    }

    /** Whether every number of a bias, which may be null, fits into int32 in the layer's unit. */
    static boolean holds(Quantized weight, Tensor bias, float activationScale) {
        float[] b = bias == null ? new float[0] : bias.toFloats();
        for (int r = 0; r < b.length; r++) {
            double step = (double) activationScale * weight.scales()[weight.axis() < 0 ? 0 : r];
            if (Math.abs(b[r]) / step > BIAS_LIMIT) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a channel would be lost: its bias would not fit into int32, or all its weights would become 0, although what it
     * gives matters beside what the layer gives.
     *
     * @param largestInput largest number that the layer reads, its sign left out
     */
    static boolean losesChannel(
            Quantized quantized, WeightMatrix weight, Tensor bias, float activationScale, float largestInput) {
        float[] w = weight.tensor().toFloats();
        float[] b = bias == null ? new float[weight.rows()] : bias.toFloats();
        byte[] numbers = quantized.numbers().data();
        double[] lost = new double[weight.rows()];
        double largest = 0;
        for (int r = 0; r < weight.rows(); r++) {
            double sum = 0;
            // One scale in all may leave small channels empty: that is what it costs.
            boolean empty = quantized.axis() >= 0;
            for (int j = 0; j < weight.columns(); j++) {
                sum += Math.abs(w[weight.index(r, j)]);
                empty &= numbers[weight.index(r, j)] == (byte) quantized.zeroPoint();
            }
            double step = (double) activationScale * quantized.scales()[quantized.axis() < 0 ? 0 : r];
            boolean fits = Math.abs(b[r]) / step <= Integer.MAX_VALUE;
            lost[r] = (empty ? sum * largestInput : 0) + (fits ? 0 : Math.abs(b[r]));
            largest = Math.max(largest, sum * largestInput + Math.abs(b[r]));
        }
        double most = largest;
        return Arrays.stream(lost).anyMatch(l -> l > NEGLIGIBLE * most);
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
