package org.xattnbmd.trainer.export;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.ModelContract;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.onnx.GoldenCheck;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.Predictor;

/** A finished run as one self-describing ONNX file that has been compared with the network it came from. */
public final class ModelExport {

    /**
     * Relative to an output's largest value. A rounding error of 1e-7 in the located box moves the crop by 1e-5 pixels, and
     * the attention maps, which are for the eye, magnify that; BMD itself is held to {@link GoldenCheck#TOLERANCE}.
     */
    private static final double ATTENTION_TOLERANCE = 1e-3;

    private ModelExport() {}

    /**
     * What was written.
     *
     * @param goldenDifference largest difference of the golden vectors in ONNX Runtime, g/cm²
     */
    public record Exported(ModelCard card, OnnxModel model, double goldenDifference) {}

    /**
     * Exports in float32, checks, and only then writes.
     *
     * @throws org.xattnbmd.trainer.TrainerException {@code NOT_EXPORTABLE}, {@code EXPORT_MISMATCH}, {@code CHECKPOINT},
     *     {@code OUTPUT}
     */
    public static Exported export(Path runFolder, CardText text, Path target) {
        Exported exported = build(runFolder, text).exported();
        write(exported.model(), target);
        return exported;
    }

    /**
     * An export that is nowhere yet.
     *
     * @param trunk its convolutional trunk
     */
    record Built(Exported exported, NetworkConfig network, Trunk trunk) {}

    static void write(OnnxModel model, Path target) {
        byte[] bytes = model.toBytes();
        SafeFiles.writeAtomically(target, out -> out.write(bytes));
    }

