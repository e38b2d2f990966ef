package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCheck;
import org.xattnbmd.sdk.Radiograph;

/** The model that the repository ships: what it says of itself, and the gate that every exported model passes. */
class ReferenceModelTest {

    private static final Path FOLDER = Path.of("models");
    private static final Path MODEL = FOLDER.resolve("xattn-bmd-simulated-reference.onnx");
    private static final long LARGEST = 25_000_000;

    /** What this model answered when it was made, g/cm²; other processors sum in another order. */
    private static final double EXPECTED = 0.9301;

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
