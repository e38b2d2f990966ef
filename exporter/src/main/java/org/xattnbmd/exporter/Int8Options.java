package org.xattnbmd.exporter;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.xattnbmd.exporter.ExportException.Code;

/**
 * How to quantise. Immutable; each method returns a changed copy.
 *
 * @param method how activation ranges are chosen
 * @param percentile share of values inside the range for {@link CalibrationMethod#PERCENTILE}, in percent
 * @param perChannelWeights one scale per output channel of a weight instead of one in all
 * @param reducedRange seven bits for weights, for processors that add 8-bit products in 16 bits (AVX2 without VNNI)
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
        boolean reducedRange,
        Set<String> operators,
        Set<String> excludedNodes,
        double accuracyBudget,
        double minimumSpeedup,
        int threads,
        SampleSet evaluation) {

    private static final Set<String> QUANTIZABLE =
            Set.of("Conv", "Gemm", "MatMul", "Add", "MaxPool", "AveragePool", "GlobalAveragePool");

    /** Smallest to largest value, per-channel weights, an error of at most 5 % and any gain in speed. */
    public static final Int8Options DEFAULT = new Int8Options(
            CalibrationMethod.MIN_MAX,
            99.99,
            true,
            false,
            Set.of("Conv", "Gemm", "Add", "MaxPool", "AveragePool", "GlobalAveragePool"),
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

    private static void requireQuantizable(Set<String> operators) {
        if (!QUANTIZABLE.containsAll(operators)) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected operators of " + new TreeSet<>(QUANTIZABLE) + ", received " + new TreeSet<>(operators));
        }
    }

    public Int8Options withMethod(CalibrationMethod newMethod) {
        return copy(
                newMethod, percentile, perChannelWeights, reducedRange, excludedNodes, accuracyBudget, minimumSpeedup);
    }

    /** Calibrates by {@link CalibrationMethod#PERCENTILE} with this share inside the range. */
    public Int8Options withPercentile(double newPercentile) {
        return copy(
                CalibrationMethod.PERCENTILE,
                newPercentile,
                perChannelWeights,
                reducedRange,
                excludedNodes,
                accuracyBudget,
                minimumSpeedup);
    }

    public Int8Options withPerTensorWeights() {
        return copy(method, percentile, false, reducedRange, excludedNodes, accuracyBudget, minimumSpeedup);
    }

    public Int8Options withReducedRange() {
        return copy(method, percentile, perChannelWeights, true, excludedNodes, accuracyBudget, minimumSpeedup);
    }

    /** Leaves nodes in float32 whose names begin so. */
    public Int8Options excluding(String... nodePrefixes) {
        Set<String> all = new TreeSet<>(excludedNodes);
        all.addAll(List.of(nodePrefixes));
        return copy(method, percentile, perChannelWeights, reducedRange, all, accuracyBudget, minimumSpeedup);
    }

    /** Leaves nodes of these operators in float32. */
    public Int8Options excludingOperators(String... names) {
        requireQuantizable(new TreeSet<>(List.of(names)));
        Set<String> rest = new TreeSet<>(operators);
        rest.removeAll(List.of(names));
        return onlyOperators(rest.toArray(String[]::new));
    }

    /** Quantises these operators only; of Conv, Gemm, MatMul, Add, MaxPool, AveragePool and GlobalAveragePool. */
    public Int8Options onlyOperators(String... names) {
        return new Int8Options(
                method,
                percentile,
                perChannelWeights,
                reducedRange,
                new TreeSet<>(List.of(names)),
                excludedNodes,
                accuracyBudget,
                minimumSpeedup,
                threads,
                evaluation);
    }

    public Int8Options withAccuracyBudget(double rmsRelative) {
        return copy(method, percentile, perChannelWeights, reducedRange, excludedNodes, rmsRelative, minimumSpeedup);
    }

    public Int8Options withMinimumSpeedup(double factor) {
        return copy(method, percentile, perChannelWeights, reducedRange, excludedNodes, accuracyBudget, factor);
    }

    public Int8Options withThreads(int count) {
        return new Int8Options(
                method,
                percentile,
                perChannelWeights,
                reducedRange,
                operators,
                excludedNodes,
                accuracyBudget,
                minimumSpeedup,
                count,
                evaluation);
    }

    public Int8Options withEvaluation(SampleSet samples) {
        return new Int8Options(
                method,
                percentile,
                perChannelWeights,
                reducedRange,
                operators,
                excludedNodes,
                accuracyBudget,
                minimumSpeedup,
                threads,
                samples);
    }

    private Int8Options copy(
            CalibrationMethod newMethod,
            double newPercentile,
            boolean perChannel,
            boolean reduced,
            Set<String> excluded,
            double budget,
            double speedup) {
        return new Int8Options(
                newMethod,
                newPercentile,
                perChannel,
                reduced,
                operators,
                excluded,
                budget,
                speedup,
                threads,
                evaluation);
    }
}
