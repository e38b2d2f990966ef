package org.xattnbmd.exporter.tools;

import java.nio.file.Path;
import java.util.Arrays;
import org.xattnbmd.exporter.CalibrationMethod;
import org.xattnbmd.exporter.Int8Activations;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Scheme;
import org.xattnbmd.exporter.LayerOverride;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes an int8 model of a file. */
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        description = {
            "Converts layers to int8 after samples of what the model will see.",
            "Writes nothing if the accuracy budget cannot be kept or the result is not faster."
        })
final class QuantizeCommand extends WritingCommand {

    @Option(
            names = "--calibration",
            description =
                    "folder with, per sample, an .npz (an array per input), a folder with an .npy or .bin file per"
                            + " input, or one such file where the model has one input; required unless activations are"
                            + " DYNAMIC, whose error is then measured on random inputs")
    private Path calibration;

    @Option(
            names = "--activations",
            description =
                    "STATIC: 8 bits, ranges from calibration samples; STATIC_16_BIT: 16 bits, likewise; DYNAMIC: 8 bits, the range that a tensor has"
                            + " while the model runs (${DEFAULT-VALUE})",
            defaultValue = "STATIC")
    private Int8Activations activations;

    @Option(names = "--method", description = "MIN_MAX, PERCENTILE or ENTROPY; MIN_MAX unless --percentile is given")
    private CalibrationMethod method;

    @Option(
            names = "--percentile",
            description = "share of values that PERCENTILE keeps inside the range, in percent; 99.99 unless given")
    private Double percentile;

    @Option(
            names = "--equalize",
            paramLabel = "ALPHA",
            description =
                    "moves differences between the channels of an activation into the weights behind it, as SmoothQuant"
                            + " does: 0 for none, to 1 (${DEFAULT-VALUE}; usual is 0.5); needs --calibration",
            defaultValue = "0")
    private double equalization;

    @Option(
            names = "--budget",
            description = "largest relative rms error of an output (${DEFAULT-VALUE})",
            defaultValue = "0.05")
    private double budget;

    @Option(
            names = "--min-speedup",
            description =
                    "0 skips measuring; 1 unless given, and 0 with activations STATIC_16_BIT, which are not faster")
    private Double minimumSpeedup;

    @Option(names = "--threads", description = "threads for measuring (${DEFAULT-VALUE})", defaultValue = "2")
    private int threads;

    @Option(names = "--exclude", description = "beginning of node names that stay in float32; may be repeated")
    private String[] excluded = {};

    @Option(names = "--exclude-operator", description = "operator that stays in float32; may be repeated")
    private String[] excludedOperators = {};

    @Option(names = "--only-operator", description = "operator to quantise, instead of all; may be repeated")
    private String[] operators = {};

    @Option(
            names = "--layer",
            paramLabel = "PATTERN=PRECISION",
            description =
                    "what becomes of layers: a name, * for any characters, then FLOAT32, INT8, INT8_PER_TENSOR or INT16_ACTIVATIONS; counts"
                            + " more than other options, and a later one more than an earlier one; may be repeated")
    private String[] layers = {};

    @Option(names = "--layers", description = "file with one such PATTERN=PRECISION per line, read before --layer")
    private Path layersFile;

    @Option(names = "--per-tensor", description = "one scale per weight instead of one per output channel")
    private boolean perTensor;

    @Option(
            names = "--scheme",
            description = "EXACT computes the same on every processor; FULL_RANGE, full ranges for activations and"
                    + " weights, does so only with VNNI (${DEFAULT-VALUE})",
            defaultValue = "EXACT")
    private Int8Scheme scheme;

    @Override
    public Integer call() {
        Int8Options options = valid(this::options);
        if (calibration == null && activations != Int8Activations.DYNAMIC) {
            throw wrongUsage("--calibration is required with activations " + activations);
        }
        OnnxModel quantized = read().quantizeInt8(calibration == null ? null : SampleSet.read(calibration), options);
        save(quantized);
        report(quantized);
        return 0;
    }

    private Int8Options options() {
        if (percentile != null && method != null && method != CalibrationMethod.PERCENTILE) {
            throw wrongUsage("--percentile belongs to --method PERCENTILE, received " + method);
        }
        if (activations == Int8Activations.DYNAMIC && (percentile != null || method != null)) {
            throw wrongUsage("--method and --percentile choose ranges beforehand, which activations DYNAMIC have not");
        }
        double usual = activations == Int8Activations.STATIC_16_BIT ? 0 : 1;
        double speedup = minimumSpeedup == null ? usual : minimumSpeedup;
        Int8Options options = Int8Options.DEFAULT
                .withActivations(activations)
                .withAccuracyBudget(budget)
                .withMinimumSpeedup(speedup)
                .withThreads(threads)
                .withEqualization(equalization)
                .excluding(excluded);
        options = percentile != null ? options.withPercentile(percentile) : options;
        options = method != null ? options.withMethod(method) : options;
        options = operators.length > 0 ? options.onlyOperators(operators) : options;
        options = options.excludingOperators(excludedOperators);
        options = perTensor ? options.withPerTensorWeights() : options;
        options = layersFile == null ? options : options.withLayers(LayerOverride.read(layersFile));
        options = options.withLayers(
                Arrays.stream(layers).map(LayerOverride::parse).toList());
        return options.withScheme(scheme);
    }
}
