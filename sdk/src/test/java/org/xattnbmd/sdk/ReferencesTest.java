package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.AgeReference;
import org.xattnbmd.sdk.ModelCard.AgeReference.Row;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.clinical.TScores;

class ReferencesTest {

    private static final Radiograph HIP =
            Radiograph.of(SyntheticHip.left(120, 100, 3), 120, 100, PixelFormat.unsigned(16));

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() {
        model = TinyModel.write(folder);
    }

    @Test
    void nhanes3OnTheLunarScaleHasItsScreeningThresholdsWhereTheLiteratureHasThem() {
        ReferencePopulation lunar = ReferencePopulation.nhanes3WhiteWomen().onScale("lunar");

        assertThat(lunar.densitometer()).isEqualTo("GE Lunar");
        assertThat(lunar.mean()).isCloseTo(1.038, within(0.0005));
        assertThat(lunar.sd()).isCloseTo(0.1389, within(0.0001));
        assertThat(lunar.mean() - lunar.sd()).isCloseTo(0.899, within(0.0005));
        assertThat(lunar.mean() - 2.5 * lunar.sd()).isCloseTo(0.691, within(0.0005));
        assertThat(lunar.source()).contains("converted", "Hologic");
        assertThat(ReferencePopulation.nhanes3WhiteMen().onScale("GE Lunar").mean())
                .isCloseTo(1.126, within(0.0005));
    }

    @Test
    void chosenReferenceMovesTheTScoreAndIsNamedInTheResult() throws Exception {
        ReferencePopulation men = ReferencePopulation.nhanes3WhiteMen().onScale("GE Lunar");
        try (BmdEstimator usual = BmdEstimator.open(model);
                BmdEstimator chosen = BmdEstimator.builder(model).reference(men).open()) {
            BmdEstimate a = usual.estimate(HIP, woman(70));
            BmdEstimate b = chosen.estimate(HIP, woman(70));
            JsonNode json = new ObjectMapper().readTree(b.toJson());

            assertThat(a.reference()).isEqualTo(usual.modelCard().reference());
            assertThat(b.bmd()).isEqualTo(a.bmd());
            assertThat(b.screening()).isEqualTo(a.screening());
            assertThat(b.tScoreUnrounded()).isCloseTo((b.bmd() - men.mean()) / men.sd(), within(1e-12));
            assertThat(b.tScoreUnrounded()).isLessThan(a.tScoreUnrounded());
            assertThat(json.at("/t_score_reference/name").textValue()).isEqualTo(men.name());
            assertThat(json.at("/t_score_reference/densitometer").textValue()).isEqualTo("GE Lunar");
        }
    }

    @Test
    void referencesOnAnotherScaleAreRefusedNeverMixed() {
        BmdEstimator.Builder hologic = BmdEstimator.builder(model).reference(ReferencePopulation.nhanes3WhiteWomen());
        BmdEstimator.Builder peers = BmdEstimator.builder(model)
                .ageReference(new AgeReference("p", "Hologic", List.of(new Row("female", 30, 0.8, 0.1)), "test"));
        ReferencePopulation unknown = new ReferencePopulation("x", "Acme", 1, 0.1, "test");

        assertRefused(Code.REFERENCE_SCALE, hologic::open);
        assertRefused(Code.REFERENCE_SCALE, peers::open);
        assertRefused(Code.REFERENCE_SCALE, () -> unknown.onScale("Hologic"));
        assertRefused(
                Code.REFERENCE_SCALE,
                () -> ReferencePopulation.nhanes3WhiteWomen().onScale("Acme"));
        assertRefused(
                Code.INVALID_ARGUMENT,
                () -> BmdEstimator.builder(model)
                        .reference(new ReferencePopulation("x", "GE Lunar", 1, 0, "test"))
                        .open());
    }

    @Test
    void belowFiftyTheStatementReadsTheZScoreWhereThereIsAReference() throws Exception {
        AgeReference peers = new AgeReference(
                "p", "GE Lunar", List.of(new Row("female", 20, 1.9, 0.1), new Row("female", 60, 1.9, 0.1)), "test");
        try (BmdEstimator estimator =
                BmdEstimator.builder(model).ageReference(peers).open()) {
            BmdEstimate young = estimator.estimate(HIP, woman(40));
            BmdEstimate old = estimator.estimate(HIP, woman(60));
            BmdEstimate older = estimator.estimate(HIP, woman(61));

            assertThat(young.zScoreUnrounded().orElseThrow()).isCloseTo((young.bmd() - 1.9) / 0.1, within(1e-9));
            assertThat(young.category()).isEqualTo(Category.NOT_APPLICABLE);
            assertThat(young.statement())
                    .contains(
                            "below the expected range for age",
                            "Z-score " + young.zScore().getAsDouble());
            assertThat(old.category()).isNotEqualTo(Category.NOT_APPLICABLE);
            assertThat(old.zScore()).isPresent();
            assertThat(older.zScore()).as("no reference at 61").isEmpty();
            assertThat(estimator.estimate(HIP, ClinicalRecord.empty()).zScore()).isEmpty();
            assertThat(new ObjectMapper()
                            .readTree(young.toJson())
                            .get("z_score")
                            .doubleValue())
                    .isEqualTo(young.zScore().getAsDouble());
            assertThat(young.toFhirObservation(Radiograph.Side.LEFT, null, null))
                    .contains("z-score-estimate", "T-score against NHANES III");
        }
    }

    @Test
    void zScoreFromMinusTwoDownIsBelowTheExpectedRange() {
        assertThat(statement(-1.94)).contains("within the expected range");
        assertThat(statement(-1.95)).contains("below the expected range");
    }

    @Test
    void ageReferencesThatContradictThemselvesAreRefused() {
        for (List<Row> rows : List.of(
                List.<Row>of(),
                List.of(new Row("female", 30, 1, 0.1), new Row("Female", 30, 1, 0.1)),
                List.of(new Row("female", 40, 1, 0.1), new Row("female", 30, 1, 0.1)),
                List.of(new Row("female", 40, 1, 0)),
                List.of(new Row("female", 40, Double.NaN, 0.1)),
                List.of(new Row("female", Double.NaN, 1, 0.1)))) {
            assertRefused(Code.INVALID_ARGUMENT, () -> new AgeReference("x", "GE Lunar", rows, "test"));
        }
    }

    private static String statement(double zScore) {
        return TScores.read(
                        -1,
                        OptionalDouble.of(zScore),
                        RoundingMode.HALF_UP,
                        List.of(TinyModel.FIELDS.get(0)),
                        new float[] {40})
                .statement();
    }

    private static ClinicalRecord woman(int age) {
        return ClinicalRecord.builder().set("age", age).set("sex", "female").build();
    }
}
