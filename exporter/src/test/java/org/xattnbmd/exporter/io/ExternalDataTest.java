package org.xattnbmd.exporter.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.exporter.Protos.body;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.model;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.value;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.OnnxFile;
import org.xattnbmd.exporter.internal.io.ReadLimits;

/** Tensors in files beside the model: read where they are as they should be, and refused in every other case. */
class ExternalDataTest {

    private static final float[] NUMBERS = {1.5f, -2, 3};
    private static final int BYTES = NUMBERS.length * Float.BYTES;

    @TempDir
    private Path root;

    private Path folder;

    @BeforeEach
    void aFileWithNumbers() throws IOException {
        folder = Files.createDirectories(root.resolve("model"));
        ByteBuffer data = ByteBuffer.allocate(8 + BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.position(8);
        data.asFloatBuffer().put(NUMBERS);
        Files.write(folder.resolve("weights"), data.array());
        Files.write(root.resolve("outside"), data.array());
    }

    private static OnnxMl.TensorProto reference(String name, Map<String, String> entries) {
        OnnxMl.TensorProto.Builder tensor = OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(ElementType.FLOAT.code())
                .addDims(NUMBERS.length)
                .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL);
        entries.forEach((k, v) -> tensor.addExternalData(
                OnnxMl.StringStringEntryProto.newBuilder().setKey(k).setValue(v)));
        return tensor.build();
    }

    private static Map<String, String> entries(String location, String... more) {
        Map<String, String> entries = new LinkedHashMap<>(Map.of("location", location));
        for (String entry : more) {
            String[] parts = entry.split("=");
            entries.put(parts[0], parts[1]);
        }
        return entries;
    }

    private static OnnxMl.GraphProto.Builder xPlus(String constant) {
        return graph(node("Add", "x " + constant, "y"))
                .addInput(value("x", ElementType.FLOAT, 3))
                .addOutput(value("y", ElementType.FLOAT, 3));
    }

