package org.xattnbmd.trainer.peers;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.AttentionSettings;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.EncoderSettings;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkSettings;
import org.xattnbmd.trainer.network.PictureSettings;
import org.xattnbmd.trainer.network.XAttnBmd;

/** An untrained XAttn-BMD on a ResNet-34 of full width at 224², as a DJL block and as the files exported from it. */
final class PeerModel {

    static final int SIDE = 224;

    private static final int GOLDEN = 2;

    /** As the trainer exports int8, all layers of the trunk; the weights are random, so there is no accuracy to keep. */
    private static final Int8Options INT8 = Int8Options.DEFAULT
            .onlyOperators("Conv", "Add", "MaxPool")
            .withAccuracyBudget(1e3)
            .withMinimumSpeedup(0);

    private PeerModel() {}

    static XAttnBmd network(NDManager manager) {
        manager.getEngine().setRandomSeed(34);
        List<NetworkConfig.FieldEncoding> fields = TinyModel.FIELDS.stream()
                .map(f ->
                        new NetworkConfig.FieldEncoding(f.name(), f.categories().size(), f.mean(), f.sd()))
                .toList();
        NetworkSettings settings = new NetworkSettings(
                new EncoderSettings(Backbone.RESNET34, 64, 32),
                PictureSettings.square(SIDE, 0),
                AttentionSettings.demo().withTokenSize(64).withDropout(0.1),
                FusionStrategy.BOTH);
        return XAttnBmd.create(new NetworkConfig(settings, fields, NetworkConfig.USUAL_SIZE_RANGE), manager);
    }

    /** Writes everything that the peers read: the network and its trunk in float32 and int8, its weights, the inputs. */
    static void write(PeerFiles files, NDManager manager) throws IOException, OrtException {
        Files.createDirectories(files.folder());
        files.writeInputs();
        XAttnBmd network = network(manager);
        new Safetensors(NamedParameters.values(network), Map.of()).write(files.weights());
        OnnxModel whole = export(network);
        OnnxModel trunk = OnnxExporter.of(trunk(network))
                .name("trunk")
                .input("radiograph", DataType.FLOAT32, -1, 1, SIDE, SIDE)
                .outputs("features")
                .tolerance(1e-3)
                .export();
        write(files.model("network", "float32"), whole);
        write(files.model("network", "int8"), whole.quantizeInt8(samples(files, manager, true), INT8));
        Files.write(files.model("trunk", "float32"), trunk.toBytes());
        Files.write(
                files.model("trunk", "int8"),
                trunk.quantizeInt8(samples(files, manager, false), INT8).toBytes());
    }

    /** Writes the network in float32 and float16, and the inputs. */
    static void writeHalf(PeerFiles files, NDManager manager) throws IOException, OrtException {
        Files.createDirectories(files.folder());
        files.writeInputs();
        OnnxModel whole = export(network(manager));
        write(files.model("network", "float32"), whole);
        write(files.model("network", "float16"), whole.toFloat16());
    }

    private static OnnxModel export(XAttnBmd network) {
        return OnnxExporter.of(network)
                .name("peers")
                .input("radiograph", DataType.FLOAT32, -1, 1, SIDE, SIDE)
                .input("clinical", DataType.FLOAT32, -1, TinyModel.FIELDS.size())
                .outputs(network.outputNames().toArray(new String[0]))
                .tolerance(1e-3)
                .export();
    }

    private static Block trunk(Block block) {
        if (block.getClass().getSimpleName().equals("ResNet")) {
            return block;
        }
        for (Pair<String, Block> child : block.getChildren()) {
            Block found = trunk(child.getValue());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** With a card whose golden vectors the file itself computes. */
    private static void write(Path file, OnnxModel model) throws IOException, OrtException {
        Files.write(file, model.toBytes());
        ModelCard card = TinyModel.card(Preprocessing.v1(SIDE, SIDE), golden(file));
        Files.write(
                file, model.withMetadata(ModelCard.METADATA_KEY, card.toJson()).toBytes());
    }

    private static SampleSet samples(PeerFiles files, NDManager manager, boolean clinical) throws IOException {
        float[] crop = files.readCrop();
        float[] row = PeerFiles.row();
        NDList sample = new NDList(manager.create(crop, new Shape(1, 1, SIDE, SIDE)));
        if (clinical) {
            sample.add(manager.create(row, new Shape(1, row.length)));
        }
        return SampleSet.of(List.of(sample));
    }

    private static List<GoldenVector> golden(Path model) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Random random = new Random(7);
        List<GoldenVector> vectors = new ArrayList<>();
        try (OrtSession session = environment.createSession(model.toString())) {
            for (int i = 0; i < GOLDEN; i++) {
                byte[] picture = new byte[SIDE * SIDE];
                random.nextBytes(picture);
                float[] crop = new float[picture.length];
                for (int p = 0; p < crop.length; p++) {
                    crop[p] = (picture[p] & 0xFF) / 255f;
                }
                float[] row = {70 + i, i, 165, 70};
                try (OnnxTensor crops = OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(crop), new long[] {1, 1, SIDE, SIDE});
                        OnnxTensor rows = OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(row), new long[] {1, row.length});
                        OrtSession.Result out = session.run(Map.of("radiograph", crops, "clinical", rows))) {
                    vectors.add(new GoldenVector(
                            GoldenVector.encode(picture),
                            doubles(row),
                            floats(out, "bmd")[0],
                            floats(out, "bmd_spread")[0],
                            floats(out, "outlier_score")[0],
                            doubles(floats(out, "clinical_attention"))));
                }
            }
        }
        return vectors;
    }

    private static float[] floats(OrtSession.Result out, String name) {
        FloatBuffer values = ((OnnxTensor) out.get(name).orElseThrow()).getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
    }

    private static List<Double> doubles(float[] values) {
        List<Double> copy = new ArrayList<>();
        for (float value : values) {
            copy.add((double) value);
        }
        return copy;
    }
}
