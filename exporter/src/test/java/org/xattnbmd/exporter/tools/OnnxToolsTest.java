package org.xattnbmd.exporter.tools;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.NumpyFiles;

/** The console application, run as a user would. */
class OnnxToolsTest {

    @TempDir
    static Path folder;

    private static Path attention;
    private static Path convolution;
    private static Path samples;

    @BeforeAll
    static void models() throws Exception {
        ToolFiles files = ToolFiles.in(folder);
        attention = files.attention();
        convolution = files.convolution();
        samples = files.samples();
    }

    private record Run(int code, String out, String err) {

        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(out);
        }
    }

    private static Run run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = java.util.Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        int code = OnnxTools.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Run(code, out.toString(), err.toString());
    }

    @Test
    void inspectShowsWhatIsInside() throws Exception {
        Run text = run("inspect", attention);
        assertThat(text.code()).isZero();
        assertThat(text.out())
                .contains(
                        "opset 17",
                        "input image:FLOAT[batch, 1, 16, 16]",
                        "output spread",
                        "metadata card = {\"version\":1}");
        JsonNode json = run("inspect", attention, "--json").json();
        assertThat(json.get("inputs").get(1).get("name").asText()).isEqualTo("table");
        assertThat(json.get("operators").get("Conv").asInt()).isEqualTo(2);
        assertThat(json.get("metadata").get("card").asText()).isEqualTo("{\"version\":1}");
        assertThat(json.get("problems")).isEmpty();
        // Some of its shapes are computed from the batch size in the graph.
        assertThat(json.get("operators").has("Shape")).isTrue();
        assertThat(json.get("macsComplete").asBoolean()).isTrue();
    }

    @Test
    void costsAreCountedPerNode() throws Exception {
        JsonNode json = run("inspect", convolution, "--json").json();
        // 10² positions of 6 channels from 3·3·3 products, 8² of 4 from 6·3·3.
        assertThat(json.get("macs").asLong()).isEqualTo(100 * 6 * 27 + 64 * 4 * 54);
        assertThat(json.get("costliest").get(0).get("macs").asLong()).isEqualTo(100 * 6 * 27);
        assertThat(json.get("macsComplete").asBoolean()).isTrue();
    }

    @Test
    void checkPassesGoodFilesAndFailsOthers() throws Exception {
        assertThat(run("check", attention).out()).contains("valid");
        byte[] bytes = Files.readAllBytes(attention);
        Path cut = Files.write(folder.resolve("cut.onnx"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        Run refused = run("check", cut);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).startsWith("INVALID_MODEL_FILE");
        assertThat(run("check", attention, "--max-bytes", 10).err()).startsWith("TOO_LARGE");
        assertThat(run("check", folder.resolve("absent.onnx")).err()).startsWith("IO");
    }

    @Test
    void optimizeWritesAModelThatCompareFindsEqual() throws Exception {
        Path out = folder.resolve("optimized.onnx");
        Run optimized = run("optimize", attention, out);
        assertThat(optimized.code()).isZero();
        assertThat(optimized.out()).contains("nodes before", "no-op removal");
        Run compared = run("compare", attention, out);
        assertThat(compared.code()).isZero();
        assertThat(compared.out()).contains("the outputs agree");
    }

    @Test
    void tensorsGoToAnotherFileWhereThatIsAskedFor(@TempDir Path place) throws Exception {
        Path out = place.resolve("optimized.onnx");
        assertThat(run("optimize", attention, out, "--external-data").code()).isZero();
        try (var files = Files.list(place)) {
            assertThat(files).hasSize(2);
        }
        JsonNode inspected = run("inspect", out, "--json").json();
        assertThat(inspected.get("externalBytes").asLong()).isPositive();
        assertThat(run("inspect", out).out()).contains("bytes of tensors in other files");
        assertThat(run("compare", attention, out).code()).isZero();
        assertThat(run("fp16", out, place.resolve("half.onnx"), "--external-data")
                        .code())
                .isZero();
        assertThat(run(
                                "check",
                                out,
                                "--max-bytes",
                                inspected.get("externalBytes").asLong() - 1)
                        .err())
                .startsWith("TOO_LARGE");
        assertThat(run("check", out).out()).contains("valid");
        Path elsewhere =
                Files.copy(out, Files.createDirectory(place.resolve("alone")).resolve("m.onnx"));
        assertThat(run("check", elsewhere).err())
                .startsWith("INVALID_MODEL_FILE")
                .contains("which is no file");
    }

    @Test
    void compareNamesTheFirstDivergence() throws Exception {
        Path half = folder.resolve("half.onnx");
        Run converted = run("fp16", convolution, half, "--samples", samples, "--keep-operator", "Relu", "--json");
        assertThat(converted.code()).isZero();
        assertThat(converted.json().get("precision").asText()).isEqualTo("float16");
        assertThat(converted.json().get("keptInFloat32")).hasSize(1);
        Run compared = run("compare", convolution, half, "--samples", samples, "--tolerance", "1e-7", "--json");
        assertThat(compared.code()).isEqualTo(1);
        assertThat(compared.json().get("agree").asBoolean()).isFalse();
        assertThat(compared.json().get("nodes")).hasSizeGreaterThan(2);
        assertThat(compared.json().get("firstDivergence").asText()).isEqualTo("01Conv2d/Conv_output");
        assertThat(run("compare", convolution, half, "--samples", samples, "--tolerance", "0.01")
                        .code())
                .isZero();
        assertThat(run("compare", convolution, attention).err()).contains("expected the same inputs");
    }

    @Test
    void quantizeWritesOnlyWhatKeepsItsPromise() throws Exception {
        Path out = folder.resolve("int8.onnx");
        Run quantized = run(
                "quantize",
                convolution,
                out,
                "--calibration",
                samples,
                "--min-speedup",
                0,
                "--method",
                "ENTROPY",
                "--json");
        assertThat(quantized.code()).as(quantized.err()).isZero();
        assertThat(quantized.json().get("nodesConverted").asInt()).isEqualTo(2);
        assertThat(quantized.json().get("integerSums").get("exactWithoutVnni").asBoolean())
                .isTrue();
        assertThat(run("check", out).code()).isZero();
        Run onlyGemm = run("quantize", convolution, out, "--calibration", samples, "--only-operator", "Gemm");
        assertThat(onlyGemm.err()).contains("expected at least one layer");
        Path refused = folder.resolve("refused.onnx");
        Run tight = run("quantize", convolution, refused, "--calibration", samples, "--budget", "1e-9");
        assertThat(tight.code()).isEqualTo(1);
        assertThat(tight.err()).startsWith("QUANTIZATION_REFUSED");
        assertThat(refused).doesNotExist();
    }

    @Test
    void quantizeWithRangesOfTheRunNeedsNoCalibration() throws Exception {
        Path out = folder.resolve("dynamic.onnx");
        Run quantized = run(
                "quantize",
                convolution,
                out,
                "--activations",
                "dynamic",
                "--min-speedup",
                0,
                "--budget",
                0.5,
                "--json");
        assertThat(quantized.code()).as(quantized.err()).isZero();
        assertThat(quantized.json().get("nodesConverted").asInt()).isEqualTo(2);
        var operators = run("inspect", out, "--json").json().get("operators");
        assertThat(operators.get("ConvInteger").asInt()).isEqualTo(2);
        assertThat(run("quantize", convolution, out, "--activations", "dynamic", "--method", "ENTROPY")
                        .err())
                .contains("choose ranges beforehand");
        assertThat(run("quantize", convolution, out).err()).contains("--calibration is required");
    }

    @Test
    void quantizeTakesWhatIsSaidOfSingleLayers() throws Exception {
        Path out = folder.resolve("overrides.onnx");
        Path file = Files.writeString(folder.resolve("layers.txt"), "*Conv=FLOAT32\n");
        Run quantized = run(
                "quantize",
                convolution,
                out,
                "--calibration",
                samples,
                "--min-speedup",
                0,
                "--layers",
                file,
                "--layer",
                "01Conv2d/Conv=int8",
                "--json");
        assertThat(quantized.code()).as(quantized.err()).isZero();
        assertThat(quantized.json().get("nodesConverted").asInt()).isEqualTo(1);
        assertThat(quantized.json().get("keptInFloat32").toString()).contains("float32 is asked for");
        Run unknown = run("quantize", convolution, out, "--calibration", samples, "--layer", "01Conv/Conv=INT8");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("near it are [01Conv2d/Conv");
        assertThat(run("quantize", convolution, out, "--calibration", samples, "--layer", "01Conv2d/Conv=INT3")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void chooseWritesTheCheapestWithinABound() throws Exception {
        Path out = folder.resolve("chosen.onnx");
        Run chosen = run("choose", convolution, out, "--calibration", samples, "--bound", 0.01, "--json");
        assertThat(chosen.code()).as(chosen.err()).isZero();
        assertThat(chosen.json().get("trials").size()).isGreaterThan(5);
        assertThat(run("compare", convolution, out, "--samples", samples, "--tolerance", 0.1)
                        .code())
                .isZero();
        Run text = run("choose", convolution, out, "--calibration", samples, "--bound", 1e-12);
        assertThat(text.out()).contains("chosen: float32").contains("even the least sensitive layer");
        assertThat(run("choose", convolution, out, "--calibration", samples, "--bound", 0)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void quantizeWeightsPutsMatrixProductsIntoFourBits() throws Exception {
        Path out = folder.resolve("int4.onnx");
        Run quantized = run("quantize-weights", attention, out, "--block-size", 16, "--budget", 0.5, "--json");
        assertThat(quantized.code()).as(quantized.err()).isZero();
        assertThat(quantized.json().get("precision").asText()).isEqualTo("int4");
        var inspected = run("inspect", out, "--json").json();
        assertThat(inspected.get("operators").get("com.microsoft:MatMulNBits").asInt())
                .isEqualTo(quantized.json().get("nodesConverted").asInt());
        assertThat(run("quantize-weights", attention, out, "--form", "standard").err())
                .startsWith("INVALID_REQUEST")
                .contains("opset 21");
        assertThat(run("quantize-weights", attention, out, "--block-size", 20).code())
                .isEqualTo(2);
    }

    @Test
    void checkAndInspectSayWhatProcessorsWithoutVnniMakeOfAFile() throws Exception {
        for (String scheme : new String[] {"EXACT", "FULL_RANGE"}) {
            Path out = folder.resolve(scheme + ".onnx");
            Run quantized =
                    run("quantize", convolution, out, "--calibration", samples, "--min-speedup", 0, "--scheme", scheme);
            boolean exact = scheme.equals("EXACT");
            String said = exact ? "add up exactly on every processor" : "can saturate on x86-64 without VNNI";
            assertThat(quantized.out()).contains(said);
            for (String command : new String[] {"check", "inspect"}) {
                Run text = run(command, out);
                assertThat(text.code()).isZero();
                assertThat(text.out()).contains(said);
                var sums = run(command, out, "--json").json().get("integerSums");
                assertThat(sums.get("layers").asInt()).isEqualTo(2);
                assertThat(sums.get("exactWithoutVnni").asBoolean()).isEqualTo(exact);
                assertThat(sums.get("largestPair").asLong() <= 32_767).isEqualTo(exact);
                assertThat(sums.get("saturating").isEmpty()).isEqualTo(exact);
            }
        }
        assertThat(run("check", convolution).out()).doesNotContain("8-bit");
    }

    @Test
    void rawSamplesAndAFolderPerSampleCalibrateToo() throws Exception {
        Path raw = Files.createDirectory(folder.resolve("raw"));
        for (int n = 0; n < 3; n++) {
            Files.write(raw.resolve(n + ".bin"), ToolFiles.sample(n));
        }
        Path fromRaw = folder.resolve("raw.onnx");
        Path fromArrays = folder.resolve("arrays.onnx");
        assertThat(run("quantize", convolution, fromRaw, "--calibration", raw, "--min-speedup", 0)
                        .code())
                .isZero();
        assertThat(run("quantize", convolution, fromArrays, "--calibration", samples, "--min-speedup", 0)
                        .code())
                .isZero();
        assertThat(Files.readAllBytes(fromRaw)).isEqualTo(Files.readAllBytes(fromArrays));
    }

    @Test
    void inputsOfASampleMustHaveOneBatchSize() throws Exception {
        Path mixed = Files.createDirectories(folder.resolve("mixed/0"));
        Files.write(mixed.resolve("image.npy"), NumpyFiles.npy("<f4", "2, 1, 16, 16", 1, new byte[4 * 512]));
        Files.write(mixed.resolve("table.npy"), NumpyFiles.npy("<f4", "3, 5", 1, new byte[4 * 15]));
        Run refused = run("compare", attention, attention, "--samples", mixed.getParent());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err().strip())
                .isEqualTo(
                        "INVALID_REQUEST: expected all inputs of a sample to have the same batch, received 2 and 3 in"
                                + " table");
    }

    @Test
    void optimizeFixesAxes() throws Exception {
        Path out = folder.resolve("fixed.onnx");
        Run fixed = run("optimize", attention, out, "--fix", "batch=3", "--json");
        assertThat(fixed.code()).isZero();
        assertThat(fixed.json().at("/fixed/batch").asLong()).isEqualTo(3);
        assertThat(run("inspect", out).out()).contains("input image:FLOAT[3, 1, 16, 16]");
        Run unknown = run("optimize", attention, out, "--fix", "batch=3,length=4");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err().strip())
                .isEqualTo(
                        "INVALID_REQUEST: expected axes that inputs have and that vary, some of [batch], received length");
        assertThat(run("optimize", attention, out, "--fix", "batch").code()).isEqualTo(2);
        assertThat(run("optimize", attention, out, "--fix", "batch=x").code()).isEqualTo(2);
    }

    @Test
    void aModelThatLeavesItsShapesOpenNeedsSamples() throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(convolution)).toBuilder();
        model.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .clearShape();
        Path open = Files.write(folder.resolve("open.onnx"), model.build().toByteArray());
        Path out = folder.resolve("open-optimized.onnx");
        assertThat(run("check", open).code()).isZero();
        Run refused = run("optimize", open, out);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("INVALID_REQUEST: input x: expected a shape")
                .contains("give samples");
        assertThat(out).doesNotExist();
        Path whole = Files.createDirectory(folder.resolve("whole"));
        Files.write(whole.resolve("0.npy"), NumpyFiles.npy("<f4", "1, 3, 12, 12", 1, ToolFiles.sample(0)));
        assertThat(run("optimize", open, out, "--samples", whole).code()).isZero();
        assertThat(run("compare", open, out, "--samples", whole).code()).isZero();
    }

    @Test
    void whatOnnxRuntimeSaysIsOneLineToo() throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(convolution)).toBuilder();
        model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain("elsewhere").setVersion(1));
        model.getGraphBuilder().getNodeBuilder(0).setDomain("elsewhere");
        Path foreign = Files.write(folder.resolve("foreign.onnx"), model.build().toByteArray());
        Run refused = run("optimize", foreign, folder.resolve("never.onnx"));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err().lines()).singleElement().asString().startsWith("RUNTIME_FAILED: ");
    }

    /** Any rounding to float16 counts here, and one convolution's is enough. */
    @Test
    void reduceCutsAModelDownToWhatFails() throws Exception {
        Path out = folder.resolve("reduced");
        Run reduced =
                run("reduce", convolution, out, "--fails", "float16", "--tolerance", 0, "--samples", samples, "--json");
        assertThat(reduced.code()).isZero();
        assertThat(reduced.json().get("nodesAfter").asInt()).isEqualTo(1);
        assertThat(reduced.json().get("complete").asBoolean()).isTrue();
        assertThat(reduced.err()).contains("smallest failing part");
        assertThat(run("check", out.resolve("model.onnx")).code()).isZero();
        assertThat(out.resolve("test_data_set_0").resolve("input_0.pb")).isNotEmptyFile();
        Run fine = run("reduce", convolution, folder.resolve("fine"), "--fails", "run");
        assertThat(fine.code()).isEqualTo(1);
        assertThat(fine.err()).startsWith("INVALID_REQUEST");
        assertThat(folder.resolve("fine")).doesNotExist();
    }

    @Test
    void optionsThatMakeNoSenseAreWrongUsage() {
        assertThat(run("reduce", convolution, folder).code()).isEqualTo(2);
        assertThat(run("reduce", convolution, folder, "--fails", "run", "--tries", 0)
                        .code())
                .isEqualTo(2);
        assertThat(run("reduce", convolution, folder, "--fails", "run", "--tolerance", -1)
                        .code())
                .isEqualTo(2);
        List.of(
                        run("quantize", convolution, "o", "--calibration", samples, "--percentile", 30),
                        run(
                                "quantize",
                                convolution,
                                "o",
                                "--calibration",
                                samples,
                                "--method",
                                "ENTROPY",
                                "--percentile",
                                99),
                        run("quantize", convolution, "o", "--calibration", samples, "--exclude-operator", "Convolve"),
                        run("quantize", convolution, "o", "--calibration", samples, "--method", "BEST"),
                        run("inspect", convolution, "--nodes", -1),
                        run("compare", convolution, convolution, "--tolerance", "nan"),
                        run("check", convolution, "--max-bytes", 0))
                .forEach(r -> {
                    assertThat(r.code()).as(r.err()).isEqualTo(2);
                    assertThat(r.err()).contains("Usage: onnx-tools ");
                });
    }

    @Test
    void usageIsShownOnRequestAndWrongUsageIsExitCode2() {
        assertThat(run("--help").out()).contains("inspect", "quantize", "compare");
        assertThat(run().code()).isZero();
        assertThat(run("quantize", convolution, "out.onnx").code()).isEqualTo(2);
        assertThat(run("unknown").code()).isEqualTo(2);
    }
}
