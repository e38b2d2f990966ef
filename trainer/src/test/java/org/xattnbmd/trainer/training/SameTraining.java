package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * Whether two trainings are the same: outputs in inference, and without dropout the loss, its gradients, and weights and
 * averaged weights after three steps. Values are by name: {@code output.}, {@code loss}, {@code gradient.}, {@code after.},
 * {@code average.}.
 */
final class SameTraining {

    private static final int STEPS = 3;

    /** Against the largest norm of its kind: below it, what differs is rounding of what others are made of. */
    private static final double SMALL = 1e-3;

    /**
     * A gradient this small against the largest, but not 0, is the rounding of a sum that is 0, such as that of a bias before batch
     * normalisation; AdamW makes a full step of it in a direction that is chance.
     */
    private static final double ROUNDING = 1e-6;

    private SameTraining() {}

    /**
     * How far apart the two may be, each as the norm of a difference against the norm.
     *
     * @param changes of weights and averages, by what three steps did to them
     */
    record Tolerance(double outputs, double gradients, double changes) {

        static final Tolerance CPU = new Tolerance(1e-4, 2e-3, 0.02);

        /** cuDNN multiplies in TF32 (10 bits of mantissa), and AdamW makes full steps of small gradients too. */
        static final Tolerance GPU = new Tolerance(0.01, 0.03, 0.3);
    }

    /**
     * The largest differences, each as in {@link Tolerance}.
     *
     * @param values how many weights are learned
     * @param heldByRounding parameters whose gradient is rounding: not compared after steps
     */
    record Differences(
            long values,
            double outputs,
            double loss,
            double gradients,
            double weights,
            double averages,
            List<String> heldByRounding) {}

    /** Ends the comparison. */
    static final class Unlike extends Exception {

        private static final long serialVersionUID = 1L;

        Unlike(String how) {
            super(how);
        }
    }

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

    /**
     * Compares all values.
     *
     * @param start what the weights were before the steps
     * @throws Unlike with the name of what differs most, if anything does by more than is allowed
     */
    static Differences compare(
            Map<String, Tensor> expected, Map<String, Tensor> received, Map<String, Tensor> start, Tolerance most)
            throws Unlike {
        if (!expected.keySet().equals(received.keySet())) {
            Set<String> lacking = new TreeSet<>(expected.keySet());
            lacking.removeAll(received.keySet());
            Set<String> more = new TreeSet<>(received.keySet());
            more.removeAll(expected.keySet());
            throw new Unlike("The networks have other parameters: Python lacks " + lacking + " and has " + more);
        }
        Map<String, Double> gradients = norms("gradient.", expected);
        double largest = gradients.values().stream().mapToDouble(d -> d).max().orElseThrow();
        List<String> rounding = new ArrayList<>();
        gradients.forEach((name, norm) -> {
            if (norm > 0 && norm < ROUNDING * largest) {
                rounding.add(name);
            }
        });
        long values = 0;
        for (String name : gradients.keySet()) {
            values += expected.get("gradient." + name).values().length;
        }
        Map<String, Tensor> none = Map.of();
        return new Differences(
                values,
                largest("output.", expected, received, none, List.of(), most.outputs),
                largest("loss", expected, received, none, List.of(), most.outputs),
                largest("gradient.", expected, received, none, List.of(), most.gradients),
                largest("after.", expected, received, start, rounding, most.changes),
                largest("average.", expected, received, start, rounding, most.changes),
                rounding);
    }

    /** The largest difference of a kind; {@code start} is taken from the expected values before their norm. */
    private static double largest(
            String kind,
            Map<String, Tensor> expected,
            Map<String, Tensor> received,
            Map<String, Tensor> start,
            List<String> left,
            double most)
            throws Unlike {
        Map<String, Double> norms = new TreeMap<>();
        Map<String, Double> differences = new TreeMap<>();
        for (String full : expected.keySet()) {
            String name = full.startsWith(kind) ? full.substring(kind.length()) : null;
            if (name == null || left.contains(name)) {
                continue;
            }
            float[] wanted = expected.get(full).values();
            float[] had = received.get(full).values();
            if (wanted.length != had.length) {
                throw new Unlike(full + ": expected " + wanted.length + " values, received " + had.length);
            }
            Tensor before = start.get(name);
            norms.put(full, norm(wanted, before == null ? new float[wanted.length] : before.values()));
            differences.put(full, norm(wanted, had));
        }
        // Outputs have units of their own; among the parameters the small ones are held against the large.
        double floor = kind.equals("output.")
                ? 0
                : SMALL * norms.values().stream().mapToDouble(d -> d).max().orElseThrow();
        String worst = null;
        double largest = 0;
        for (Map.Entry<String, Double> e : differences.entrySet()) {
            double relative = e.getValue() / Math.max(Double.MIN_NORMAL, Math.max(norms.get(e.getKey()), floor));
            if (!(relative <= largest)) {
                // What is no number is unlike anything.
                largest = Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative;
                worst = e.getKey();
            }
        }
        if (!(largest <= most)) {
            throw new Unlike(String.format(
                    "Expected the same %s from both, at most %.2g apart; received %.2g", worst, most, largest));
        }
        return largest;
    }

    private static Map<String, Double> norms(String kind, Map<String, Tensor> tensors) {
        Map<String, Double> norms = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(kind)) {
                norms.put(name.substring(kind.length()), norm(tensor.values(), new float[tensor.values().length]));
            }
        });
        return norms;
    }

    /** Of the difference. */
    private static double norm(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += Math.pow(a[i] - b[i], 2);
        }
        return Math.sqrt(squares);
    }
}
