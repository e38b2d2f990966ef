package org.xattnbmd.exporter;

import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.Dim;

/**
 * Turns an initialised DJL block into an ONNX model:
 *
 * <pre>{@code
 * OnnxModel model = OnnxExporter.of(block)
 *         .input("image", DataType.FLOAT32, -1, 3, 224, 224)
 *         .outputs("logits")
 *         .export();
 * model.save(Path.of("model.onnx"));
 * }</pre>
 *
 * <p>The block runs as it is, in inference mode, on arrays that record what is done to them. What ONNX cannot represent
 * is refused by name and place; what is written has been run in ONNX Runtime and agrees with the block. Not
 * thread-safe; the block must not be trained or closed meanwhile.
 */
public final class OnnxExporter {

    /** Oldest and newest version of the ONNX operators that can be written. */
    public static final int MIN_OPSET = 13;

    public static final int MAX_OPSET = 23;

    private final Block block;
    private String name = "model";
    private final List<InputSpec> inputs = new ArrayList<>();
    private @Nullable List<String> outputs;
    private final Map<String, String> metadata = new TreeMap<>();
    private int opset = 17;
    private double tolerance = 1e-4;
    private long seed = 1;
    private final Map<String, DynamicAxis> axes = new TreeMap<>();
    private @Nullable VerificationInputs verificationInputs;
    private boolean keepBatchAxis;

    private OnnxExporter(Block block) {
        this.block = block;
    }

    /** Starts the export of a block whose parameters have values. */
    public static OnnxExporter of(Block block) {
        if (block == null) {
            throw new ExportException(Code.INVALID_REQUEST, "expected a block, received null");
        }
        return new OnnxExporter(block);
    }

    /** The graph's name; "model" unless given. */
    public OnnxExporter name(String graphName) {
        this.name = graphName;
        return this;
    }

    /**
     * Declares the next input of the block.
     *
     * @param shape axis lengths; -1 where one varies. On axis 0 that is the batch unless {@link #dynamicAxis} gives it another
     *     name, on others it needs a name
     */
    public OnnxExporter input(String inputName, DataType type, long... shape) {
        inputs.add(new InputSpec(inputName, type, shape));
        return this;
    }

    /**
     * Names an axis that varies. Axes of one name have one length, in an input and in different ones, and the file calls them
     * so ({@code dim_param}); lengths that follow from it are called by what they are, such as {@code 2*sequence+1}.
     *
     * <pre>{@code
     * exporter.input("tokens", DataType.INT64, -1, -1)
     *         .dynamicAxis("tokens", 1, "sequence")
     * }</pre>
     *
     * @param inputName an input that is declared, with -1 as the length of the axis
     * @param axis from 0 on
     * @param axisName letters, digits and underscores
     */
    public OnnxExporter dynamicAxis(String inputName, int axis, String axisName) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).name().equals(inputName)) {
                inputs.set(i, inputs.get(i).named(axis, axisName));
                return this;
            }
        }
        throw new ExportException(
                Code.INVALID_REQUEST,
                "expected an input that is declared, one of "
                        + inputs.stream().map(InputSpec::name).toList() + ", received \"" + inputName + "\"");
    }

    /** Says of an axis that varies which lengths the model is for, and at which it is traced and compared. */
    public OnnxExporter axis(DynamicAxis axis) {
        axes.put(axis.name(), axis);
        return this;
    }

    /** Names the outputs in the order in which the block returns them; "output" or "output_0" … unless given. */
    public OnnxExporter outputs(String... names) {
        this.outputs = List.of(names);
        return this;
    }

    /** Stores a text in the model under {@code metadata_props}. */
    public OnnxExporter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Version of the ONNX operators, 13 to 23; 17 unless given. */
    public OnnxExporter opset(int version) {
        this.opset = version;
        return this;
    }

    /**
     * Largest difference between ONNX Runtime and the block, relative to the largest absolute value of the output; 1e-4
     * unless given.
     */
    public OnnxExporter tolerance(double relative) {
        this.tolerance = relative;
        return this;
    }

    /** Seed of the inputs on which the export is traced and compared; 1 unless given. */
    public OnnxExporter seed(long newSeed) {
        this.seed = newSeed;
        return this;
    }

    /**
     * Batch sizes at which the result is compared with the block; 1, 4 and 7 unless given. At least two must be none of
     * 2, 3 and 5, which tracing uses.
     */
    public OnnxExporter verificationBatches(int... sizes) {
        DynamicAxis batch = axes.getOrDefault(Dim.BATCH_NAME, DynamicAxis.named(Dim.BATCH_NAME));
        axes.put(
                Dim.BATCH_NAME,
                batch.verifiedAt(Arrays.stream(sizes).asLongStream().toArray()));
        return this;
    }

    /** Inputs on which the export is traced and compared, where random ones will not do. */
    public OnnxExporter verificationInputs(VerificationInputs source) {
        this.verificationInputs = source;
        return this;
    }

    /**
     * Exports also a block that drops the batch axis of an output where there is a single sample, by {@code squeeze()}
     * without axes: the model then keeps the axis at every batch size. Refused unless this is called, since block and
     * model differ in shape. DJL's {@code BertBlock} needs it.
     */
    public OnnxExporter keepBatchAxis() {
        this.keepBatchAxis = true;
        return this;
    }

    /**
     * Traces, optimises, writes and compares.
     *
     * @throws ExportException if the request is wrong, if the block does something that cannot be represented, or if ONNX
     *     Runtime and the block disagree
     */
    public OnnxModel export() {
        ExportRequest request = ExportRequest.of(
                block,
                opset,
                new ExportRequest.Description(name, inputs, outputs, metadata),
                axes,
                new ExportRequest.Comparison(tolerance, seed, verificationInputs, keepBatchAxis));
        return ExportException.translating(() -> new ExportJob(request).run());
    }
}
