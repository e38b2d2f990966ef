package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) and clipping by the global norm, over named parameters.
 * Its state can be saved and restored, so that a resumed run goes on exactly. Owns native memory on the given manager.
 */
final class AdamW {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final Map<String, NDArray> parameters = new LinkedHashMap<>();
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final Map<String, NDArray> variances = new LinkedHashMap<>();
    private final float weightDecay;
    private final double clipNorm;
    private int step;

    AdamW(Map<String, Parameter> named, NDManager manager, TrainingConfig config) {
        weightDecay = (float) config.weightDecay();
        clipNorm = config.clipNorm();
        named.forEach((name, parameter) -> {
            if (parameter.requiresGradient()) {
                NDArray array = parameter.getArray();
                parameters.put(name, array);
                means.put(name, manager.zeros(array.getShape()));
                variances.put(name, manager.zeros(array.getShape()));
            }
        });
    }

    /**
     * Applies the gathered gradients and clears them. Gradient mode must be off on this thread. A gradient that is not
     * finite is refused before any weight has moved.
     */
    void update(double learningRate) {
        step++;
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        parameters.forEach((name, weight) -> gradients.put(name, weight.getGradient()));
        double squares = squares(gradients.values());
        if (!Double.isFinite(squares)) {
            throw new TrainerException(
                    TrainerException.Code.DIVERGED,
                    "The gradient of " + firstNotFinite(gradients) + " is no longer finite in step " + step
                            + ". Lower the learning rate and resume.");
        }
        double norm = Math.sqrt(squares);
        float rescale = norm > clipNorm ? (float) (clipNorm / norm) : 1f;
        double correction = Math.sqrt(1 - Math.pow(BETA2, step)) / (1 - Math.pow(BETA1, step));
        gradients.forEach((name, gradient) -> {
            gradient.muli(rescale);
            move(name, gradient, (float) learningRate, (float) (learningRate * correction));
            gradient.muli(0);
            gradient.close();
        });
    }

    /** The sum of all squares; one wait for the device, not one per gradient. */
    private static double squares(Collection<NDArray> gradients) {
        if (gradients.isEmpty()) {
            return 0;
        }
        NDList sums = new NDList();
        for (NDArray gradient : gradients) {
            try (NDArray product = gradient.mul(gradient)) {
                sums.add(product.sum());
            }
        }
        double squares = 0;
        try (sums;
                NDArray all = NDArrays.stack(sums)) {
            for (float sum : all.toFloatArray()) {
                squares += sum;
            }
        }
        return squares;
    }

    private static String firstNotFinite(Map<String, NDArray> gradients) {
        for (Map.Entry<String, NDArray> e : gradients.entrySet()) {
            for (float v : e.getValue().toFloatArray()) {
                if (!Float.isFinite(v)) {
                    return e.getKey();
                }
            }
        }
        return "all parameters together";
    }

    private void move(String name, NDArray gradient, float learningRate, float corrected) {
        NDArray weight = parameters.get(name);
        NDArray mean = means.get(name);
        NDArray variance = variances.get(name);
        try (NDArray share = gradient.mul(1 - BETA1);
                NDArray square = gradient.mul(gradient)) {
            mean.muli(BETA1).addi(share);
            variance.muli(BETA2).addi(square.muli(1 - BETA2));
        }
        try (NDArray root = variance.sqrt();
                NDArray change = mean.div(root.addi(EPSILON))) {
            // Decay shrinks matrices and kernels; biases, norms and tokens are left alone.
            if (weightDecay > 0 && weight.getShape().dimension() > 1 && name.endsWith("weight")) {
                weight.muli(1 - learningRate * weightDecay);
            }
            weight.subi(change.muli(corrected));
        }
    }

    int step() {
        return step;
    }

    Map<String, Safetensors.Tensor> state() {
        Map<String, Safetensors.Tensor> state = new LinkedHashMap<>();
        means.forEach((n, a) -> state.put("adam.mean." + n, tensor(a)));
        variances.forEach((n, a) -> state.put("adam.variance." + n, tensor(a)));
        return state;
    }

    void restore(Map<String, Safetensors.Tensor> state, int steps) {
        means.forEach((n, a) -> set(a, state.get("adam.mean." + n)));
        variances.forEach((n, a) -> set(a, state.get("adam.variance." + n)));
        step = steps;
    }

    private static Safetensors.Tensor tensor(NDArray a) {
        return new Safetensors.Tensor(a.getShape().getShape(), a.toFloatArray());
    }

    private static void set(NDArray a, Safetensors.Tensor tensor) {
        if (tensor == null || tensor.values().length != a.size()) {
            throw new TrainerException(
                    TrainerException.Code.CHECKPOINT, "The optimiser state does not fit the network");
        }
        NamedParameters.set(a, tensor.values());
    }
}