    private OnnxFile read(OnnxMl.GraphProto.Builder graph, ReadLimits limits) {
        try {
            Path file = folder.resolve("model.onnx");
            Files.write(file, model(17, graph).build().toByteArray());
            return ModelReader.read(file, limits).requireValid();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private OnnxFile read(OnnxMl.TensorProto weight) {
        return read(xPlus("w").addInitializer(weight), ReadLimits.DEFAULT);
    }

    private static float[] constant(OnnxFile file) {
        List<Value> constants = file.graph().initializers();
        assertThat(constants).hasSize(1);
        return constants.get(0).constant().toFloats();
    }

    private void refused(Map<String, String> entries, String message) {
        assertThatThrownBy(() -> read(reference("w", entries)))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL_FILE))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"offset=8", "offset=8,length=12", "offset=8,length=12,checksum=SHA"})
    void aTensorIsReadFromItsPlace(String where) throws Exception {
        byte[] sha = MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(folder.resolve("weights")));
        String[] more = where.replace("SHA", HexFormat.of().withUpperCase().formatHex(sha))
                .split(",");
        OnnxFile file = read(reference("w", entries("weights", more)));
        assertThat(constant(file)).containsExactly(NUMBERS);
        assertThat(file.externalBytes()).isEqualTo(BYTES);
        assertThat(file.bytes()).isEqualTo(Files.size(folder.resolve("model.onnx")));
    }

    @Test
    void aFolderBelowIsTheModelsOwn() throws IOException {
        Files.createDirectories(folder.resolve("a"));
        Files.copy(folder.resolve("weights"), folder.resolve("a").resolve("b"));
        assertThat(constant(read(reference("w", entries("./a/b", "offset=8"))))).containsExactly(NUMBERS);
    }

    @Test
    void whatSeveralTensorsShareIsReadOnce() {
        OnnxMl.TensorProto one = reference("w", entries("weights", "offset=8"));
        OnnxMl.GraphProto.Builder graph = xPlus("w")
                .addNode(node("Mul", "y v", "z"))
                .addOutput(value("z", ElementType.FLOAT, 3))
                .addInitializer(one)
                .addInitializer(one.toBuilder().setName("v"));
        OnnxFile file = read(graph, new ReadLimits(1 << 20, 1000, 32, BYTES));
        assertThat(file.externalBytes()).isEqualTo(BYTES);
        assertThatThrownBy(() -> read(graph, new ReadLimits(1 << 20, 1000, 32, BYTES - 1)))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void theLimitHoldsForAllTensorsTogetherAndForWhatIsHashed() {
        OnnxMl.GraphProto.Builder graph = xPlus("w")
                .addNode(node("Mul", "y v", "z"))
                .addOutput(value("z", ElementType.FLOAT, 3))
                .addInitializer(reference("w", entries("weights", "offset=8")))
                .addInitializer(reference("v", entries("weights", "offset=4")));
        assertThat(read(graph, new ReadLimits(1 << 20, 1000, 32, 2 * BYTES)).externalBytes())
                .isEqualTo(2 * BYTES);
        assertThatThrownBy(() -> read(graph, new ReadLimits(1 << 20, 1000, 32, 2 * BYTES - 1)))
                .hasMessageContaining("expected at most 23 bytes of data in other files");
        OnnxMl.GraphProto.Builder hashed =
                xPlus("w").addInitializer(reference("w", entries("weights", "offset=8", "checksum=00")));
        assertThatThrownBy(() -> read(hashed, new ReadLimits(1 << 20, 1000, 32, BYTES)))
                .hasMessageContaining("to compute its checksum of, received 20");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "a/../../outside",
                "/etc/passwd",
                "",
                "/",
                "..",
                "C:/weights",
                "..\\outside",
                "weights/",
                "a//b",
                "weights\u0000",
                "*/_ORT_MEM_ADDR_/*"
            })
    void aLocationOutsideTheFolderIsRefused(String location) {
        refused(entries(location, "offset=8"), "expected data in a file");
    }

    @ParameterizedTest
    @CsvSource({
        "offset=9, expected data within",
        "offset=-1, a number of bytes of 0 and more",
        "offset=99999999999999999999, a number of bytes of 0 and more",
        "offset=999999999999999999, expected data within",
        "offset=1e1, a number of bytes of 0 and more",
        "length=11, expected 12 bytes",
        "length=13, expected 12 bytes",
        "length=0, expected 12 bytes",
        "checksum=0123456789012345678901234567890123456789, with SHA-1",
        "basepath=.., relative to the model's folder"
    })
    void aPlaceThatIsNotInTheFileIsRefused(String entry, String message) {
        refused(entries("weights", entry), message);
    }

    @Test
    void whatIsSaidTwiceOrNotAtAllIsRefused() {
        refused(Map.of("offset", "8"), "a location of its data");
        OnnxMl.TensorProto twice = reference("w", entries("weights", "offset=8")).toBuilder()
                .addExternalData(OnnxMl.StringStringEntryProto.newBuilder()
                        .setKey("offset")
                        .setValue("4"))
                .build();
        assertThatThrownBy(() -> read(twice)).hasMessageContaining("one offset of its data");
        OnnxMl.TensorProto both = reference("w", entries("weights", "offset=8")).toBuilder()
                .setRawData(com.google.protobuf.ByteString.copyFrom(new byte[BYTES]))
                .build();
        assertThatThrownBy(() -> read(both)).hasMessageContaining("data in one place");
    }

    @Test
    void linksAreRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), root.resolve("outside"));
        Files.createSymbolicLink(folder.resolve("inside"), folder.resolve("weights"));
        Files.createSymbolicLink(folder.resolve("above"), root);
        for (String location : List.of("link", "inside", "above/outside")) {
            refused(entries(location, "offset=8"), "that no link leads to");
        }
        Files.createLink(folder.resolve("hard"), root.resolve("outside"));
        refused(entries("hard", "offset=8"), "there are hard links");
        Files.createDirectory(folder.resolve("folder"));
        refused(entries("folder"), "which is no file");
        refused(entries("absent"), "which is no file");
    }

    @Test
    void theFolderItselfMayBeReachedByALink() throws IOException {
        read(reference("w", entries("weights", "offset=8")));
        Path link = Files.createSymbolicLink(root.resolve("latest"), folder);
        assertThat(constant(ModelReader.read(link.resolve("model.onnx")))).containsExactly(NUMBERS);
    }

    /** Whatever a location is made of: it is refused, or a file in the folder. */
    @Test
    void noLocationLeadsOutside() throws IOException {
        String[] parts = {
            "..", ".", "/", "\\", "weights", "a", "model", "outside", "~", ":", " ", "%2e%2e", "\u2024\u2024"
        };
        Files.createDirectory(folder.resolve("a"));
        Random random = new Random(9);
        int read = 0;
        for (int i = 0; i < 1000; i++) {
            StringBuilder location = new StringBuilder();
            for (int k = random.nextInt(6); k >= 0; k--) {
                location.append(parts[random.nextInt(parts.length)]);
            }
            try {
                read(reference("w", entries(location.toString(), "offset=8")));
                assertThat(location.toString().replace("./", "")).isEqualTo("weights");
                read++;
            } catch (Failure e) {
                assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL_FILE);
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        read(reference("w", entries("weights", "offset=8", "length=12")));
        byte[] whole = Files.readAllBytes(folder.resolve("model.onnx"));
        Path file = folder.resolve("mutated.onnx");
        Random random = new Random(10);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] mutated = whole.clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, mutated);
            try {
                ModelReader.read(file);
            } catch (Failure e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 999);
    }

    @Test
    void bodiesAttributesAndFunctionsMayHaveTheirDataOutsideToo() {
        OnnxMl.TensorProto outside = reference("k", entries("weights", "offset=8"));
        OnnxMl.AttributeProto constant = OnnxMl.AttributeProto.newBuilder()
                .setName("value")
                .setType(OnnxMl.AttributeProto.AttributeType.TENSOR)
                .setT(outside)
                .build();
        OnnxMl.GraphProto.Builder then =
                graph(node("Add", "x k", "t")).addInitializer(outside).addOutput(value("t", ElementType.FLOAT, 3));
        OnnxMl.GraphProto.Builder otherwise = graph(node("Constant", "", "c", constant), node("Sub", "x c", "e"))
                .addOutput(value("e", ElementType.FLOAT, 3));
        OnnxFile file = read(
                graph(
                                node("Constant", "", "w", constant),
                                node("Add", "x w", "s"),
                                node("If", "b", "i", body("then_branch", then), body("else_branch", otherwise)),
                                node("Add", "s i", "y"))
                        .addInput(value("x", ElementType.FLOAT, 3))
                        .addInput(value("b", ElementType.BOOL))
                        .addOutput(value("y", ElementType.FLOAT, 3)),
                ReadLimits.DEFAULT);
        // Read from bytes alone no reference is followed, so that none can be left.
        byte[] again = ModelWriter.write(file.graph(), Map.of());
        assertThat(ModelReader.read(again, ReadLimits.DEFAULT).problems()).isEmpty();
        assertThat(file.externalBytes()).isEqualTo(BYTES);
    }
}
