package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.ModelCard.Threshold;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.results.ResultMessages;

/** Models of something else than femoral-neck BMD. */
class TargetTest {

    private static final Target THICKNESS = new Target("cortical_thickness_mm", "Cortical thickness", "mm", 0, 10);

    private static final Radiograph HIP =
            Radiograph.of(SyntheticHip.left(100, 90, 3), 100, 90, PixelFormat.unsigned(16));

    private static final ClinicalRecord SOMEBODY =
            ClinicalRecord.builder().set("age", 70).set("sex", "female").build();

    @TempDir
    Path folder;

    private static ModelCard.Builder of(Target target) {
        return TinyModel.card().toBuilder()
                .target(target)
                .reference(null)
                .thresholds(List.of())
                .goldenTolerance(Double.NaN);
    }

    private BmdEstimator open(ModelCard card) {
        return BmdEstimator.open(TinyModel.write(folder, TinyModel.bytes(card.toJson())));
    }

    @Test
    void withoutAReferenceThereIsNoTScoreAndTheEstimateSaysSo() {
        BmdEstimate neck;
        try (BmdEstimator estimator = BmdEstimator.open(TinyModel.write(folder))) {
            neck = estimator.estimate(HIP, SOMEBODY);
        }
        try (BmdEstimator estimator = open(of(Target.TOTAL_HIP).build())) {
            BmdEstimate e = estimator.estimate(HIP, SOMEBODY);
            assertThat(e.target()).isEqualTo(Target.TOTAL_HIP);
            assertThat(e.bmd()).isEqualTo(neck.bmd());
            assertThat(e.intervals()).isEqualTo(neck.intervals());
            assertThat(e.tScore()).isNaN();
            assertThat(e.reference()).isNull();
            assertThat(e.zScore()).isEmpty();
            assertThat(e.category()).isEqualTo(BmdEstimate.Category.NOT_APPLICABLE);
            assertThat(e.screening()).isEmpty();
            assertThat(e.statement())
                    .isEqualTo("No T-score and no category: no reference population is known for Total hip BMD.");
            assertThat(estimator.followUp(e, e).statement()).contains("g/cm2");
        }
        assertThat(neck.target()).isEqualTo(Target.FEMORAL_NECK);
    }

    @Test
    void aNamedQuantityHasItsUnitAndRange() throws Exception {
        try (BmdEstimator estimator = open(of(THICKNESS).densitometer("none").build())) {
            BmdEstimate e = estimator.estimate(HIP, SOMEBODY);
            assertThat(estimator.followUp(e, e).statement()).contains("mm").doesNotContain("g/cm2");
            ObjectNode json = (ObjectNode) new ObjectMapper().readTree(e.toJson());
            JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(BmdEstimate.class.getResourceAsStream("estimate-2.schema.json"));
            assertThat(schema.validate(json)).isEmpty();
            assertThat(schema.validate(json.deepCopy().put("t_score", -1))).isNotEmpty();
            assertThat(json.at("/target/unit").asText()).isEqualTo("mm");
            assertThat(json.get("value").asDouble()).isEqualTo(e.bmd());
            assertThat(json.has("bmd_g_per_cm2")).isFalse();
        }
        Target high = new Target("stiffness", "Stiffness", "N/mm", 5, 50);
        try (BmdEstimator estimator = open(of(high).build())) {
            assertThatThrownBy(() -> estimator.estimate(HIP, SOMEBODY))
                    .isInstanceOfSatisfying(
                            BmdException.class,
                            x -> assertThat(x.code()).isEqualTo(BmdException.Code.RESULT_OUT_OF_RANGE))
                    .hasMessageContaining("a Stiffness of 5.0 to 50.0 N/mm");
        }
    }

    /** Their codes and words are those of femoral-neck BMD: under them nothing else may go into a record. */
    @Test
    void messagesAndDicomResultsAreRefused() {
        try (BmdEstimator estimator = open(of(Target.LUMBAR_SPINE).build())) {
            BmdEstimate e = estimator.estimate(HIP, SOMEBODY);
            for (Runnable result : List.<Runnable>of(
                    () -> e.toFhirObservation(Radiograph.Side.LEFT, null, null),
                    () -> ResultMessages.of(
                            e,
                            Radiograph.Side.LEFT,
                            ResultMessages.Source.picture(new byte[1]),
                            OffsetDateTime.parse("2026-01-02T03:04:05Z")))) {
                assertThatThrownBy(result::run)
                        .isInstanceOfSatisfying(
                                BmdException.class,
                                x -> assertThat(x.code()).isEqualTo(BmdException.Code.RESULT_TARGET))
                        .hasMessageContaining("Lumbar spine BMD");
            }
        }
    }

    @Test
    void aReferenceOfFemoralNecksIsNotForAnotherTarget() {
        Path model = TinyModel.write(
                folder, TinyModel.bytes(of(Target.TOTAL_HIP).build().toJson()));
        assertThatThrownBy(() -> BmdEstimator.builder(model)
                        .reference(ReferencePopulation.nhanes3WhiteWomen().onScale("GE Lunar"))
                        .open())
                .isInstanceOfSatisfying(
                        BmdException.class, x -> assertThat(x.code()).isEqualTo(BmdException.Code.REFERENCE_SCALE))
                .hasMessageContaining("Total hip BMD");
    }

    @Test
    void cardsOfOtherTargetsAreOfTheThirdSchemaAndOthersStayWhatTheyWere() throws Exception {
        ModelCard card = of(THICKNESS).build();
        assertThat(card.schemaVersion()).isEqualTo(3);
        assertThat(card.goldenTolerance()).isEqualTo(1e-4 * 10 / 1.8, within(1e-12));
        assertThat(ModelCard.parse(card.toJson())).isEqualTo(card);
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(BmdEstimate.class.getResourceAsStream("model-card-1.schema.json"));
        assertThat(schema.validate(new ObjectMapper().readTree(card.toJson()))).isEmpty();
        assertThat(TinyModel.card().schemaVersion()).isEqualTo(1);
        assertThat(TinyModel.card().toJson()).doesNotContain("target");
        assertThat(TinyModel.card().target()).isEqualTo(Target.FEMORAL_NECK);
    }

    @Test
    void aCardThatSaysMoreThanIsKnownIsRefused() {
        assertThatThrownBy(() -> of(Target.TOTAL_HIP)
                        .thresholds(List.of(new Threshold("low", 0.8)))
                        .build())
                .hasMessageContaining("total_hip_bmd_g_cm2");
        assertThatThrownBy(() -> of(Target.TOTAL_HIP)
                        .reference(TinyModel.card().reference())
                        .build())
                .hasMessageContaining("no reference population");
        assertThatThrownBy(() -> of(Target.TOTAL_HIP).schemaVersion(2).build()).hasMessageContaining("at least 3");
        assertThatThrownBy(() -> of(Target.TOTAL_HIP).goldenTolerance(0.1).build())
                .hasMessageContaining("golden tolerance");
    }

    @ParameterizedTest
    @CsvSource({"a, a, '', 0, 10", "'', a, mm, 0, 10", "a, a, mm, 0, 0.4", "a, a, mm, 1000, 1001", "a, a, mm, 5, 4"})
    void targetsThatCannotBeMeantAreRefused(String name, String label, String unit, double minimum, double maximum) {
        assertThatThrownBy(() -> new Target(name, label, unit, minimum, maximum))
                .isInstanceOfSatisfying(
                        BmdException.class, x -> assertThat(x.code()).isEqualTo(BmdException.Code.INVALID_ARGUMENT));
    }
}
