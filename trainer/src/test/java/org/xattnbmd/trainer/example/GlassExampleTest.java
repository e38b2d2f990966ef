package org.xattnbmd.trainer.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;
import org.xattnbmd.trainer.network.Regressor;
import org.xattnbmd.trainer.training.Gradients;

/** The network's parts on pictures and a table that have nothing to do with bone, from drawing to ONNX Runtime. */
class GlassExampleTest {

    private static final Path SOURCE = Path.of("src/test/java/org/xattnbmd/trainer/example/GlassNetwork.java");

    /** The parts that are for any picture and any table. */
    private static final List<String> PARTS = List.of(
            "AttentionGate",
            "AttentionSettings",
            "AttentionStep",
            "ChannelGate",
            "CrossAttention",
            "EncoderSettings",
            "FeedForward",
            "FurtherTargets",
            "ImageEncoder",
            "JointTransformer",
            "MultiHeadAttention",
            "Regressor",
            "ResNet",
            "ResidualUnit",
            "SelfAttentionLayer",
            "TableEncoder");

    @Test
    void itLearnsFromPictureAndTableTogetherAndIsExported() throws OrtException {
        Engine.getInstance().setRandomSeed(3);
        Glasses seen = Glasses.drawn(512, 1);
        Glasses unseen = Glasses.drawn(200, 2);
        List<FieldEncoding> columns =
                List.of(new FieldEncoding("capacity_ml", 0, 300, 115), new FieldEncoding("material", 2, 0.5, 0.5));
        try (Model model = Model.newInstance("glasses")) {
            GlassNetwork network =
                    new GlassNetwork(Glasses.SIDE, columns, new Regressor.Scale(seen.mean(), seen.sd(), 1));
            model.setBlock(network);
            GlassTraining.train(model, seen, 6, 16, 4);

            // The best that could be said is 0.63 of the picture alone and about 0.3 of the table alone.
            assertThat(unseen.r2(estimates(model, unseen))).isGreaterThan(0.75);
            assertThat(unseen.r2(estimates(model, unseen.withoutTable()))).isLessThan(0.65);
            assertExported(model, network, unseen.of(0, 1, 2, 3, 4));
        }
    }

    private static float[] estimates(Model model, Glasses glasses) {
        try (NDManager scope = model.getNDManager().newSubManager();
                Gradients off = Gradients.off()) {
            NDList inputs = GlassTraining.inputs(scope, glasses);
            return HostArrays.floats(model.getBlock()
                    .forward(new ParameterStore(scope, false), inputs, false)
                    .head());
        }
    }

    private static void assertExported(Model model, GlassNetwork network, Glasses some) throws OrtException {
        byte[] file = OnnxExporter.of(network)
                .input("picture", DataType.FLOAT32, -1, 1, Glasses.SIDE, Glasses.SIDE)
                .input("table", DataType.FLOAT32, -1, 2)
                .outputs("millilitres", "spread", "table_attention", "picture_attention")
                .export()
                .toBytes();
        float[] expected = estimates(model, some);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long n = some.size();
        try (OrtSession session = environment.createSession(file);
                OnnxTensor picture = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(some.pictures()), new long[] {n, 1, Glasses.SIDE, Glasses.SIDE});
                OnnxTensor table =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(some.table()), new long[] {n, 2});
                OrtSession.Result result = session.run(Map.of("picture", picture, "table", table))) {
            float[] actual = (float[]) result.get("millilitres").orElseThrow().getValue();
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isEqualTo(expected[i], within(0.01f));
            }
            float[][] attention =
                    (float[][]) result.get("table_attention").orElseThrow().getValue();
            assertThat(attention[0][0] + attention[0][1]).isEqualTo(1, within(1e-4f));
        }
    }

    @Test
    void theGuideShowsTheNetworkAsItIs() throws IOException {
        String source = Files.readString(SOURCE);
        String network = source.substring(source.indexOf("final class GlassNetwork"));
        Matcher shown = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("RESEARCHER-GUIDE.md")));
        assertThat(shown.find()).isTrue();
        assertThat(shown.group(1)).isEqualTo(network);
        assertThat(network.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(50);
    }

    /** Words of hips in the parts would be promises about what they are for. Names of saved weights are texts, and stay. */
    @Test
    void thePartsSpeakOfNoHip() throws IOException {
        Pattern words = Pattern.compile("\\b(hips?|bones?|bmd|necks?|femor\\w*|radiographs?|clinical|patients?)\\b");
        for (String part : PARTS) {
            String source = Files.readString(Path.of("src/main/java/org/xattnbmd/trainer/network/" + part + ".java"))
                    .replaceAll("\"[^\"\\n]*\"", "");
            assertThat(words.matcher(source.toLowerCase(Locale.ROOT)).results().map(r -> part + ": " + r.group()))
                    .isEmpty();
        }
    }
}
