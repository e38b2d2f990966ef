package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Explanation.Counterfactual;
import org.xattnbmd.sdk.Explanation.Deletion;
import org.xattnbmd.sdk.Explanation.MapKind;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.clinical.Steps;

/** A model of known arithmetic, 0.3 + 0.9 of the mean grey + 0.05 of the sum of standardised facts, tells what moves it. */
class ExplanationTest {

    private static final int WIDTH = 120;
    private static final int HEIGHT = 100;
    private static final ClinicalRecord CLINICAL = ClinicalRecord.builder()
            .set("sex", "female")
            .set("height_cm", 218)
            .set("weight_kg", 75)
            .build();

    @TempDir
    Path folder;

    private static Radiograph hip(boolean mirrored) {
        short[] pixels = SyntheticHip.left(WIDTH, HEIGHT, 3);
        short[] turned = new short[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            turned[i] = pixels[i - i % WIDTH + WIDTH - 1 - i % WIDTH];
        }
        return Radiograph.of(mirrored ? turned : pixels, WIDTH, HEIGHT, PixelFormat.unsigned(16))
                .withSide(mirrored ? Side.RIGHT : Side.LEFT);
    }

    private Explanation explain(byte[] model, Radiograph radiograph) {
        try (BmdEstimator estimator = BmdEstimator.open(TinyModel.write(folder, model))) {
            Explanation explanation = estimator.explain(radiograph, CLINICAL);
            assertThat(explanation.value())
                    .isCloseTo(estimator.estimate(radiograph, CLINICAL).bmd(), within(1e-6));
            return explanation;
        }
    }

    @Test
    void otherFactsMoveTheEstimateByTheirOwnShare() {
        Explanation explanation = explain(TinyModel.bytes(), hip(false));

        assertThat(explanation.counterfactuals().stream()
                        .collect(
                                Collectors.toMap(other -> other.field() + " " + other.words(), Counterfactual::change)))
                .as("height is near the end of its range, age is not known")
                .containsOnlyKeys("sex male", "height_cm 5 cm less", "weight_kg 5 kg more", "weight_kg 5 kg less")
                .hasEntrySatisfying("sex male", change -> assertThat(change).isCloseTo(0.05 / 0.5, within(1e-6)))
                .hasEntrySatisfying(
                        "weight_kg 5 kg more", change -> assertThat(change).isCloseTo(0.05 * 5 / 15, within(1e-6)))
                .hasEntrySatisfying(
                        "height_cm 5 cm less", change -> assertThat(change).isCloseTo(-0.05 * 5 / 10, within(1e-6)));
    }

    @Test
    void coveringWithTheMeanMovesAMeanByWhatTheCellDiffersFromIt() {
        Explanation.Occlusion map = explain(TinyModel.bytes(), hip(false)).occlusion();

        assertThat(map.changes()).hasSize(64);
        assertThat(map.changes().stream().mapToDouble(c -> c).sum()).isCloseTo(0, within(1e-4));
        assertThat(Collections.max(map.changes())).isGreaterThan(0.002);
        assertThat(Collections.min(map.changes())).isLessThan(-0.002);
    }

    @Test
    void theMapLiesOnThePictureAsItIsAlsoOfARightHip() {
        Explanation.Occlusion left = explain(TinyModel.bytes(), hip(false)).occlusion();
        Explanation.Occlusion right = explain(TinyModel.bytes(), hip(true)).occlusion();
        List<Double> turned = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            turned.add(right.changes().get(i - i % 8 + 7 - i % 8));
        }
        assertThat(turned).isEqualTo(left.changes());
        assertThat(right.area()).isEqualTo(left.area());
    }

    /** The marked cells of the occlusion map add up in this model; its attention knows nothing of what matters. */
    @Test
    void deletionTellsAMapThatHoldsFromOneThatDoesNot() {
        Explanation explanation = explain(TinyModel.bytes(), hip(false));
        Deletion occlusion = explanation.deletions().get(0);

        assertThat(occlusion.map()).isEqualTo(MapKind.OCCLUSION);
        assertThat(occlusion.cells()).isEqualTo(8);
        assertThat(occlusion.holds()).isTrue();
        assertThat(Math.abs(occlusion.change())).isGreaterThan(1.5 * occlusion.randomChange());
        assertThat(explanation.deletions().get(1))
                .extracting(Deletion::map, Deletion::cells, Deletion::cellsInAll)
                .containsExactly(MapKind.ATTENTION, 2, 16);
        assertThat(new Deletion(MapKind.ATTENTION, 1, 16, 0.01, 0.02).holds()).isFalse();
    }

    /** This model counts where its box lies: if the box were found anew it would not add up. */
    @Test
    void aNetworkThatFindsTheNeckIsHeldToWhatItFound() {
        byte[] model = TinyModel.withNeckBox(TinyModel.card().toJson());
        Explanation found = explain(model, hip(false));

        assertThat(found.occlusion())
                .isEqualTo(explain(TinyModel.bytes(), hip(false)).occlusion());
    }

    @Test
    void itSaysWhatItIsAndTheSameEachTime() throws Exception {
        Explanation explanation = explain(TinyModel.bytes(), hip(false));
        JsonNode json = new ObjectMapper().readTree(explanation.toJson());

        assertThat(explain(TinyModel.bytes(), hip(false))).isEqualTo(explanation);
        assertThat(explanation.lines().get(0)).startsWith("SIMULATED. This explains the model, not the patient");
        assertThat(String.join("\n", explanation.lines())).contains("Weight, 5 kg more: +0.017 g/cm2");
        assertThat(json.at("/model/simulated").asBoolean()).isTrue();
        assertThat(json.at("/limits").asText()).isEqualTo(Explanation.LIMITS);
        assertThat(json.at("/occlusion/changes")).hasSize(64);
        assertThat(json.at("/deletions/0/map").asText()).isEqualTo("occlusion");
        assertThat(json.at("/counterfactuals/0/category").asText()).isEqualTo("male");
    }

    @Test
    void itCanBeCancelledAndRefusesWhatAnEstimateRefuses() {
        try (BmdEstimator estimator = BmdEstimator.open(TinyModel.write(folder))) {
            Cancellation cancelled = Cancellation.manual();
            cancelled.cancel();
            assertRefused(Code.CANCELLED, () -> estimator.explain(hip(false), CLINICAL, cancelled));
            assertRefused(
                    Code.CLINICAL_FIELD_UNKNOWN,
                    () -> estimator.explain(
                            hip(false), ClinicalRecord.builder().set("shoe", 1).build(), Cancellation.NEVER));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "15, 5",
        "10, 5",
        "9, 2",
        "3.9, 1",
        "2, 1",
        "0.5, 0.2",
        "0.2, 0.1",
        "0.02, 0.01",
        "1999.9999999999998, 500",
        "3e6, 1e6"
    })
    void stepsAreRound(double sd, double step) {
        assertThat(Steps.of(new ClinicalField("a", "A", "", 0, 1, List.of(), 0, sd)))
                .isEqualTo(step);
    }
}
