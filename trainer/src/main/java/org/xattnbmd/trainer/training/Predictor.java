package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkEnsemble;
import org.xattnbmd.trainer.network.NetworkOutputs;
import org.xattnbmd.trainer.network.XAttnBmd;

/** Runs a network over examples in inference mode, in batches, with native memory freed after each. */
public final class Predictor {

    private static final int BATCH = 32;

    private final Block network;
    private final NetworkConfig config;
    private final NDManager manager;

    /** The network and the manager stay the caller's. */
    public Predictor(XAttnBmd network, NDManager manager) {
        this(network, network.config(), manager);
    }

    /** Of several networks as one. They and the manager stay the caller's. */
    public Predictor(NetworkEnsemble ensemble, NDManager manager) {
        this(ensemble, ensemble.config(), manager);
    }

    private Predictor(Block network, NetworkConfig config, NDManager manager) {
        this.network = network;
        this.config = config;
        this.manager = manager;
    }

    /**
     * One row per example.
     *
     * @param bmd g/cm²
     * @param spread g/cm²
     * @param fieldAttention {@code [n][F]}
     * @param boxes {@code [n][4]}; without a localiser empty
     * @param further estimates of the further targets in their units {@code [n][K]}
     * @param furtherSpread their spreads, likewise
     */
    public record Predictions(
            float[] bmd,
            float[] spread,
            float[] outlierScore,
            float[][] fieldAttention,
            float[][] boxes,
            float[][] further,
            float[][] furtherSpread) {

        /** Those of a network of one target. */
        public Predictions(
                float[] bmd, float[] spread, float[] outlierScore, float[][] fieldAttention, float[][] boxes) {
            this(bmd, spread, outlierScore, fieldAttention, boxes, new float[bmd.length][0], new float[bmd.length][0]);
        }

        /**
         * To be filled in.
         *
         * @param fields number of clinical fields
         * @param further number of further targets
         */
        public static Predictions empty(int n, int fields, boolean localized, int further) {
            return new Predictions(
                    new float[n],
                    new float[n],
                    new float[n],
                    new float[n][fields],
                    new float[localized ? n : 0][4],
                    new float[n][further],
                    new float[n][further]);
        }
    }

    public Predictions predict(float[][] crops, float[][] clinical) {
        int n = crops.length;
        int fields = clinical[0].length;
        boolean localized = config.localized();
        Predictions result = Predictions.empty(n, fields, localized, config.further());
        forBatches(crops, clinical, (from, inputs, store) -> {
            NetworkOutputs out = NetworkOutputs.of(config, network.forward(store, inputs, false));
            copy(out.bmd(), result.bmd(), from);
            copy(out.spread(), result.spread(), from);
            copy(out.outlierScore(), result.outlierScore(), from);
            rows(out.clinicalAttention(), result.fieldAttention(), from);
            if (localized) {
                rows(out.neckBox(), result.boxes(), from);
            }
            if (config.further() > 0) {
                rows(out.further(), result.further(), from);
                rows(out.furtherSpread(), result.furtherSpread(), from);
            }
        });
        return result;
    }

    /**
     * The pooled features whose distance is the outlier score, {@code [n][D]}.
     *
     * @throws IllegalStateException for an ensemble, each of whose networks has features of its own
     */
    public float[][] features(float[][] crops, float[][] clinical) {
        if (!(network instanceof XAttnBmd single)) {
            throw new IllegalStateException("An ensemble has no features of its own");
        }
        float[][] result = new float[crops.length][];
        forBatches(crops, clinical, (from, inputs, store) -> {
            NDArray features = single.features(store, inputs);
            for (int i = 0; i < features.getShape().get(0); i++) {
                result[from + i] = new float[(int) features.getShape().get(1)];
            }
            rows(features, result, from);
        });
        return result;
    }

    @FunctionalInterface
    private interface Step {
        void accept(int from, NDList inputs, ParameterStore store);
    }

    private void forBatches(float[][] crops, float[][] clinical, Step step) {
        for (int from = 0; from < crops.length; from += BATCH) {
            int n = Math.min(BATCH, crops.length - from);
            try (NDManager scope = manager.newSubManager();
                    Gradients off = Gradients.off()) {
                NDList inputs = inputs(scope, config, flat(crops, from, n), flat(clinical, from, n), n);
                step.accept(from, inputs, new ParameterStore(scope, false));
            }
        }
    }

    static NDList inputs(NDManager scope, NetworkConfig config, float[] crops, float[] clinical, int n) {
        int h = config.picture().imageHeight();
        int w = config.picture().imageWidth();
        return new NDList(
                scope.create(crops, new Shape(n, 1, h, w)),
                scope.create(clinical, new Shape(n, config.fields().size())));
    }

    private static float[] flat(float[][] rows, int from, int n) {
        int length = rows[from].length;
        float[] flat = new float[n * length];
        for (int i = 0; i < n; i++) {
            System.arraycopy(rows[from + i], 0, flat, i * length, length);
        }
        return flat;
    }

    private static void rows(NDArray values, float[][] into, int at) {
        float[] flat = HostArrays.floats(values);
        int width = (int) values.getShape().get(1);
        for (int i = 0; i < flat.length / width; i++) {
            System.arraycopy(flat, i * width, into[at + i], 0, width);
        }
    }

    private static void copy(NDArray values, float[] into, int at) {
        float[] array = HostArrays.floats(values);
        System.arraycopy(array, 0, into, at, array.length);
    }
}
