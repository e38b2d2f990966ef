package org.xattnbmd.trainer.training;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

/** Whether two trainings are the same, by their {@link TrainingValues}. */
final class SameTraining {

    /** Against the largest norm of a gradient: below it, what differs is rounding of what the others are made of. */
    private static final double SMALL = 1e-3;

    /** What float32 rounds of a weight in three steps, and again as much. */
    private static final double UNITS_IN_THE_LAST_PLACE = 0x1p-22;

    private final Map<String, Tensor> expected;
    private final Map<String, Tensor> received;
    private final Map<String, Tensor> start;
    private final Tolerance most;
    private final double largestGradient;

    private SameTraining(
            Map<String, Tensor> expected, Map<String, Tensor> received, Map<String, Tensor> start, Tolerance most) {
        this.expected = expected;
        this.received = received;
        this.start = start;
        this.most = most;
        largestGradient = trained().stream()
                .mapToDouble(name -> norm(gradient(name)))
                .max()
                .orElseThrow();
    }

    /**
     * How far apart the two may be, each as the norm of a difference against the norm.
     *
     * @param changes of weights and averages, by what three steps did to them
     * @param unsure a gradient below this part of its tensor's root mean square may have either sign: as AdamW's first step is
     *     as long either way, its weight is left out of the changes
     * @param rounding a tensor's gradient below this part of the largest is the rounding of a sum that is 0, such as that
     *     of a bias before batch normalisation: the steps go where chance has it
     */
    record Tolerance(double outputs, double gradients, double changes, double unsure, double rounding) {

        /**
         * Rounding takes units of a ReLU to the other side: in a ResNet-34 of full width, gradients of either side are 2 % from
         * those in float64, while in a ResNet-18 of width 8 the sides are 0.003 % apart.
         */
        static final Tolerance CPU = new Tolerance(1e-4, 0.05, 0.5, 0.01, 1e-6);

        /** For the narrowest networks. */
        static final Tolerance NARROW = new Tolerance(1e-5, 1e-3, 0.02, 0.01, 1e-6);

        /**
         * cuDNN multiplies in TF32 (10 bits of mantissa): with that, gradients of the same ResNet-34 are 25 % from those in
         * float32, by the same units. What these leave open the proof on the CPU has shown; unlike gradients are 140 % apart.
         */
        static final Tolerance GPU = new Tolerance(0.02, 0.5, 1, 0.1, 1e-4);
    }

    /**
     * The largest differences, each as in {@link Tolerance}.
     *
     * @param values how many weights are learned
     * @param heldByRounding parameters whose gradient is rounding: their changes are not compared
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
        for (String name : expected.keySet()) {
            int wanted = expected.get(name).values().length;
            int had = received.get(name).values().length;
            if (wanted != had) {
                throw new Unlike(name + ": expected " + wanted + " values, received " + had);
            }
        }
        return new SameTraining(expected, received, start, most).differences();
    }

    private Differences differences() throws Unlike {
        return new Differences(
                trained().stream().mapToLong(name -> gradient(name).length).sum(),
                largest("output.", most.outputs, name -> apart(name) / norm(expected(name))),
                largest("loss", most.outputs, name -> apart(name) / norm(expected(name))),
                largest(
                        "gradient.",
                        most.gradients,
                        name -> apart(name) / Math.max(norm(expected(name)), SMALL * largestGradient)),
                largest("after.", most.changes, name -> changes(name, name.substring("after.".length()))),
                largest("average.", most.changes, name -> changes(name, name.substring("average.".length()))),
                trained().stream().filter(this::isRounding).toList());
    }

    /** The largest difference of a kind; what is no number is unlike anything. */
    private double largest(String kind, double allowed, ToDoubleFunction<String> difference) throws Unlike {
        String worst = null;
        double largest = 0;
        for (String name : expected.keySet()) {
            if (name.startsWith(kind)) {
                double found = difference.applyAsDouble(name);
                if (!(found <= largest)) {
                    largest = Double.isNaN(found) ? Double.POSITIVE_INFINITY : found;
                    worst = name;
                }
            }
        }
        if (largest > allowed) {
            throw new Unlike(String.format(
                    Locale.ROOT,
                    "Expected the same %s of both, at most %.2g apart; received %.2g",
                    worst,
                    allowed,
                    largest));
        }
        return largest;
    }

    /** How unlike what three steps did to a parameter, or to a batch statistic, is; 0 where that is chance. */
    private double changes(String full, String parameter) {
        float[] gradient = expected.containsKey("gradient." + parameter) ? gradient(parameter) : null;
        if (gradient != null && isRounding(parameter)) {
            return 0;
        }
        double unsure = gradient == null ? 0 : most.unsure * norm(gradient) / Math.sqrt(gradient.length);
        float[] wanted = expected(full);
        float[] had = received.get(full).values();
        float[] before = start.get(parameter).values();
        double difference = 0;
        double change = 0;
        double size = 0;
        for (int i = 0; i < wanted.length; i++) {
            if (gradient == null || Math.abs(gradient[i]) >= unsure) {
                difference += Math.pow(wanted[i] - had[i], 2);
                change += Math.pow(wanted[i] - before[i], 2);
                size += Math.pow(wanted[i], 2);
            }
        }
        double beyond = Math.sqrt(difference) - UNITS_IN_THE_LAST_PLACE * Math.sqrt(size);
        return beyond <= 0 ? 0 : beyond / Math.sqrt(change);
    }

    /** Where all of many are exactly 0 no loss reaches them, and only the decay moves them, which is no chance. */
    private boolean isRounding(String parameter) {
        double norm = Math.max(
                norm(gradient(parameter)),
                norm(received.get("gradient." + parameter).values()));
        boolean unreached = norm == 0 && gradient(parameter).length > 1;
        return norm < most.rounding * largestGradient && !unreached;
    }

    /** Names of what is learned. */
    private List<String> trained() {
        return expected.keySet().stream()
                .filter(name -> name.startsWith("gradient."))
                .map(name -> name.substring("gradient.".length()))
                .toList();
    }

    private float[] gradient(String parameter) {
        return expected("gradient." + parameter);
    }

    private float[] expected(String name) {
        return expected.get(name).values();
    }

    private double apart(String name) {
        float[] a = expected(name);
        float[] b = received.get(name).values();
        float[] difference = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return norm(difference);
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }
}