    static Built build(Path runFolder, CardText text) {
        RunRecord run = RunFolder.read(runFolder);
        requireExportable(run);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(run.setup().network(), manager);
            NamedParameters.load(
                    network, Safetensors.read(RunFolder.weights(runFolder)).tensors());
            float[][] pictures = pictures(run);
            float[][] rows = rows(run);
            Predictor.Predictions outputs = new Predictor(network, manager).predict(pictures, rows);
            ModelCard card = text.card(run, golden(run.golden(), outputs), Precision.FLOAT32.toString());
            NetworkConfig shape = run.setup().network();
            OnnxModel model = model(network, network.outputNames(), shape, card, new Inputs(runFolder, pictures, rows));
            double difference = GoldenCheck.check(model.toBytes(), card);
            return new Built(new Exported(card, model, difference), shape, Trunk.of(network));
        }
    }

    /**
     * What an export is tried on.
     *
     * @param runFolder of the run whose neck finder the file carries, where it has one
     */
    record Inputs(Path runFolder, float[][] pictures, float[][] rows) {

        static Inputs of(RunRecord run, Path runFolder) {
            return new Inputs(runFolder, ModelExport.pictures(run), ModelExport.rows(run));
        }
    }

    /** The graph of a network, or of several as one, with its card; compared with it by the exporter. */
    static OnnxModel model(Block network, List<String> outputs, NetworkConfig shape, ModelCard card, Inputs tried) {
        OnnxExporter exporter = OnnxExporter.of(network).name("xattn-bmd");
        for (Tensor input : ModelContract.inputs()) {
            if (input.isRequired() || shape.localized()) {
                exporter.input(input.tensorName(), DataType.FLOAT32, input.shape(card));
            }
        }
        OnnxExporter described = exporter.outputs(outputs.toArray(new String[0]))
                .verificationInputs((scope, n, seed) -> inputs(scope, shape, tried.pictures, tried.rows, n, seed))
                .tolerance(ATTENTION_TOLERANCE)
                .metadata(ModelCard.METADATA_KEY, card.toJson());
        return carrying(tried.runFolder, card, described).export();
    }

    /** With the run's neck finder inside, where preprocessing goes by one. */
    private static OnnxExporter carrying(Path runFolder, ModelCard card, OnnxExporter exporter) {
        if (card.preprocessing().search() == null) {
            return exporter;
        }
        try {
            byte[] finder = Files.readAllBytes(RunFolder.finder(runFolder));
            return exporter.metadata(
                    ModelContract.Finder.METADATA_KEY, Base64.getEncoder().encodeToString(finder));
        } catch (IOException e) {
            throw new TrainerException(
                    Code.CHECKPOINT, "Can't read the run's neck finder (" + SafeFiles.reason(e) + ").", e);
        }
    }

    /** A file estimates from a radiograph, and its network alone must do what was evaluated: it meets missing values with its tokens, not with means. */
    static void requireExportable(RunRecord run) {
        if (!run.setup().network().fusion().usesImage()) {
            throw new TrainerException(
                    Code.NOT_EXPORTABLE,
                    "The run's network looks at clinical fields alone (fusion "
                            + run.setup().network().fusion().name().toLowerCase(Locale.ROOT)
                            + "): it serves comparisons. Expected one that looks at the radiograph.");
        }
        if (!run.restrictions().imputation().isEmpty()) {
            throw new TrainerException(
                    Code.NOT_EXPORTABLE,
                    "The run was trained on clinical values whose gaps had been filled ("
                            + run.restrictions().imputation()
                            + "), which its model file would not do. Expected a run trained on the values as they are;"
                            + " train it with `train`.");
        }
    }

    /**
     * Refuses a run with further targets for what they are not supported in.
     *
     * @param what in words, to follow "is not exported"
     */
    static void requireOneTarget(RunRecord run, String what) {
        if (!run.data().furtherTargets().isEmpty()) {
            throw new TrainerException(
                    Code.NOT_EXPORTABLE,
                    "A run with further targets ("
                            + run.data().furtherTargets().stream()
                                    .map(Target::name)
                                    .collect(Collectors.joining(", "))
                            + ") is not exported " + what + ".");
        }
    }

    private static float[][] pictures(RunRecord run) {
        return run.golden().stream()
                .map(g -> vector(g)
                        .decodeRadiograph(
                                run.setup().network().picture().imageWidth(),
                                run.setup().network().picture().imageHeight()))
                .toArray(float[][]::new);
    }

    private static float[][] rows(RunRecord run) {
        return run.golden().stream().map(g -> vector(g).clinicalRow()).toArray(float[][]::new);
    }

    /** The input alone. */
    private static GoldenVector vector(RunRecord.GoldenInput in) {
        return new GoldenVector(in.radiograph(), in.clinical(), 0, 0, 0, List.of());
    }

    /** Inputs with the outputs that a network computed for them. */
    static List<GoldenVector> golden(List<RunRecord.GoldenInput> inputs, Predictor.Predictions outputs) {
        List<GoldenVector> vectors = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            vectors.add(new GoldenVector(
                    inputs.get(i).radiograph(),
                    inputs.get(i).clinical(),
                    outputs.bmd()[i],
                    outputs.spread()[i],
                    outputs.outlierScore()[i],
                    list(outputs.fieldAttention()[i]),
                    list(outputs.further()[i]),
                    list(outputs.furtherSpread()[i])));
        }
        return vectors;
    }

    private static List<Double> list(float[] values) {
        List<Double> list = new ArrayList<>();
        for (float value : values) {
            list.add((double) value);
        }
        return list;
    }

    /** The golden inputs, round and round, each made a little different; every fifth value is missing. */
    private static NDList inputs(
            NDManager scope, NetworkConfig shape, float[][] pictures, float[][] rows, int n, long seed) {
        Random random = new Random(seed);
        int pixels = pictures[0].length;
        int fields = rows[0].length;
        float[] picture = new float[n * pixels];
        float[] clinical = new float[n * fields];
        for (int k = 0; k < n; k++) {
            int i = random.nextInt(pictures.length);
            for (int p = 0; p < pixels; p++) {
                picture[k * pixels + p] = 0.98f * pictures[i][p] + 0.02f * random.nextFloat();
            }
            for (int f = 0; f < fields; f++) {
                clinical[k * fields + f] = random.nextInt(5) == 0 ? Float.NaN : rows[i][f];
            }
        }
        NDList inputs = new NDList(
                scope.create(
                        picture,
                        new Shape(
                                n,
                                1,
                                shape.picture().imageHeight(),
                                shape.picture().imageWidth())),
                scope.create(clinical, new Shape(n, fields)));
        if (shape.localized()) {
            inputs.add(scope.create(boxes(n, random), new Shape(n, 4)));
        }
        return inputs;
    }

    /** Every other neck, by chance, is the localiser's to find. */
    private static float[] boxes(int n, Random random) {
        float[] boxes = new float[4 * n];
        for (int k = 0; k < n; k++) {
            boolean given = random.nextBoolean();
            for (int c = 0; c < 4; c++) {
                float part = random.nextFloat();
                boxes[4 * k + c] = !given ? Float.NaN : c < 2 ? 0.3f + 0.4f * part : 0.1f + 0.1f * part;
            }
        }
        return boxes;
    }
}
