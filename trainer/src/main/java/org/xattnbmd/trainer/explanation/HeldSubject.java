package org.xattnbmd.trainer.explanation;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkOutputs;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * A network in inference that is asked about one subject: clinical facts and the neck's box are held, so that nothing but the
 * picture changes. The network is the caller's, none of its parameters needs a gradient; gradient mode must be off. Native memory
 * is freed after each call; one thread.
 */
final class HeldSubject implements PictureFunction {

    private static final int BATCH = 16;

    private final XAttnBmd network;
    private final NDManager manager;
    private final float[] row;
    private final float[] box;

    /**
     * @param row clinical values, NaN = missing, {@code [F]}
     * @param box where the network looks, {@code [4]}; not read without a localiser
     */
    HeldSubject(XAttnBmd network, NDManager manager, float[] row, float[] box) {
        this.network = network;
        this.manager = manager;
        this.row = row;
        this.box = box;
    }

    private interface Use {
        void of(int from, NDArray pictures, NetworkOutputs outputs);
    }

    @Override
    public double[] estimates(List<float[]> pictures) {
        double[] estimates = new double[pictures.size()];
        forBatches(pictures, false, (from, inputs, outputs) -> copy(outputs.bmd(), estimates, from));
        return estimates;
    }

    /** The attention of the clinical tokens to the cells of a picture, row by row. */
    float[] attention(float[] picture) {
        float[][] attention = new float[1][];
        forBatches(
                List.of(picture),
                false,
                (from, inputs, outputs) -> attention[0] = HostArrays.floats(outputs.imageAttention()));
        return attention[0];
    }

    @Override
    public double[] gradients(List<float[]> pictures) {
        double[] sum = new double[pictures.get(0).length];
        forBatches(pictures, true, (from, inputs, outputs) -> {
            float[] gradients = HostArrays.floats(inputs.getGradient());
            for (int i = 0; i < gradients.length; i++) {
                sum[i % sum.length] += gradients[i];
            }
        });
        return sum;
    }

    private void forBatches(List<float[]> pictures, boolean gradients, Use use) {
        for (int from = 0; from < pictures.size(); from += BATCH) {
            List<float[]> some = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
            try (NDManager scope = manager.newSubManager()) {
                NDList inputs = inputs(scope, some);
                use.of(from, inputs.get(0), gradients ? backward(scope, inputs) : forward(scope, inputs));
            }
        }
    }

    private NetworkOutputs forward(NDManager scope, NDList inputs) {
        return NetworkOutputs.of(network, network.forward(new ParameterStore(scope, false), inputs, false));
    }

    /** In inference no subject of a batch knows of another, so that the gradient of their sum is each one's own. */
    private NetworkOutputs backward(NDManager scope, NDList inputs) {
        inputs.get(0).setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NetworkOutputs outputs = forward(scope, inputs);
            collector.backward(outputs.bmd().sum());
            return outputs;
        }
    }

    private NDList inputs(NDManager scope, List<float[]> pictures) {
        NetworkConfig config = network.config();
        int height = config.picture().imageHeight();
        int width = config.picture().imageWidth();
        int n = pictures.size();
        float[] pixels = new float[n * height * width];
        float[] rows = new float[n * row.length];
        float[] boxes = new float[n * 4];
        for (int i = 0; i < n; i++) {
            System.arraycopy(pictures.get(i), 0, pixels, i * height * width, height * width);
            System.arraycopy(row, 0, rows, i * row.length, row.length);
            if (config.localized()) {
                System.arraycopy(box, 0, boxes, i * 4, 4);
            }
        }
        NDList inputs = new NDList(
                scope.create(pixels, new Shape(n, 1, height, width)), scope.create(rows, new Shape(n, row.length)));
        if (config.localized()) {
            inputs.add(scope.create(boxes, new Shape(n, 4)));
        }
        return inputs;
    }

    private static void copy(NDArray values, double[] into, int at) {
        float[] floats = HostArrays.floats(values);
        for (int i = 0; i < floats.length; i++) {
            into[at + i] = floats[i];
        }
    }
}
