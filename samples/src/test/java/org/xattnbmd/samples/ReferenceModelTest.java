package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCheck;
import org.xattnbmd.sdk.Radiograph;
import picocli.CommandLine;

/** The model that the repository ships: what it says of itself, and the gate that every exported model passes. */
class ReferenceModelTest {

    private static final Path FOLDER = Path.of("models");
    private static final Path MODEL = FOLDER.resolve("xattn-bmd-simulated-reference.onnx");
    private static final long LARGEST = 25_000_000;

    /** What this model answered when it was made, g/cm²; other processors sum in another order. */
    private static final double EXPECTED = 0.8573;

    /** This machine may be busy; the latency has its place in `check`, not in a test. */
    private static final double ANY_LATENCY = 1e6;

    @Test
    void passesTheGateAgainstItsBaseline() {
        ModelCheck.of(MODEL)
                .baseline(FOLDER.resolve("baseline.json"))
                .margin(ModelCheck.Margin.LATENCY_FACTOR, ANY_LATENCY)
                .run()
                .assertPassed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/README.md", "../README.md"})
    void theCommandsThatNameItWork(String page) throws Exception {
        List<String> commands = Files.readString(Path.of(page))
                .lines()
                .filter(line -> line.startsWith("java @samples/target/") && line.contains(MODEL.toString()))
                .filter(line -> !line.contains("--record"))
                .toList();
        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            // The page is read in the repository's folder, a test runs in the module's.
            String[] words = command.replace("samples/models/", "models/").split(" ");
            CommandLine application =
                    words[1].endsWith("/estimate.args") ? Estimate.commandLine() : Check.commandLine();
            Ran.of(application, Arrays.copyOfRange(words, 2, words.length)).assertFine();
        }
    }

    @Test
    void isSmallAndSaysThatItIsSimulated() throws Exception {
        assertThat(Files.size(MODEL)).isLessThanOrEqualTo(LARGEST);
        try (BmdEstimator estimator = BmdEstimator.open(MODEL)) {
            assertThat(estimator.modelCard().simulated()).isTrue();
            assertThat(estimator.modelCard().modelId()).contains("simulated");
            BmdEstimate estimate = estimator.estimate(
                    Radiograph.read(FOLDER.resolve("references/images/S00001.png"))
                            .withSide(Radiograph.Side.LEFT),
                    ClinicalRecord.builder()
                            .set("age", 75.8)
                            .set("sex", "female")
                            .set("weight_kg", 63.2)
                            .build());
            assertThat(estimate.bmd()).isCloseTo(EXPECTED, within(0.002));
            assertThat(estimate.warnings())
                    .extracting(BmdEstimate.Warning::kind)
                    .contains(BmdEstimate.Warning.Kind.SIMULATED_MODEL)
                    .doesNotContain(BmdEstimate.Warning.Kind.UNUSUAL_RADIOGRAPH);
        }
    }
}
