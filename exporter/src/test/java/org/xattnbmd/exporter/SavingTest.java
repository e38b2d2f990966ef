package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.exporter.Protos.body;
import static org.xattnbmd.exporter.Protos.floats;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.value;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.internal.graph.ElementType;

/** Models written as one file, and with their tensors in a file beside it. */
class SavingTest {

    private static final int N = 40;

    @TempDir
    private Path folder;

    /** Two large weights of equal shape, a small one, and an If whose body has a large one of its own. */
    private OnnxModel model(long seed) throws IOException {
        OnnxMl.GraphProto.Builder then = graph(node("MatMul", "n own", "t"))
                .addInitializer(weights("own", seed + 9))
                .addOutput(value("t", ElementType.FLOAT, 1, N));
        OnnxMl.GraphProto.Builder otherwise =
                graph(node("MatMul", "n v", "e")).addOutput(value("e", ElementType.FLOAT, 1, N));
        OnnxMl.GraphProto.Builder graph = graph(
                        node("MatMul", "x w", "m"),
                        node("Add", "m k", "n"),
                        node("ReduceMax", "n", "r", Protos.number("keepdims", 0)),
                        node("Cast", "r", "b", Protos.number("to", ElementType.BOOL.code())),
                        node("If", "b", "y", body("then_branch", then), body("else_branch", otherwise)))
                .addInput(value("x", ElementType.FLOAT, 1, N))
                .addOutput(value("y", ElementType.FLOAT, 1, N))
                .addInitializer(weights("w", seed))
                .addInitializer(weights("v", seed + 1))
                .addInitializer(floats("k", new long[] {1}, 0.5f));
        Path file = Files.createTempFile(folder, "given", ".onnx");
        Files.write(file, Protos.model(17, graph).build().toByteArray());
        OnnxModel read = OnnxModel.read(file).withMetadata("card", "one");
        Files.delete(file);
        return read;
    }

    private static OnnxMl.TensorProto weights(String name, long seed) {
        Random random = new Random(seed);
        float[] values = new float[N * N];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return floats(name, new long[] {N, N}, values);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    /** ONNX Runtime's own reading of a file and what lies beside it. */
    private static float[][] run(Path file) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        float[] x = new float[N];
        java.util.Arrays.fill(x, 0.25f);
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {1, N});
                OrtSession.Result result = session.run(Map.of("x", input))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    private static List<OnnxMl.TensorProto> initializers(Path file) throws IOException {
        return OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList();
    }

    @Test
    void onnxRuntimeAndTheReaderTakeWhatIsWritten() throws Exception {
        OnnxModel model = model(1);
        Path one = folder.resolve("one.onnx");
        Path two = folder.resolve("two.onnx");
        model.save(one);
        model.saveWithExternalData(two);
        assertThat(files())
                .hasSize(3)
                .contains("one.onnx", "two.onnx")
                .anyMatch(f -> f.matches("two.onnx\\.[0-9a-f]{12}\\.data"));
        assertThat(Files.size(two)).isLessThan(Files.size(one) / 2);
        assertThat(run(two)).isDeepEqualTo(run(one));
        OnnxModel read = OnnxModel.read(two);
        assertThat(read.toBytes()).isEqualTo(model.toBytes());
        assertThat(read.metadata()).isEqualTo(model.metadata());
        assertThat(read.report().bytes()).isGreaterThan(2L * N * N * Float.BYTES);
    }

    @Test
    void largeTensorsBeginAtPagesAndSmallOnesStay() throws Exception {
        Path file = folder.resolve("m.onnx");
        model(1).saveWithExternalData(file);
        for (OnnxMl.TensorProto t : initializers(file)) {
            boolean large = !t.getName().equals("k");
            assertThat(t.getExternalDataCount() > 0).as(t.getName()).isEqualTo(large);
            if (large) {
                assertThat(t.getRawData().isEmpty()).isTrue();
                assertThat(Long.parseLong(t.getExternalData(1).getValue()) % 4096)
                        .isZero();
            }
        }
    }

    @Test
    void moreThanOneFileHoldsIsPutInTwo() throws Exception {
        OnnxModel model = model(1);
        long tensors = 2L * N * N * Float.BYTES + Float.BYTES;
        model.save(folder.resolve("fits.onnx"), tensors);
        assertThat(files()).containsExactly("fits.onnx");
        model.save(folder.resolve("more.onnx"), tensors - 1);
        assertThat(files()).hasSize(3);
        assertThat(run(folder.resolve("more.onnx"))).isDeepEqualTo(run(folder.resolve("fits.onnx")));
    }

    @Test
    void savingAgainGivesTheSameFilesAndAnotherModelKeepsTheDataOfTheOld() throws Exception {
        Path file = folder.resolve("m.onnx");
        model(1).saveWithExternalData(file);
        List<String> first = files();
        byte[] bytes = Files.readAllBytes(file);
        model(1).saveWithExternalData(file);
        assertThat(files()).isEqualTo(first);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        model(2).saveWithExternalData(file);
        assertThat(files()).hasSize(3).containsAll(first);
        assertThat(OnnxModel.read(file).toBytes()).isEqualTo(model(2).toBytes());
        Files.write(file, bytes);
        assertThat(OnnxModel.read(file).toBytes()).isEqualTo(model(1).toBytes());
    }

    @Test
    void changedDataIsNoticed() throws Exception {
        Path file = folder.resolve("m.onnx");
        model(1).saveWithExternalData(file);
        Path data = folder.resolve(
                files().stream().filter(f -> f.endsWith(".data")).findFirst().orElseThrow());
        byte[] bytes = Files.readAllBytes(data);
        bytes[bytes.length / 2] ^= 1;
        Files.write(data, bytes);
        assertThatThrownBy(() -> OnnxModel.read(file))
                .isInstanceOfSatisfying(
                        ExportException.class,
                        e -> assertThat(e.code()).isEqualTo(ExportException.Code.INVALID_MODEL_FILE))
                .hasMessageContaining("with SHA-1");
    }

    @Test
    void whereWritingFailsNothingIsLeft() throws Exception {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        Files.createFile(taken.resolve("something"));
        OnnxModel model = model(1);
        assertThatThrownBy(() -> model.save(taken))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(ExportException.Code.IO));
        assertThat(files()).containsExactly("taken");
        assertThatThrownBy(() -> model.saveWithExternalData(taken)).isInstanceOf(ExportException.class);
        assertThat(files()).noneMatch(f -> f.endsWith(".part"));
        assertThatThrownBy(() ->
                        model.saveWithExternalData(folder.resolve("absent").resolve("m.onnx")))
                .hasMessageContaining("choose a folder that exists");
    }

    @Test
    void aModelWithoutLargeTensorsIsOneFile() throws Exception {
        Path given = folder.resolve("given.onnx");
        Files.write(
                given,
                Protos.model(
                                17,
                                graph(node("Relu", "x", "y"))
                                        .addInput(value("x", ElementType.FLOAT, 3))
                                        .addOutput(value("y", ElementType.FLOAT, 3)))
                        .build()
                        .toByteArray());
        OnnxModel.read(given).saveWithExternalData(folder.resolve("small.onnx"));
        assertThat(files()).containsExactly("given.onnx", "small.onnx");
    }
}
