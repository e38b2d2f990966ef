package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) and clipping by the global norm, over all parameters at once.
 * Its state can be saved and restored, so that a resumed run goes on exactly; own code, because DJL's AdamW keeps its state
 * to itself. Owns native memory on the given manager.
 */
public final class AdamW {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;
    private static final String MEAN = "adam.mean.";
    private static final String VARIANCE = "adam.variance.";

    private final FlatParameters parameters;
    private final NDArray mean;
    private final NDArray variance;
    private final NDArray decayed;
    private final float weightDecay;
    private final double clipNorm;
    private int step;

    public AdamW(FlatParameters parameters, NDManager manager, OptimizerSettings settings) {
        this.parameters = parameters;
        weightDecay = (float) settings.weightDecay();
        clipNorm = settings.clipNorm();
        mean = parameters.zeros(manager);
        variance = parameters.zeros(manager);
        // Decay shrinks matrices and kernels; biases, norms and tokens are left alone.
        decayed = parameters.mask(manager, name -> parameters.shape(name).dimension() > 1 && name.endsWith("weight"));
    }

    /**
     * Applies the gathered gradients and clears them. Gradient mode must be off on this thread. A gradient that is not
     * finite is refused before any weight has moved.
     */
    public void update(double learningRate) {
        update(Map.of(this, learningRate));
    }

    /**
     * Applies the gathered gradients of several parts of a network, clipped by the norm of them all, and clears them.
     *
     * @param rates learning rate of each part; not empty
     */
    static void update(Map<AdamW, Double> rates) {
        double squares = 0;
        double clipNorm = Double.POSITIVE_INFINITY;
        try (NDList gradients = new NDList()) {
            Map<AdamW, NDArray> taken = new LinkedHashMap<>();
            for (AdamW part : rates.keySet()) {
                part.step++;
                if (!part.parameters.isEmpty()) {
                    NDArray gradient = part.parameters.takeGradients();
                    gradients.add(gradient);
                    taken.put(part, gradient);
                    clipNorm = part.clipNorm;
                    squares += part.squares(gradient);
                }
            }
            double norm = Math.sqrt(squares);
            for (Map.Entry<AdamW, NDArray> entry : taken.entrySet()) {
                entry.getValue().muli(norm > clipNorm ? (float) (clipNorm / norm) : 1f);
                entry.getKey().move(entry.getValue(), rates.get(entry.getKey()));
            }
        }
    }

    private double squares(NDArray gradient) {
        double squares = 0;
        try (NDArray product = gradient.mul(gradient)) {
            for (float sum : parameters.sums(product)) {
                squares += sum;
            }
        }
        if (!Double.isFinite(squares)) {
            throw new TrainerException(
                    TrainerException.Code.DIVERGED,
                    "The gradient of " + firstNotFinite(gradient) + " is no longer finite in step " + step
                            + ". Lower the learning rate and resume.");
        }
        return squares;
    }

    private String firstNotFinite(NDArray gradient) {
        for (Map.Entry<String, float[]> e : parameters.parts(gradient).entrySet()) {
            for (float v : e.getValue()) {
                if (!Float.isFinite(v)) {
                    return e.getKey();
                }
            }
        }
        return "all parameters together";
    }

    private void move(NDArray gradient, double rate) {
        double correction = Math.sqrt(1 - Math.pow(BETA2, step)) / (1 - Math.pow(BETA1, step));
        float learningRate = (float) rate;
        float corrected = (float) (rate * correction);
        NDArray weights = parameters.values();
        try (NDArray share = gradient.mul(1 - BETA1)) {
            mean.muli(BETA1).addi(share);
        }
        try (NDArray square = gradient.mul(gradient)) {
            variance.muli(BETA2).addi(square.muli(1 - BETA2));
        }
        if (weightDecay > 0) {
            try (NDArray kept = decayed.mul(-(learningRate * weightDecay)).addi(1)) {
                weights.muli(kept);
            }
        }
        try (NDArray root = variance.sqrt();
                NDArray change = mean.div(root.addi(EPSILON))) {
            weights.subi(change.muli(corrected));
        }
    }

    public int step() {
        return step;
    }

    /** What a training that goes on needs, by names that begin with what they are; {@link #step} beside it. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        parameters.parts(mean).forEach((n, values) -> state.put(MEAN + n, tensor(n, values)));
        parameters.parts(variance).forEach((n, values) -> state.put(VARIANCE + n, tensor(n, values)));
        return state;
    }

    private Tensor tensor(String name, float[] values) {
        return new Tensor(parameters.shape(name).getShape(), values);
    }

    /**
     * Goes on from a state.
     *
     * @param state with what {@link #state} gave, among others
     * @throws TrainerException {@code CHECKPOINT} if it does not fit the network; nothing is changed then
     */
    public void restore(Map<String, Tensor> state, int steps) {
        for (String prefix : new String[] {MEAN, VARIANCE}) {
            for (String name : parameters.names()) {
                Safetensors.Tensor tensor = state.get(prefix + name);
                if (tensor == null
                        || tensor.values().length != parameters.shape(name).size()) {
                    throw new TrainerException(
                            TrainerException.Code.CHECKPOINT, "The optimiser state does not fit the network");
                }
            }
        }
        parameters.fill(mean, name -> state.get(MEAN + name).values());
        parameters.fill(variance, name -> state.get(VARIANCE + name).values());
        step = steps;
    }
}
