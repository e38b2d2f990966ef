package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.BmdEstimate.OutlierScore;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Trust.Level;
import org.xattnbmd.sdk.BmdEstimate.Trust.Reason;
import org.xattnbmd.sdk.BmdEstimate.Warning.Kind;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.TrustLimits;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** The tiny model's outlier score is the mean size of the standardised clinical values, so a test can choose it. */
class TrustTest {

    private static final TrustLimits LIMITS = new TrustLimits(2, 1.5, "made up for tests");
    private static final ModelCard CARD =
            TinyModel.card().toBuilder().trust(LIMITS).build();
    private static final Radiograph HIP = hip(200, 160);
    private static final ClinicalRecord FINE =
            ClinicalRecord.builder().set("age", 75).build();
    /** A score of 1.6, between the limit of 1.5 and the hard limit of 2. */
    private static final ClinicalRecord UNUSUAL =
            ClinicalRecord.builder().set("weight_kg", 171).build();
    /** A score of 2.125. */
    private static final ClinicalRecord NOT_USABLE =
            ClinicalRecord.builder().set("age", 110).set("height_cm", 120).build();

    @TempDir
    static Path folder;

    private static BmdEstimator estimator;
    private static BmdEstimator research;
    private static BmdEstimator former;

    @BeforeAll
    static void open() {
        Path model = TinyModel.write(folder, TinyModel.bytes(CARD.toJson()));
        estimator = BmdEstimator.open(model);
        research = BmdEstimator.builder(model).returnUnusable(true).open();
        former = BmdEstimator.open(TinyModel.write(folder));
    }

    @AfterAll
    static void close() {
        estimator.close();
        research.close();
        former.close();
    }

    private static Radiograph hip(int width, int height) {
        return Radiograph.of(
                SyntheticHip.left(width, height, 3),
                width,
                height,
                PixelFormat.unsigned(16).withSide(Side.LEFT));
    }

    private static double halfWidth(BmdEstimate estimate) {
        return (estimate.interval().upper() - estimate.interval().lower()) / 2;
    }

    @Test
    void whatNothingSpeaksAgainstIsFine() {
        BmdEstimate estimate = estimator.estimate(HIP, FINE);

        assertThat(estimate.trust()).isEqualTo(Trust.FINE);
        assertThat(estimate.trust().level()).isEqualTo(Level.FINE);
        assertThat(halfWidth(estimate)).isCloseTo(1.7 * estimate.spread(), within(1e-12));
        assertThat(estimate.outlierScore().orElseThrow().hardLimit()).hasValue(2);
    }

    @Test
    void unusualEstimatesAreWarnedOfAndTheirIntervalsWidened() {
        BmdEstimate estimate = estimator.estimate(HIP, UNUSUAL);

        assertThat(estimate.trust()).isEqualTo(new Trust(List.of(Reason.UNLIKE_TRAINING), 1.5));
        assertThat(estimate.trust().level()).isEqualTo(Level.UNUSUAL);
        assertThat(estimate.trust().usable()).isTrue();
        assertThat(estimate.warnings()).extracting(BmdEstimate.Warning::kind).contains(Kind.UNUSUAL_RADIOGRAPH);
        assertThat(halfWidth(estimate)).isCloseTo(1.5 * 1.7 * estimate.spread(), within(1e-12));
        assertThat(estimate.tScore()).isFinite();
        assertThat(estimate.screening()).isNotEmpty();
    }

    @Test
    void whatIsNotUsableIsRefusedWithItsReasonAndNoValueOfThePerson() {
        assertRefused(Code.NOT_USABLE, () -> estimator.estimate(HIP, NOT_USABLE));
        assertThatThrownBy(() -> estimator.estimate(HIP, NOT_USABLE))
                .hasMessageContaining(Reason.FAR_FROM_TRAINING.words())
                .hasMessageNotContainingAny("110", "120");
        assertRefused(
                Code.NOT_USABLE,
                () -> estimator.estimateAll(List.of(new BmdRequest(HIP, FINE), new BmdRequest(HIP, NOT_USABLE))));
        assertThat(estimator.estimate(HIP, FINE).bmd()).isFinite();
    }

