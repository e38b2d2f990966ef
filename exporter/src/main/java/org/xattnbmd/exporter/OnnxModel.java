package org.xattnbmd.exporter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.io.ModelFileWriter;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.OnnxFile;
import org.xattnbmd.exporter.internal.pass.FunctionInlining;
import org.xattnbmd.exporter.internal.precision.Conversion;
import org.xattnbmd.exporter.internal.precision.Float16;
import org.xattnbmd.exporter.internal.precision.Int4;
import org.xattnbmd.exporter.internal.precision.Int8;
import org.xattnbmd.exporter.internal.precision.Speed;

/** An ONNX model, exported or read from a file. Immutable and thread-safe; holds no native resources. */
public final class OnnxModel {

    private final Graph graph;
    private final Map<String, String> metadata;
    private final ExportReport report;
    private final @Nullable ConversionReport conversion;

    OnnxModel(Graph graph, Map<String, String> metadata, ExportReport report, @Nullable ConversionReport conversion) {
        this.graph = graph;
        this.metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        this.report = report;
        this.conversion = conversion;
    }

    /**
     * Reads a file that need not come from here. Nothing in it is trusted: its size, nesting and tensors are checked. Tensors
     * may be in other files (external data) in its folder, to which no link leads; no others are opened. Its {@link #report()}
     * has no comparison, since there is no block to compare with.
     *
     * @throws ExportException with code IO, TOO_LARGE or INVALID_MODEL_FILE
     */
    public static OnnxModel read(Path path) {
        OnnxFile file = ExportException.translating(() -> ModelReader.read(path).requireValid());
        return new OnnxModel(
                file.graph(),
                file.metadata(),
                reportOf(file.graph(), file.bytes() + file.externalBytes(), List.of()),
                null);
    }

    /** A graph that was made here, without metadata. */
    static OnnxModel of(Graph graph) {
        int bytes = ModelWriter.write(graph, Map.of()).length;
        return new OnnxModel(graph, Map.of(), reportOf(graph, bytes, List.of()), null);
    }

    private static ExportReport reportOf(Graph graph, long bytes, List<ExportReport.PassResult> passes) {
        return new ExportReport(
                List.of(), List.of(), Double.NaN, List.of(), ExportReport.Contents.of(graph, bytes), passes, 0);
    }

    /**
     * The model after the optimisations that an export applies, compared with this one on random inputs. Where it does not run
     * on any, it is left alone: the report then has one entry, "all passes", with the reason.
     *
     * @throws ExportException with code PARITY if they disagree
     */
    public OnnxModel optimized() {
        return optimized(null);
    }

    /** The same, compared on samples, which a model needs that random inputs do not fit; random inputs if null. */
    public OnnxModel optimized(@Nullable SampleSet samples) {
        return ExportException.translating(() -> result(Optimization.apply(graph, samples)));
    }

    private OnnxModel result(Optimization.Result result) {
        int bytes = ModelWriter.write(result.graph(), metadata).length;
        return new OnnxModel(result.graph(), metadata, reportOf(result.graph(), bytes, result.passes()), conversion);
    }

    /** The same, compared on random inputs. */
    public OnnxModel withFixedAxes(Map<String, Long> sizes) {
        return withFixedAxes(sizes, null);
    }

    /**
     * The model with one length for axes that vary, optimised for it: lengths that become constant are folded, and with them
     * branches that depend on them. The result is compared with this model at these lengths.
     *
     * @param sizes a length for each axis that is to be fixed, by its name; {@code input:axis}, such as {@code image:0}, where it
     *     has none. The others still vary
     * @param samples inputs of these lengths to compare on; random ones if null. Where the model does not run on random inputs of
     *     any length, what was fixed is not folded: the report then has one entry, "all passes", with the reason
     * @throws ExportException with code INVALID_REQUEST if there is no such axis, which names those that there are, or if the
     *     model does not run at these lengths; with code PARITY if the models disagree
     */
    public OnnxModel withFixedAxes(Map<String, Long> sizes, @Nullable SampleSet samples) {
        return ExportException.translating(() -> result(Optimization.fixed(graph, Map.copyOf(sizes), samples)));
    }

    /** The ONNX file. The same block, options and metadata give the same bytes. */
    public byte[] toBytes() {
        return ExportException.translating(() -> ModelWriter.write(graph, metadata));
    }

    /**
     * Writes the ONNX file; a reader sees the whole new file or the old one. Where its tensors take more than the 2 GiB that a
     * file can hold, it is written like {@link #saveWithExternalData}.
     *
     * @throws ExportException with code IO
     */
    public void save(Path path) {
        save(path, ModelWriter.MOST_TENSORS);
    }

    /** @param mostInOneFile bytes of tensors from which on they are put in another file */
    void save(Path path, long mostInOneFile) {
        saving(path, target -> ModelFileWriter.write(graph, metadata, target, mostInOneFile));
    }

    /**
     * Writes the ONNX file, and its tensors of 1 KiB and more to a file beside it (ONNX's external data), named after the
     * model's file and a digest of what is in it; both are to be kept in one folder. A reader sees the whole new model or the
     * old one, whose data stays beside it under its own name.
     *
     * @throws ExportException with code IO
     */
    public void saveWithExternalData(Path path) {
        saving(path, target -> ModelFileWriter.writeWithExternalData(graph, metadata, target));
    }

    @FunctionalInterface
    private interface Saving {
        void to(Path target) throws IOException;
    }

