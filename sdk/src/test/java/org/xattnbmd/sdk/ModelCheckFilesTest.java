package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCheck.Margin;
import org.xattnbmd.sdk.ModelCheck.Outcome;
import org.xattnbmd.sdk.ModelCheck.Report;
import org.xattnbmd.sdk.ModelCheck.Status;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** What goes into a check and what comes out of it: baselines, manifests, reports. */
class ModelCheckFilesTest {

    private static final Report REPORT = new Report(
            "m.onnx",
            "ab",
            List.of(
                    new Outcome("card", Status.PASSED, "fine", Map.of("n", 2.0), Map.of("a", "b")),
                    new Outcome("accuracy", Status.FAILED, "a < b & \"c\" | d\u0001", Map.of(), Map.of()),
                    new Outcome("cuda", Status.SKIPPED, "no CUDA", Map.of(), Map.of())));

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() {
        model = TinyModel.write(folder);
    }

    @Test
    void tableAndMarkdownNameEveryCheckAndTheVerdict() {
        assertThat(REPORT.toTable().lines())
                .contains(
                        "passed  card          fine", "skipped cuda          no CUDA", "1 passed, 1 failed, 1 skipped");
        assertThat(REPORT.toMarkdown())
                .startsWith("### Model check: failed")
                .contains("| passed | card | fine |", "a &lt; b & \"c\" \\| d");
    }

    @Test
    void jsonHoldsEverything() throws Exception {
        JsonNode json = new ObjectMapper().readTree(REPORT.toJson());

        assertThat(json.get("passed").booleanValue()).isFalse();
        assertThat(json.at("/checks/0/figures/n").doubleValue()).isEqualTo(2);
        assertThat(json.at("/checks/0/facts/a").textValue()).isEqualTo("b");
        assertThat(json.at("/checks/1/status").textValue()).isEqualTo("failed");
    }

    @Test
    void junitXmlIsWellFormedAndCounts() throws Exception {
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(REPORT.toJUnitXml().getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();

        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        assertThat(((Element) suite.getElementsByTagName("failure").item(0)).getAttribute("message"))
                .isEqualTo("a < b & \"c\" | d?");
    }

    @Test
    void withoutBaselineAndReferencesWhatNeedsThemSaysSo() {
        Report report = ModelCheck.of(model).run();

        assertThat(report.passed()).as(report.toTable()).isTrue();
        assertThat(report.outcome("identity").detail()).contains("no baseline");
        assertThat(report.outcome("accuracy").detail()).contains("no reference manifest");
        assertThat(report.outcome("latency").status()).isEqualTo(Status.SKIPPED);
        assertThat(report.outcome("encoding").status()).isEqualTo(Status.PASSED);
        assertRefused(Code.INVALID_ARGUMENT, () -> report.outcome("taste"));
    }

    @Test
    void whatIsNoModelFailsItsFirstCheckAndSkipsTheRest() throws Exception {
        Report absent = ModelCheck.of(folder.resolve("absent.onnx")).run();
        Report noise = ModelCheck.of(Files.write(folder.resolve("noise.onnx"), new byte[100]))
                .run();

        assertThat(absent.passed()).isFalse();
        assertThat(absent.sha256()).isEmpty();
        assertThat(noise.outcome("card").detail()).contains(Code.MODEL_NOT_ONNX.id());
        assertThat(noise.outcomes().stream().filter(o -> o.status() == Status.SKIPPED))
                .hasSize(13);
    }

    @Test
    void baselineIsWrittenOnlyForAModelThatPassesAndLeavesNothingElse() throws Exception {
        Path baseline = folder.resolve("baseline.json");
        byte[] broken = TinyModel.bytes(TinyModel.card().toJson().replace("\"bmd\":0.", "\"bmd\":1."));
        Path wrong = Files.write(folder.resolve("wrong.onnx"), broken);

        assertThat(ModelCheck.of(wrong).record(baseline).passed()).isFalse();
        assertThat(baseline).doesNotExist();
        assertThat(ModelCheck.of(model).record(baseline).passed()).isTrue();
        assertThat(ModelCheck.of(model)
                        .baseline(baseline)
                        .margin(Margin.LATENCY_FACTOR, 1e6)
                        .run()
                        .passed())
                .isTrue();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
        assertRefused(
                Code.CHECK_BASELINE,
                () -> ModelCheck.of(model).record(folder.resolve("absent").resolve("baseline.json")));
    }

    @Test
    void baselinesThatAreNoneAreRefused() throws Exception {
        for (String text : List.of("", "[]", "not json", "{\"schema_version\":2}", "{\"schema_version\":1}")) {
            Path file = Files.writeString(folder.resolve("b.json"), text);
            assertRefused(
                    Code.CHECK_BASELINE,
                    () -> ModelCheck.of(model).baseline(file).run());
        }
        assertRefused(
                Code.CHECK_BASELINE,
                () -> ModelCheck.of(model)
                        .baseline(folder.resolve("absent.json"))
                        .run());
    }

    @Test
    void manifestsThatCannotBeUsedAreRefusedWithTheLine() throws Exception {
        String header = "image,femoral_neck_bmd_g_cm2,age\n";
        for (String text : List.of(
                "",
                "image,age\nx.png,70\n",
                header,
                header + "x.png,0.8\n",
                header + "x.png,8,70\n",
                header + "x.png,NaN,70\n",
                header + "x.png,high,70\n",
                header + "\"x.png,0.8,70\n",
                header + "absent.png,0.8,70\n")) {
            Path file = Files.writeString(folder.resolve("m.csv"), text);
            assertRefused(
                    Code.CHECK_MANIFEST,
                    () -> ModelCheck.of(model).references(file).run());
        }
        assertRefused(Code.INVALID_ARGUMENT, () -> ModelCheck.of(model).margin(Margin.BIAS, -1));
    }

    @Test
    void aMisspeltSideIsRefusedWithItsLineInsteadOfTakenForALeftHip() throws Exception {
        for (String side : List.of("rihgt", "links", "L", "0")) {
            Path file = Files.writeString(
                    folder.resolve("m.csv"), "image,femoral_neck_bmd_g_cm2,side\nx.png,0.8,\nx.png,0.8," + side + "\n");
            assertThatThrownBy(() -> ModelCheck.of(model).references(file).run())
                    .isInstanceOfSatisfying(
                            BmdException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECK_MANIFEST))
                    .hasMessageContaining("line 3")
                    .hasMessageContaining("left, right, unknown or empty")
                    .hasMessageNotContaining(side + ".");
        }
    }
}