    @Test
    void researchGetsItMarkedAndWithoutAnythingThatReadsAsAFinding() throws Exception {
        BmdEstimate estimate = research.estimate(HIP, NOT_USABLE);

        assertThat(estimate.trust().level()).isEqualTo(Level.NOT_USABLE);
        assertThat(estimate.trust().reasons()).containsExactly(Reason.FAR_FROM_TRAINING);
        assertThat(estimate.bmd()).isFinite();
        assertThat(halfWidth(estimate)).isCloseTo(1.5 * 1.7 * estimate.spread(), within(1e-12));
        assertThat(estimate.category()).isEqualTo(Category.NOT_APPLICABLE);
        assertThat(estimate.statement()).contains("Not usable", Reason.FAR_FROM_TRAINING.words());
        assertThat(estimate.screening()).isEmpty();
        assertThat(estimate.tScore()).isNaN();
        assertThat(estimate.zScore()).isEmpty();

        JsonNode json = new ObjectMapper().readTree(estimate.toJson());
        assertThat(json.has("t_score")).isFalse();
        assertThat(json.at("/trust/level").textValue()).isEqualTo("not_usable");
        assertThat(json.at("/trust/reasons/0").textValue()).isEqualTo("far_from_training");
        assertThat(json.at("/trust/interval_widening").doubleValue()).isEqualTo(1.5);
        assertThat(json.at("/outlier_score/hard_limit").doubleValue()).isEqualTo(2);

        JsonNode fhir = new ObjectMapper().readTree(estimate.toFhirObservation(Side.LEFT, null, null));
        assertThat(fhir.has("valueQuantity")).isFalse();
        assertThat(fhir.at("/dataAbsentReason/coding/0/code").textValue()).isEqualTo("not-applicable");
        assertThat(fhir.at("/component")).hasSize(2);
        assertThat(fhir.at("/component/0/referenceRange/1/high/value").doubleValue())
                .isEqualTo(2);
        assertThat(fhir.at("/component/1/valueCodeableConcept/coding/0/code").textValue())
                .isEqualTo("trust-not-usable");
        assertThat(fhir.at("/component/1/valueCodeableConcept/text").textValue())
                .isEqualTo(Reason.FAR_FROM_TRAINING.words());
        assertThat(research.estimate(HIP, FINE)).isEqualTo(estimator.estimate(HIP, FINE));
    }

    @Test
    void aFollowUpWithWhatIsNotUsableIsRefused() {
        BmdEstimate fine = research.estimate(HIP, FINE);
        BmdEstimate not = research.estimate(HIP, NOT_USABLE);

        assertRefused(Code.NOT_USABLE, () -> research.followUp(fine, not));
        assertRefused(Code.NOT_USABLE, () -> research.followUp(not, fine));
    }

    @Test
    void aModelWithoutTrustLimitsComputesWhatItDid() {
        BmdEstimate unusual = former.estimate(HIP, UNUSUAL);
        assertThat(unusual.trust()).isEqualTo(new Trust(List.of(Reason.UNLIKE_TRAINING), 1));
        assertThat(halfWidth(unusual)).isCloseTo(1.7 * unusual.spread(), within(1e-12));

        BmdEstimate far = former.estimate(HIP, NOT_USABLE);
        assertThat(far.trust().level()).isEqualTo(Level.UNUSUAL);
        assertThat(far.outlierScore().orElseThrow().hardLimit()).isEmpty();
        assertThat(far.tScore()).isFinite();
        assertThat(former.estimate(hip(40, 40), FINE).trust().level()).isEqualTo(Level.UNUSUAL);
    }

    /** The tiny model has no localiser; its input is 64 pixels wide and long. */
    @ParameterizedTest
    @CsvSource({"90, FINE", "64, FINE", "63, UNUSUAL", "32, UNUSUAL"})
    void aPictureWithFewerPixelsThanTheInputIsCoarse(int side, Level level) {
        BmdEstimate estimate = estimator.estimate(hip(100, 100).withRegion(0, 0, side, side), FINE);

        assertThat(estimate.trust().level()).isEqualTo(level);
        assertThat(estimate.warnings().stream().anyMatch(w -> w.kind() == Kind.LOW_RESOLUTION))
                .isEqualTo(level != Level.FINE);
    }

    /** Where the model says where the neck is, 64 pixels across its box are needed. */
    @ParameterizedTest
    @CsvSource({"64, FINE", "63, UNUSUAL", "32, UNUSUAL", "31, NOT_USABLE"})
    void aNeckOfHalfThePixelsThatAreNeededIsNotUsable(int width, Level level) {
        Path model = TinyModel.write(folder, TinyModel.withNeckBox(CARD.toJson()));
        try (BmdEstimator localiser =
                BmdEstimator.builder(model).returnUnusable(true).open()) {
            BmdEstimate estimate = localiser.estimate(HIP.withFemoralNeck(60, 60, width, 40), FINE);

            assertThat(estimate.trust().level()).isEqualTo(level);
            assertThat(estimate.trust().reasons().contains(Reason.TOO_COARSE)).isEqualTo(level == Level.NOT_USABLE);
        }
    }

    @Test
    void anEstimateOfACallerIsJudgedByItsScore() {
        BmdEstimate own = estimator.estimate(HIP, FINE);

        assertThat(without(own, new OutlierScore(1, 2)).trust()).isEqualTo(Trust.FINE);
        assertThat(without(own, new OutlierScore(3, 2)).trust().reasons()).containsExactly(Reason.UNLIKE_TRAINING);
    }

    private static BmdEstimate without(BmdEstimate e, OutlierScore score) {
        return new BmdEstimate(
                e.bmd(),
                e.spread(),
                e.tScoreUnrounded(),
                e.reference(),
                e.zScoreUnrounded(),
                e.scoreRounding(),
                e.category(),
                e.statement(),
                e.intervals(),
                e.screening(),
                e.clinicalAttention(),
                e.imageAttention(),
                e.femoralNeck(),
                e.warnings(),
                e.model(),
                Optional.of(score));
    }
}