    private static void saving(Path path, Saving saving) {
        Path target = path.toAbsolutePath();
        ExportException.translating(() -> {
            try {
                saving.to(target);
                return null;
            } catch (IOException e) {
                throw new Failure(
                        Failure.Reason.IO,
                        "could not write " + target + " (" + e + "); choose a folder that exists and is writable",
                        e);
            }
        });
    }

    Graph graph() {
        return graph;
    }

    /** How the export went. */
    public ExportReport report() {
        return report;
    }

    /** What is stored under {@code metadata_props}. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The same model with one more metadata entry, or with another value for it. */
    public OnnxModel withMetadata(String key, String value) {
        Map<String, String> more = new TreeMap<>(metadata);
        more.put(key, value);
        return new OnnxModel(graph, more, report, conversion);
    }

    /**
     * The model whose output is {@code factor * output + summand}, computed by the graph itself, so that every runtime gives
     * the same answer. What reads the output inside the graph reads the old value; a factor of 1 and a summand of 0 add
     * nothing.
     *
     * @param output name of an output of real numbers
     * @throws ExportException with code INVALID_REQUEST if there is no such output or the line is not finite
     */
    public OnnxModel withAffineOutput(String output, double factor, double summand) {
        Graph changed = AffineOutput.of(graph, output, factor, summand);
        int bytes = ExportException.translating(() -> ModelWriter.write(changed, metadata).length);
        return new OnnxModel(changed, metadata, reportOf(changed, bytes, List.of()), conversion);
    }

    /** What the conversion to lower precision did that made this model; empty for a float32 model. */
    public Optional<ConversionReport> conversion() {
        return Optional.ofNullable(conversion);
    }

    /** The model in float16 with float32 inputs and outputs, under {@link Float16Options#DEFAULT}. */
    public OnnxModel toFloat16() {
        return toFloat16(Float16Options.DEFAULT);
    }

    /**
     * The model in float16, its own functions inlined where that is possible. What comes near the largest float16 on the samples, and what ONNX Runtime has no float16 for,
     * stays in float32; how far the outputs moved is in {@link #conversion()}.
     *
     * @throws ExportException with code QUANTIZATION_REFUSED if the result is not finite where this model's is; with
     *     INVALID_REQUEST if random inputs do not fit the model
     */
    public OnnxModel toFloat16(Float16Options options) {
        Conversion half = ExportException.translating(() -> Float16.convert(
                FunctionInlining.inlined(graph), options.settings(), SampleSet.feeds(options.samples(), graph)));
        return new OnnxModel(half.graph(), metadata, report, ConversionReport.of("float16", half));
    }

    /** The model with its layers in int8, under {@link Int8Options#DEFAULT}. */
    public OnnxModel quantizeInt8(SampleSet calibration) {
        return quantizeInt8(calibration, Int8Options.DEFAULT);
    }

    /**
     * The model with its layers in int8, in the form that {@link Int8Activations} says. Layers whose rounding costs too much
     * stay in float32; which, and what error and speed are left, is in {@link #conversion()}.
     *
     * @param calibration inputs as the model will see them; may be null where activations are {@link Int8Activations#DYNAMIC},
     *     and the error is then that on random inputs
     * @throws ExportException with code QUANTIZATION_REFUSED if the accuracy budget cannot be kept or the result is not
     *     faster
     */
    public OnnxModel quantizeInt8(@Nullable SampleSet calibration, Int8Options options) {
        if (calibration == null && options.activations() != Int8Activations.DYNAMIC) {
            throw new ExportException(Code.INVALID_REQUEST, "expected calibration samples, received none");
        }
        Conversion integer = ExportException.translating(() -> {
            List<Map<String, Tensor>> samples = calibration == null ? List.of() : SampleSet.feeds(calibration, graph);
            SampleSet judged = options.evaluation() == null ? calibration : options.evaluation();
            var evaluation = judged == calibration && judged != null ? samples : SampleSet.feeds(judged, graph);
            return Int8.quantize(FunctionInlining.inlined(graph), options.settings(), samples, evaluation);
        });
        return new OnnxModel(integer.graph(), metadata, report, ConversionReport.of("int8", integer));
    }

    /** The model with weights of 4 bits, under {@link Int4Options#DEFAULT}. */
    public OnnxModel quantizeWeights() {
        return quantizeWeights(Int4Options.DEFAULT);
    }

    /**
     * The model with the weights of MatMul and Gemm in 4 bits, a scale per block, and everything else in float32. Layers whose
     * rounding costs too much stay in float32; which, and what error is left, is in {@link #conversion()}.
     *
     * @throws ExportException with code QUANTIZATION_REFUSED if the accuracy budget cannot be kept; with INVALID_REQUEST if
     *     the form needs a newer opset or random inputs do not fit the model
     */
    public OnnxModel quantizeWeights(Int4Options options) {
        Conversion four = ExportException.translating(() -> Int4.quantize(
                FunctionInlining.inlined(graph), options.settings(), SampleSet.feeds(options.samples(), graph)));
        return new OnnxModel(four.graph(), metadata, report, ConversionReport.of("int4", four));
    }

    /**
     * The cheapest of float16, int8 in its forms, and weights of 4 bits whose error stays within a bound, each with the layers in
     * float32 that this takes. All compute the same on every processor.
     *
     * @param calibration inputs as the model will see them
     * @throws ExportException with code INVALID_REQUEST if the samples do not fit the model
     */
    public PrecisionChoice cheapestWithin(PrecisionChoice.Request request, SampleSet calibration) {
        if (calibration == null) {
            throw new ExportException(Code.INVALID_REQUEST, "expected calibration samples, received none");
        }
        return new PrecisionSearch(this, calibration, request, Speed::compare).run();
    }
}
