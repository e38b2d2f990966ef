package org.xattnbmd.exporter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.precision.Int8Settings;
import org.xattnbmd.exporter.internal.precision.RangeChoice;

/**
 * How to quantise. Immutable; each method returns a changed copy.
 *
 * @param activations how activations become integers
 * @param ranges how activation ranges are chosen; where they are those of the run, its equalization alone counts
 * @param perChannelWeights one scale per output channel of a weight instead of one in all
 * @param scheme how the 8-bit numbers are laid out
 * @param selection what is quantised
 * @param acceptance what the result must keep to
 */
public record Int8Options(
        Int8Activations activations,
        Ranges ranges,
        boolean perChannelWeights,
        Int8Scheme scheme,
        Selection selection,
        Acceptance acceptance) {

    /**
     * How activation ranges are chosen.
     *
     * @param method the way
     * @param percentile share of values inside the range for {@link CalibrationMethod#PERCENTILE}, in percent
     * @param equalization exponent from 0 to 1 by which differences between an activation's channels go into the weights
     *     that it is multiplied by (α of SmoothQuant, arXiv 2211.10438); 0 for none
     */
    public record Ranges(CalibrationMethod method, double percentile, double equalization) {

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
     * @param layers what is said of single layers, which counts more than the two others, and the later the more
     */
    public record Selection(Set<String> operators, Set<String> excludedNodes, List<LayerOverride> layers) {

        public Selection {
            operators = Set.copyOf(operators);
            excludedNodes = Set.copyOf(excludedNodes);
            layers = List.copyOf(layers);
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
            Int8Activations.STATIC,
            new Ranges(CalibrationMethod.MIN_MAX, 99.99, 0),
            true,
            Int8Scheme.EXACT,
            new Selection(Int8Activations.STATIC.usualOperators(), Set.of(), List.of()),
            new Acceptance(0.05, 1, 2, null));

    public Int8Options {
        if (!(ranges.percentile() > 50 && ranges.percentile() <= 100)
                || !(ranges.equalization() >= 0 && ranges.equalization() <= 1)
                || !(acceptance.accuracyBudget() > 0)
                || acceptance.minimumSpeedup() < 0
                || acceptance.threads() < 1) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected a percentile above 50, an equalization from 0 to 1, a positive accuracy budget, a speed-up"
                            + " of 0 or more and at least one thread, received " + ranges.percentile() + ", "
                            + ranges.equalization() + ", " + acceptance.accuracyBudget() + ", "
                            + acceptance.minimumSpeedup() + ", " + acceptance.threads());
        }
        requireQuantizable(activations, selection.operators());
    }

    private static void requireQuantizable(Int8Activations activations, Set<String> operators) {
        Set<String> quantizable = activations.operators();
        if (!quantizable.containsAll(operators)) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected, with activations " + activations + ", operators of " + new TreeSet<>(quantizable)
                            + ", received " + new TreeSet<>(operators));
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

    /** What is said of single layers. */
    public List<LayerOverride> layers() {
        return selection.layers();
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

    /** Makes integers of activations in this way, by which the operators to quantise become the usual ones for it. */
    public Int8Options withActivations(Int8Activations newActivations) {
        Selection usual = newActivations == activations
                ? selection
                : new Selection(newActivations.usualOperators(), excludedNodes(), layers());
        return new Int8Options(newActivations, ranges, perChannelWeights, scheme, usual, acceptance);
    }

    public Int8Options withMethod(CalibrationMethod newMethod) {
        return with(new Ranges(newMethod, percentile(), ranges.equalization()));
    }

    /** Calibrates by {@link CalibrationMethod#PERCENTILE} with this share inside the range. */
    public Int8Options withPercentile(double newPercentile) {
        return with(new Ranges(CalibrationMethod.PERCENTILE, newPercentile, ranges.equalization()));
    }

    /**
     * Moves differences between the channels of an activation into the weights that it is multiplied by, where a normalisation
     * or a Mul with constants is before MatMul and Gemm. The float32 model computes the same numbers, bit for bit: factors are
     * powers of two. Needs calibration samples.
     *
     * @param alpha from 0, for none, to 1, where activations become alike and weights take all; 0.5 is usual
     */
    public Int8Options withEqualization(double alpha) {
        return with(new Ranges(method(), percentile(), alpha));
    }

    public Int8Options withPerTensorWeights() {
        return new Int8Options(activations, ranges, false, scheme, selection, acceptance);
    }

    public Int8Options withScheme(Int8Scheme newScheme) {
        return new Int8Options(activations, ranges, perChannelWeights, newScheme, selection, acceptance);
    }

    /** Leaves nodes in float32 whose names begin so. */
    public Int8Options excluding(String... nodePrefixes) {
        Set<String> all = new TreeSet<>(excludedNodes());
        all.addAll(List.of(nodePrefixes));
        return with(new Selection(operators(), all, layers()));
    }

    /** Says more of single layers; later overrides count more than earlier ones. */
    public Int8Options withLayers(List<LayerOverride> overrides) {
        List<LayerOverride> all = new ArrayList<>(layers());
        all.addAll(overrides);
        return with(new Selection(operators(), excludedNodes(), all));
    }

    /** Says of the layers whose names fit a pattern, in which {@code *} stands for any characters, what becomes of them. */
    public Int8Options withLayer(String pattern, LayerPrecision precision) {
        return withLayers(List.of(new LayerOverride(pattern, precision)));
    }

    /** Leaves nodes of these operators in float32. */
    public Int8Options excludingOperators(String... names) {
        requireQuantizable(activations, new TreeSet<>(List.of(names)));
        return with(new Selection(without(operators(), names), excludedNodes(), layers()));
    }

    /** Quantises these operators only, of those that {@link Int8Activations#operators} names. */
    public Int8Options onlyOperators(String... names) {
        return with(new Selection(new TreeSet<>(List.of(names)), excludedNodes(), layers()));
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
        return new Int8Options(activations, newRanges, perChannelWeights, scheme, selection, acceptance);
    }

    private Int8Options with(Selection newSelection) {
        return new Int8Options(activations, ranges, perChannelWeights, scheme, newSelection, acceptance);
    }

    private Int8Options with(Acceptance newAcceptance) {
        return new Int8Options(activations, ranges, perChannelWeights, scheme, selection, newAcceptance);
    }

    private static Set<String> without(Set<String> set, String... names) {
        Set<String> rest = new TreeSet<>(set);
        rest.removeAll(List.of(names));
        return rest;
    }

    Int8Settings settings() {
        return new Int8Settings(
                activations.form(),
                ranges.choice(),
                ranges.equalization(),
                perChannelWeights,
                scheme == Int8Scheme.EXACT,
                operators(),
                excludedNodes(),
                layers().stream().map(LayerOverride::rule).toList(),
                new Int8Settings.Limits(accuracyBudget(), minimumSpeedup(), threads()));
    }
}
