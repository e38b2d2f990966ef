package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * What is compared of a training: outputs in inference, and without dropout the loss, its gradients, and weights and averaged
 * weights after three steps. Values are by name: {@code output.}, {@code loss}, {@code gradient.}, {@code after.}, {@code
 * average.}.
 */
final class TrainingValues {

    private static final int STEPS = 3;

    private TrainingValues() {}

    /** What this side computes. */
    static Map<String, Tensor> of(PeerSetup setup, Map<String, Tensor> weights, TrainingBatch batch, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        Map<String, Tensor> found = new LinkedHashMap<>();
        try (NDManager manager = NDManager.newBaseManager(setup.device());
                Gradients off = Gradients.off();
                Fit fit = setup.fit(weights, manager, folder);
                NDManager scope = manager.newSubManager()) {
            NDList inputs = Predictor.inputs(scope, setup.network(), batch.crops(), batch.clinical(), batch.size());
            XAttnBmd network = fit.network();
            NDList outputs = network.forward(new ParameterStore(scope, false), inputs, false);
            for (int k = 0; k < outputs.size(); k++) {
                found.put("output." + network.outputNames().get(k), tensor(outputs.get(k)));
            }
            found.put("loss", new Tensor(new long[] {1}, new float[] {(float) fit.backward(batch, scope)}));
            NamedParameters.of(network).forEach((name, parameter) -> {
                if (parameter.requiresGradient()) {
                    try (NDArray gradient = parameter.getArray().getGradient()) {
                        found.put("gradient." + name, tensor(gradient));
                    }
                }
            });
        }
        try (NDManager manager = NDManager.newBaseManager(setup.device());
                Gradients off = Gradients.off();
                Fit fit = setup.fit(weights, manager, folder)) {
            for (int step = 0; step < STEPS; step++) {
                fit.step(batch, PeerSetup.RATE);
            }
            Map<String, Tensor> average = NamedParameters.values(fit.averaged());
            NamedParameters.values(fit.network()).forEach((name, tensor) -> {
                if (isTrained(name, found) || isStatistic(name)) {
                    found.put("after." + name, tensor);
                    found.put("average." + name, average.get(name));
                }
            });
        }
        return found;
    }

    private static boolean isTrained(String name, Map<String, Tensor> found) {
        return found.containsKey("gradient." + name);
    }

    private static boolean isStatistic(String name) {
        return name.substring(name.lastIndexOf('.') + 1).startsWith("running_");
    }

    private static Tensor tensor(NDArray array) {
        return new Tensor(array.getShape().getShape(), HostArrays.floats(array));
    }
}
