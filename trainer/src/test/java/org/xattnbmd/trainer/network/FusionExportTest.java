package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.training.Gradients;

/** Every strategy becomes an ONNX file that computes what the network computes, attention maps included. */
class FusionExportTest {

    private static final int BATCH = 3;
    private static final int SIZE = TinyNetworks.SIZE;
    private static final int FIELDS = TinyNetworks.FIELDS.size();

    @ParameterizedTest
    @MethodSource("networks")
    void exportedGraphAgreesWithTheNetwork(FusionStrategy fusion, AttentionGate gate) throws OrtException {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            Engine.getInstance().setRandomSeed(5);
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(fusion, gate), manager);
            openGates(network);
            float[] pictures = TinyNetworks.pictures(BATCH, 21);
            float[] rows = TinyNetworks.rows(BATCH, 22);
            rows[FIELDS + 1] = Float.NaN;
            NDList expected = network.forward(
                    new ParameterStore(manager, false),
                    new NDList(
                            manager.create(pictures, new Shape(BATCH, 1, SIZE, SIZE)),
                            manager.create(rows, new Shape(BATCH, FIELDS))),
                    false);
            byte[] file = export(network);
            List<String> names = network.outputNames();
            try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
                    OrtSession session = environment.createSession(file);
                    OnnxTensor picture = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(pictures), new long[] {BATCH, 1, SIZE, SIZE});
                    OnnxTensor clinical =
                            OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows), new long[] {BATCH, FIELDS});
                    OrtSession.Result result = session.run(Map.of("radiograph", picture, "clinical", clinical))) {
                for (int o = 0; o < names.size(); o++) {
                    OnnxTensor output = (OnnxTensor) result.get(names.get(o)).orElseThrow();
                    float[] actual = new float[(int) expected.get(o).size()];
                    output.getFloatBuffer().get(actual);
                    assertThat(output.getInfo().getShape())
                            .containsExactly(expected.get(o).getShape().getShape());
                    assertClose(names.get(o), actual, expected.get(o));
                }
            }
        }
    }

    static Stream<Arguments> networks() {
        return Stream.of(FusionStrategy.values())
                .flatMap(fusion -> Stream.of(AttentionGate.values())
                        .filter(gate -> fusion.attends() || gate == AttentionGate.NONE)
                        .map(gate -> Arguments.of(fusion, gate)));
    }

    /** As after training: at zero, all that lies behind them could be wrong and nobody would see. */
    private static void openGates(XAttnBmd network) {
        NamedParameters.of(network).forEach((name, parameter) -> {
            if (name.endsWith("factor")) {
                parameter.getArray().addi(0.7f);
            }
        });
    }

    private static byte[] export(XAttnBmd network) {
        return OnnxExporter.of(network)
                .input("radiograph", DataType.FLOAT32, -1, 1, SIZE, SIZE)
                .input("clinical", DataType.FLOAT32, -1, FIELDS)
                .outputs(network.outputNames().toArray(new String[0]))
                .verificationInputs((scope, n, seed) -> new NDList(
                        scope.create(TinyNetworks.pictures(n, seed), new Shape(n, 1, SIZE, SIZE)),
                        scope.create(TinyNetworks.rows(n, seed), new Shape(n, FIELDS))))
                .export()
                .toBytes();
    }

    private static void assertClose(String name, float[] actual, NDArray expected) {
        float[] values = expected.toFloatArray();
        float tolerance = 2e-5f * Math.max(1, expected.abs().max().getFloat());
        for (int i = 0; i < values.length; i++) {
            assertThat(actual[i]).as(name).isEqualTo(values[i], within(tolerance));
        }
    }
}
