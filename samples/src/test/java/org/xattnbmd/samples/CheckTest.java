package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

class CheckTest {

    private static final int W = 80;
    private static final int H = 90;
    private static final String ANY_LATENCY = "latency_factor=1000000";

    @TempDir
    static Path folder;

    private static Path model;
    private static Path baseline;

    /** References that the model misses by one hundredth, up and down. */
    @BeforeAll
    static void record() throws Exception {
        model = TinyModel.write(folder);
        StringBuilder manifest = new StringBuilder("image,side,age,femoral_neck_bmd_g_cm2\n");
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            for (int i = 0; i < 6; i++) {
                Path image = folder.resolve("hip" + i + ".png");
                Files.write(image, Pictures.encode("png", SyntheticHip.left(W, H, i), W, H));
                double bmd = estimator
                        .estimate(
                                Radiograph.read(image).withSide(Radiograph.Side.LEFT),
                                ClinicalRecord.builder().set("age", 60 + i).build())
                        .bmd();
                manifest.append(String.format(
                        Locale.ROOT, "hip%d.png,left,%d,%.5f%n", i, 60 + i, bmd + (i % 2 == 0 ? 0.01 : -0.01)));
            }
        }
        Path references = Files.writeString(folder.resolve("manifest.csv"), manifest);
        baseline = folder.resolve("baseline.json");
        Ran.of(
                        Check.commandLine(),
                        "--model",
                        model.toString(),
                        "--record",
                        baseline.toString(),
                        "--manifest",
                        references.toString())
                .assertFine();
    }

    @Test
    void theSameModelPassesWithATableAndAllReports() throws Exception {
        Path junit = folder.resolve("check.xml");
        Path markdown = folder.resolve("check.md");
        Ran ran = check(model, "--junit", junit.toString(), "--markdown", markdown.toString())
                .assertFine();

        assertThat(ran.out()).contains("passed  accuracy", "passed  golden", " 0 failed");
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(junit.toFile())
                .getDocumentElement();
        assertThat(suite.getAttribute("failures")).isEqualTo("0");
        assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(14);
        assertThat(markdown).content().startsWith("### Model check: passed");
    }

    @Test
    void aStaleCardFailsTheGateWithExitCodeOneAndStillWritesTheReports() throws Exception {
        String card = TinyModel.card().toJson().replaceFirst("\"bmd\":0\\.", "\"bmd\":1.");
        Path stale = Files.write(folder.resolve("stale.onnx"), TinyModel.bytes(card));
        Path markdown = folder.resolve("stale.md");

        Ran ran = check(stale, "--json", "--markdown", markdown.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        JsonNode report = new ObjectMapper().readTree(ran.out());
        assertThat(report.get("passed").booleanValue()).isFalse();
        assertThat(report.findValuesAsText("status")).contains("failed");
        assertThat(markdown).content().startsWith("### Model check: failed").contains("BMD-3013");
    }

    @Test
    void aMarginFromTheCommandLineIsInForce() {
        Ran ran = check(model, "--margin", "size_factor=0.5");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("failed  size").contains(" 1 failed");
    }

    @Test
    void aModelThatFailsBecomesNoBaseline() throws Exception {
        String card = TinyModel.card().toJson().replaceFirst("\"bmd\":0\\.", "\"bmd\":1.");
        Path stale = Files.write(folder.resolve("stale.onnx"), TinyModel.bytes(card));
        Path written = folder.resolve("no-baseline.json");

        Ran ran = Ran.of(Check.commandLine(), "--model", stale.toString(), "--record", written.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(written).doesNotExist();
    }

    @Test
    void badBaselinesAndManifestsAreRefusedAndWrongUsageIsOneLine() {
        Ran.of(Check.commandLine(), "--model", model.toString(), "--baseline", "absent.json")
                .assertRefused("BMD-6001");
        check(model, "--manifest", folder.resolve("absent.csv").toString()).assertRefused("BMD-6002");
        check(model, "--margin", "shoe_size=1").assertWrongUsage();
        check(model, "--record", "x.json").assertWrongUsage();
        Ran.of(Check.commandLine(), "--model", model.toString()).assertWrongUsage();
    }

    private static Ran check(Path checked, String... options) {
        String[] always = {
            "--model", checked.toString(), "--baseline", baseline.toString(), "--margin", ANY_LATENCY,
        };
        return Ran.of(
                Check.commandLine(),
                Stream.concat(Arrays.stream(always), Arrays.stream(options)).toArray(String[]::new));
    }
}
