package org.xattnbmd.exporter;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Quantization;
import org.xattnbmd.exporter.internal.precision.Int8Settings;
import org.xattnbmd.exporter.internal.precision.RangeChoice;

/**
 * How to quantise. Immutable; each method returns a changed copy.
 *
 * @param ranges how activation ranges are chosen
 * @param perChannelWeights one scale per output channel of a weight instead of one in all
 * @param scheme how the 8-bit numbers are laid out
 * @param selection what is quantised
 * @param acceptance what the result must keep to
 */
public record Int8Options(
        Ranges ranges, boolean perChannelWeights, Int8Scheme scheme, Selection selection, Acceptance acceptance) {

    /**
     * How activation ranges are chosen.
     *
     * @param method the way
     * @param percentile share of values inside the range for {@link CalibrationMethod#PERCENTILE}, in percent
     */
    public record Ranges(CalibrationMethod method, double percentile) {

        private RangeChoice choice() {
            return switch (method) {
                case MIN_MAX -> new RangeChoice.Extremes();
                case PERCENTILE -> new RangeChoice.Percentile(percentile);
                case ENTROPY -> new RangeChoice.Entropy();
            };
        }
    }

    /**
     * What is quantised.
     *
     * @param operators which operators to quantise
     * @param excludedNodes beginnings of node names that stay in float32
     */
    public record Selection(Set<String> operators, Set<String> excludedNodes) {

        public Selection {
            operators = Set.copyOf(operators);
            excludedNodes = Set.copyOf(excludedNodes);
            requireQuantizable(operators);
        }
    }

    /**
     * What the result must keep to.
     *
     * @param accuracyBudget largest root mean square error of any output, relative to the output's own; the most
     *     sensitive layers stay in float32 until it holds
     * @param minimumSpeedup how many times as fast as float32 the result must be; 0 skips measuring
     * @param threads threads for measuring
     * @param evaluation samples to measure the error on; the calibration samples where null
     */
    public record Acceptance(
            double accuracyBudget,
            double minimumSpeedup,
            int threads,
            @Nullable SampleSet evaluation) {}

    /** Smallest to largest value, per-channel weights, exact sums, an error of at most 5 % and any gain in speed. */
    public static final Int8Options DEFAULT = new Int8Options(
            new Ranges(CalibrationMethod.MIN_MAX, 99.99),
            true,
            Int8Scheme.EXACT,
            new Selection(without(Quantization.operators(), Operators.MATMUL.name()), Set.of()),
            new Acceptance(0.05, 1, 2, null));

    public Int8Options {
        if (!(ranges.percentile() > 50 && ranges.percentile() <= 100)
                || !(acceptance.accuracyBudget() > 0)
                || acceptance.minimumSpeedup() < 0
                || acceptance.threads() < 1) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected a percentile above 50, a positive accuracy budget, a speed-up of 0 or more and at least one"
                            + " thread, received " + ranges.percentile() + ", " + acceptance.accuracyBudget() + ", "
                            + acceptance.minimumSpeedup() + ", " + acceptance.threads());
        }
    }

    private static void requireQuantizable(Set<String> operators) {
        Set<String> quantizable = Quantization.operators();
        if (!quantizable.containsAll(operators)) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected operators of " + new TreeSet<>(quantizable) + ", received " + new TreeSet<>(operators));
        }
    }

    /** How activation ranges are chosen. */
    public CalibrationMethod method() {
        return ranges.method();
    }

    /** Share of values inside the range for {@link CalibrationMethod#PERCENTILE}, in percent. */
    public double percentile() {
        return ranges.percentile();
    }

    /** Which operators to quantise. */
    public Set<String> operators() {
        return selection.operators();
    }

    /** Beginnings of node names that stay in float32. */
    public Set<String> excludedNodes() {
        return selection.excludedNodes();
    }

    /** Largest root mean square error of any output, relative to the output's own. */
    public double accuracyBudget() {
        return acceptance.accuracyBudget();
    }

    /** How many times as fast as float32 the result must be; 0 skips measuring. */
    public double minimumSpeedup() {
        return acceptance.minimumSpeedup();
    }

    /** Threads for measuring. */
    public int threads() {
        return acceptance.threads();
    }

    /** Samples to measure the error on; the calibration samples where null. */
    public @Nullable SampleSet evaluation() {
        return acceptance.evaluation();
    }

    public Int8Options withMethod(CalibrationMethod newMethod) {
        return with(new Ranges(newMethod, percentile()));
    }

    /** Calibrates by {@link CalibrationMethod#PERCENTILE} with this share inside the range. */
    public Int8Options withPercentile(double newPercentile) {
        return with(new Ranges(CalibrationMethod.PERCENTILE, newPercentile));
    }

    public Int8Options withPerTensorWeights() {
        return new Int8Options(ranges, false, scheme, selection, acceptance);
    }

    public Int8Options withScheme(Int8Scheme newScheme) {
        return new Int8Options(ranges, perChannelWeights, newScheme, selection, acceptance);
    }

    /** Leaves nodes in float32 whose names begin so. */
    public Int8Options excluding(String... nodePrefixes) {
        Set<String> all = new TreeSet<>(excludedNodes());
        all.addAll(List.of(nodePrefixes));
        return with(new Selection(operators(), all));
    }

    /** Leaves nodes of these operators in float32. */
    public Int8Options excludingOperators(String... names) {
        requireQuantizable(new TreeSet<>(List.of(names)));
        return with(new Selection(without(operators(), names), excludedNodes()));
    }

    /** Quantises these operators only; of Conv, Gemm, MatMul, Add, MaxPool, AveragePool and GlobalAveragePool. */
    public Int8Options onlyOperators(String... names) {
        return with(new Selection(new TreeSet<>(List.of(names)), excludedNodes()));
    }

    public Int8Options withAccuracyBudget(double rmsRelative) {
        return with(new Acceptance(rmsRelative, minimumSpeedup(), threads(), evaluation()));
    }

    public Int8Options withMinimumSpeedup(double factor) {
        return with(new Acceptance(accuracyBudget(), factor, threads(), evaluation()));
    }

    public Int8Options withThreads(int count) {
        return with(new Acceptance(accuracyBudget(), minimumSpeedup(), count, evaluation()));
    }

    public Int8Options withEvaluation(@Nullable SampleSet samples) {
        return with(new Acceptance(accuracyBudget(), minimumSpeedup(), threads(), samples));
    }

    private Int8Options with(Ranges newRanges) {
        return new Int8Options(newRanges, perChannelWeights, scheme, selection, acceptance);
    }

    private Int8Options with(Selection newSelection) {
        return new Int8Options(ranges, perChannelWeights, scheme, newSelection, acceptance);
    }

    private Int8Options with(Acceptance newAcceptance) {
        return new Int8Options(ranges, perChannelWeights, scheme, selection, newAcceptance);
    }

    private static Set<String> without(Set<String> set, String... names) {
        Set<String> rest = new TreeSet<>(set);
        rest.removeAll(List.of(names));
        return rest;
    }

    Int8Settings settings() {
        return new Int8Settings(
                ranges.choice(),
                perChannelWeights,
                scheme == Int8Scheme.EXACT,
                operators(),
                excludedNodes(),
                new Int8Settings.Limits(accuracyBudget(), minimumSpeedup(), threads()));
    }
}
