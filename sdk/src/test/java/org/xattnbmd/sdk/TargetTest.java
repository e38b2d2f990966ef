package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.ModelCard.Threshold;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.results.DicomResults;
import org.xattnbmd.sdk.results.FhirLinks;
import org.xattnbmd.sdk.results.Hl7Header;
import org.xattnbmd.sdk.results.ResultMessages;
import org.xattnbmd.sdk.results.StudyContext;

/** Models of something else than femoral-neck BMD. */
class TargetTest {

    private static final Target THICKNESS = new Target("cortical_thickness_mm", "Cortical thickness", "mm", 0, 10);

    private static final Radiograph HIP =
            Radiograph.of(SyntheticHip.left(100, 90, 3), 100, 90, PixelFormat.unsigned(16));

    private static final ClinicalRecord SOMEBODY =
            ClinicalRecord.builder().set("age", 70).set("sex", "female").build();

    private static final Hl7Header HEADER =
            Hl7Header.between(new Hl7Header.Party("BMD", ""), new Hl7Header.Party("RIS", ""));

    private static final OffsetDateTime MADE = OffsetDateTime.parse("2026-01-02T03:04:05Z");

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

    /** A value under a code that is not certain is worse than none. */
    @Test
    void whatHasNoCodesIsRefusedInMessagesAndDicomResults() {
        for (Target target : List.of(Target.TROCHANTER, THICKNESS)) {
            assertThat(target.hasResultCodes()).isFalse();
            ModelCard.Builder card = of(target);
            try (BmdEstimator estimator =
                    open(target.equals(THICKNESS) ? card.densitometer("none").build() : card.build())) {
                BmdEstimate e = estimator.estimate(HIP, SOMEBODY);
                assertRefused(target, () -> e.toFhirObservation(Radiograph.Side.LEFT, null, null));
                assertRefused(target, () -> messages(e));
                assertRefused(target, () -> dicom(e, estimator.modelCard()));
            }
        }
    }

    private static ResultMessages messages(BmdEstimate e) {
        return ResultMessages.of(e, Radiograph.Side.LEFT, ResultMessages.Source.picture(new byte[1]), MADE);
    }

    private static DicomResults dicom(BmdEstimate e, ModelCard card) {
        StudyContext study = StudyContext.decode(DicomStudy.bytes());
        return DicomResults.of(e, card, study.radiograph(), study, MADE);
    }

    private static void assertRefused(Target target, ThrowingCallable result) {
        assertThatThrownBy(result)
                .isInstanceOfSatisfying(
                        BmdException.class, x -> assertThat(x.code()).isEqualTo(BmdException.Code.RESULT_TARGET))
                .hasMessageContaining(target.label());
    }

    @Test
    void otherBonesHaveTheirOwnCodesAndNoTScore() throws Exception {
        StudyContext study = StudyContext.decode(DicomStudy.bytes());
        for (Bone bone : List.of(
                new Bone(Target.TOTAL_HIP, "total-hip-bmd-estimate", "TH-BMD-EST", "29836001", true),
                new Bone(Target.LUMBAR_SPINE, "lumbar-spine-bmd-estimate", "LS-BMD-EST", "122496007", false))) {
            assertThat(bone.target.hasResultCodes()).isTrue();
            try (BmdEstimator estimator = open(of(bone.target).build())) {
                BmdEstimate e = estimator.estimate(study.radiograph(), SOMEBODY);
                String fhir = e.toFhirObservation(Radiograph.Side.LEFT, null, null);
                assertThat(new ObjectMapper()
                                .readTree(fhir)
                                .at("/code/coding/0/code")
                                .asText())
                        .isEqualTo(bone.fhir);
                assertThat(new ObjectMapper()
                                .readTree(fhir)
                                .at("/bodySite/coding/0/code")
                                .asText())
                        .isEqualTo(bone.snomed);
                assertThat(fhir).doesNotContain("t-score", "emoral neck", "29627003");
                assertThat(fhir.contains("Left ")).isEqualTo(bone.paired);
                ResultMessages messages = messages(e);
                String hl7 = messages.hl7(HEADER);
                assertThat(hl7).contains("|" + bone.own + "^").doesNotContain("FN-", "emoral neck");
                assertThat(hl7.contains("272741003")).isEqualTo(bone.paired);
                assertThat(messages.fhirBundle(FhirLinks.NONE))
                        .contains(bone.fhir)
                        .doesNotContain("emoral", "t-score-estimate");
                DicomResults dicom = dicom(e, estimator.modelCard());
                String report = new String(dicom.structuredReport().bytes(), StandardCharsets.ISO_8859_1);
                assertThat(report)
                        .contains(bone.own, bone.snomed, bone.target.label().replace(" BMD", ""))
                        .doesNotContain("FN-", "29627003", "T-score of");
                assertThat(report.contains("272741003")).isEqualTo(bone.paired);
                assertThat(dicom.secondaryCapture().bytes()).isNotEmpty();
                assertThat(dicom.encapsulatedPdf().bytes()).isNotEmpty();
            }
        }
    }

    /** A bone with its codes: in FHIR, in HL7 and DICOM, in SNOMED CT. */
    private record Bone(Target target, String fhir, String own, String snomed, boolean paired) {}

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
