package org.xattnbmd.exporter.internal.precision;

import java.util.Arrays;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * One of an LSTM's two weights as ONNX Runtime's DynamicQuantizeLSTM takes it: directions × inputs × gates, where the LSTM has
 * gates before inputs; one scale per direction and gate, or one per direction.
 *
 * @param numbers the numbers
 * @param scales what one step is worth
 * @param zeroPoints the numbers that stand for zero, shaped like the scales
 */
record RecurrentWeights(Tensor numbers, Tensor scales, Tensor zeroPoints) {

    private static final int RANK = 3;

    /** Why an LSTM cannot be quantised, or null. */
    static String obstacle(Node lstm) {
        for (int i = 1; i <= 2; i++) {
            Value weight = lstm.input(i);
            if (!weight.isConstant() || weight.type() != ElementType.FLOAT || weight.rank() != RANK) {
                return "its weights are no float32 constants";
            }
        }
        return lstm.intAttribute("layout", 0) == 0 ? null : "its batch is the first axis";
    }

    /** @param weight directions × gates × inputs */
    static RecurrentWeights of(Value weight, boolean perChannel, WeightForm form) {
        Tensor tensor = weight.constant();
        int directions = Math.toIntExact(tensor.dims()[0]);
        int gates = Math.toIntExact(tensor.dims()[1]);
        int inputs = Math.toIntExact(tensor.dims()[2]);
        float[] all = tensor.toFloats();
        byte[] numbers = new byte[all.length];
        int scalesPerDirection = perChannel ? gates : 1;
        float[] scales = new float[directions * scalesPerDirection];
        byte[] zeroPoints = new byte[scales.length];
        Arrays.fill(zeroPoints, (byte) form.zeroPoint());
        for (int d = 0; d < directions; d++) {
            float[] one = Arrays.copyOfRange(all, d * gates * inputs, (d + 1) * gates * inputs);
            WeightMatrix matrix = new WeightMatrix(Tensor.floats(new long[] {gates, inputs}, one), 0, gates, inputs);
            WeightQuantizer.Quantized q = WeightQuantizer.nearest(matrix, perChannel, form);
            System.arraycopy(q.scales(), 0, scales, d * scalesPerDirection, scalesPerDirection);
            byte[] rows = q.numbers().data();
            for (int g = 0; g < gates; g++) {
                for (int i = 0; i < inputs; i++) {
                    numbers[(d * inputs + i) * gates + g] = rows[g * inputs + i];
                }
            }
        }
        long[] shape = perChannel ? new long[] {directions, gates} : new long[] {directions};
        return new RecurrentWeights(
                new Tensor(form.type(), new long[] {directions, inputs, gates}, numbers),
                Tensor.floats(shape, scales),
                new Tensor(form.type(), shape, zeroPoints));
    }
}
