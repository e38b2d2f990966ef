package org.xattnbmd.exporter;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Quantization;

/**
 * How to quantise. Immutable; each method returns a changed copy.
 *
 * @param method how activation ranges are chosen
 * @param percentile share of values inside the range for {@link CalibrationMethod#PERCENTILE}, in percent
 * @param perChannelWeights one scale per output channel of a weight instead of one in all
 * @param scheme how the 8-bit numbers are laid out
 * @param operators which operators to quantise
 * @param excludedNodes beginnings of node names that stay in float32
 * @param accuracyBudget largest root mean square error of any output, relative to the output's own; the most sensitive
 *     layers stay in float32 until it holds
 * @param minimumSpeedup how many times as fast as float32 the result must be; 0 skips measuring
 * @param threads threads for measuring
 * @param evaluation samples to measure the error on; the calibration samples where null
 */
public record Int8Options(
        CalibrationMethod method,
        double percentile,
        boolean perChannelWeights,
        Int8Scheme scheme,
        Set<String> operators,
        Set<String> excludedNodes,
        double accuracyBudget,
        double minimumSpeedup,
        int threads,
        SampleSet evaluation) {

    private static final Set<String> QUANTIZABLE = Quantization.operators();

    /** Smallest to largest value, per-channel weights, exact sums, an error of at most 5 % and any gain in speed. */
    public static final Int8Options DEFAULT = new Int8Options(
            CalibrationMethod.MIN_MAX,
            99.99,
            true,
            Int8Scheme.EXACT,
            quantizableWithout(Operators.MATMUL.name()),
            Set.of(),
            0.05,
            1,
            2,
            null);

    public Int8Options {
        operators = Set.copyOf(operators);
        excludedNodes = Set.copyOf(excludedNodes);
        requireQuantizable(operators);
        if (!(percentile > 50 && percentile <= 100) || !(accuracyBudget > 0) || minimumSpeedup < 0 || threads < 1) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected a percentile above 50, a positive accuracy budget, a speed-up of 0 or more and at least one"
                            + " thread, received " + percentile + ", " + accuracyBudget + ", " + minimumSpeedup + ", "
                            + threads);
        }
    }

    private static Set<String> quantizableWithout(String operator) {
        Set<String> rest = new TreeSet<>(QUANTIZABLE);
        rest.remove(operator);
        return rest;
    }

    private static void requireQuantizable(Set<String> operators) {
        if (!QUANTIZABLE.containsAll(operators)) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected operators of " + new TreeSet<>(QUANTIZABLE) + ", received " + new TreeSet<>(operators));
        }
    }

    public Int8Options withMethod(CalibrationMethod newMethod) {
        return with(d -> d.method = newMethod);
    }

    /** Calibrates by {@link CalibrationMethod#PERCENTILE} with this share inside the range. */
    public Int8Options withPercentile(double newPercentile) {
        return with(d -> {
            d.method = CalibrationMethod.PERCENTILE;
            d.percentile = newPercentile;
        });
    }

    public Int8Options withPerTensorWeights() {
        return with(d -> d.perChannelWeights = false);
    }

    public Int8Options withScheme(Int8Scheme newScheme) {
        return with(d -> d.scheme = newScheme);
    }

    /** Leaves nodes in float32 whose names begin so. */
    public Int8Options excluding(String... nodePrefixes) {
        Set<String> all = new TreeSet<>(excludedNodes);
        all.addAll(List.of(nodePrefixes));
        return with(d -> d.excludedNodes = all);
    }

    /** Leaves nodes of these operators in float32. */
    public Int8Options excludingOperators(String... names) {
        requireQuantizable(new TreeSet<>(List.of(names)));
        Set<String> rest = new TreeSet<>(operators);
        rest.removeAll(List.of(names));
        return with(d -> d.operators = rest);
    }

    /** Quantises these operators only; of Conv, Gemm, MatMul, Add, MaxPool, AveragePool and GlobalAveragePool. */
    public Int8Options onlyOperators(String... names) {
        return with(d -> d.operators = new TreeSet<>(List.of(names)));
    }

    public Int8Options withAccuracyBudget(double rmsRelative) {
        return with(d -> d.accuracyBudget = rmsRelative);
    }

    public Int8Options withMinimumSpeedup(double factor) {
        return with(d -> d.minimumSpeedup = factor);
    }

    public Int8Options withThreads(int count) {
        return with(d -> d.threads = count);
    }

    public Int8Options withEvaluation(SampleSet samples) {
        return with(d -> d.evaluation = samples);
    }

    private Int8Options with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The options while one of them changes. */
    private static final class Draft {

        private CalibrationMethod method;
        private double percentile;
        private boolean perChannelWeights;
        private Int8Scheme scheme;
        private Set<String> operators;
        private Set<String> excludedNodes;
        private double accuracyBudget;
        private double minimumSpeedup;
        private int threads;
        private SampleSet evaluation;

        Draft(Int8Options from) {
            this.method = from.method;
            this.percentile = from.percentile;
            this.perChannelWeights = from.perChannelWeights;
            this.scheme = from.scheme;
            this.operators = from.operators;
            this.excludedNodes = from.excludedNodes;
            this.accuracyBudget = from.accuracyBudget;
            this.minimumSpeedup = from.minimumSpeedup;
            this.threads = from.threads;
            this.evaluation = from.evaluation;
        }

        Int8Options options() {
            return new Int8Options(
                    method,
                    percentile,
                    perChannelWeights,
                    scheme,
                    operators,
                    excludedNodes,
                    accuracyBudget,
                    minimumSpeedup,
                    threads,
                    evaluation);
        }
    }
}
