package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.AttentionMap;
import org.xattnbmd.sdk.BmdEstimate.OutlierScore;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

class EstimateOutputTest {

    private static final int W = 200;
    private static final int H = 160;
    private static final Radiograph HIP = Radiograph.of(
            SyntheticHip.left(W, H, 3), W, H, PixelFormat.unsigned(16).withSide(Side.LEFT));

    @TempDir
    static Path folder;

    private static BmdEstimator estimator;

    @BeforeAll
    static void open() {
        estimator = BmdEstimator.open(TinyModel.write(folder));
    }

    @AfterAll
    static void close() {
        estimator.close();
    }

    private static BmdEstimate atAge(int age) {
        return estimator.estimate(HIP, ClinicalRecord.builder().set("age", age).build());
    }

    @Test
    void followUpSaysWhetherTheChangeExceedsTheLeastSignificantOne() {
        // The tiny model adds 0.005 g/cm² a year; its least significant change is 0.04.
        BmdEstimate.Change small = estimator.followUp(atAge(70), atAge(77));
        BmdEstimate.Change large = estimator.followUp(atAge(79), atAge(70));

        assertThat(small.difference()).isCloseTo(0.035, within(1e-5));
        assertThat(small.significant()).isFalse();
        assertThat(large.difference()).isCloseTo(-0.045, within(1e-5));
        assertThat(large.significant()).isTrue();
        assertThat(large.percent())
                .isCloseTo(100 * large.difference() / atAge(79).bmd(), within(1e-9));
        assertThat(large.statement()).contains("-0.045 g/cm2", "exceeds", "0.040");
        assertThat(small.statement()).contains("does not exceed");
    }

    @Test
    void followUpAcrossModelsIsRefused() {
        BmdEstimate own = atAge(70);
        BmdEstimate other = withModel(own, new BmdEstimate.ModelIdentity("tiny", "1.0.0", "f".repeat(64), true));

        assertRefused(Code.ESTIMATES_NOT_COMPARABLE, () -> estimator.followUp(own, other));
        assertRefused(Code.ESTIMATES_NOT_COMPARABLE, () -> estimator.followUp(other, own));
    }

    @Test
    void theOutlierScoreIsInTheEstimateItsJsonAndItsObservation() throws Exception {
        BmdEstimate usual = atAge(75);
        // The tiny model's score is the mean size of the standardised values: 2 of 10 deviations over 4 fields, limit
        // 1.5.
        OutlierScore score = usual.outlierScore().orElseThrow();
        assertThat(score.value()).isCloseTo(0.125, within(1e-6));
        assertThat(score.limit()).isEqualTo(1.5);
        assertThat(score.exceeded()).isFalse();
        assertThat(new OutlierScore(1.6, 1.5).exceeded()).isTrue();

        JsonNode json = new ObjectMapper().readTree(usual.toJson()).get("outlier_score");
        assertThat(json.get("value").doubleValue()).isEqualTo(score.value());
        assertThat(json.get("limit").doubleValue()).isEqualTo(1.5);
        JsonNode component = new ObjectMapper()
                .readTree(usual.toFhirObservation(Side.LEFT, null, null))
                .at("/component/3");
        assertThat(component.at("/code/coding/0/code").textValue()).isEqualTo("outlier-score");
        assertThat(component.at("/valueQuantity/value").doubleValue()).isEqualTo(0.125);
        assertThat(component.at("/referenceRange/0/high/value").doubleValue()).isEqualTo(1.5);
    }

    @Test
    void anEstimateOfACallerMayHaveNoOutlierScore() throws Exception {
        BmdEstimate own = atAge(75);
        BmdEstimate without = withModel(own, own.model());

        assertThat(without.outlierScore()).isEmpty();
        assertThat(new ObjectMapper().readTree(without.toJson()).has("outlier_score"))
                .isFalse();
        assertThat(without.toFhirObservation(Side.LEFT, null, null)).doesNotContain("outlier");
    }

    @Test
    void overlayTintsWhereTheAttentionIsAndLeavesTheRestGrey() {
        List<Float> values = new ArrayList<>(Collections.nCopies(16, 0f));
        values.set(5, 1f);
        AttentionMap map = new AttentionMap(4, 4, values, new Area(0, 0, W, H));
        BufferedImage overlay = map.overlay(HIP);

        assertThat(overlay.getWidth()).isEqualTo(W);
        assertThat(overlay.getHeight()).isEqualTo(H);
        assertThat(colourfulness(overlay, W * 3 / 8, H * 3 / 8)).isGreaterThan(40);
        assertThat(colourfulness(overlay, W * 7 / 8, H * 7 / 8)).isZero();
        assertThat(colourfulness(overlay, 2, 2)).isZero();
    }

    @Test
    void fhirRefusesWhatItCannotWrite() {
        BmdEstimate estimate = atAge(75);
        for (String blank : List.of("", " ", "\t")) {
            assertRefused(Code.INVALID_ARGUMENT, () -> estimate.toFhirObservation(Side.LEFT, null, blank));
        }
        for (String time : List.of("0000-12-31T23:59:59Z", "+10000-01-01T00:00:00Z", "-0044-03-15T12:00:00Z")) {
            Instant instant = Instant.parse(time);
            assertRefused(Code.INVALID_ARGUMENT, () -> estimate.toFhirObservation(Side.LEFT, instant, null));
        }
        assertThat(estimate.toFhirObservation(Side.LEFT, Instant.parse("9999-12-31T23:59:59Z"), "Patient/1"))
                .contains("\"9999-12-31T23:59:59Z\"");
    }

    @Test
    void fhirObservationIsAnEstimateNeverAMeasurement() throws Exception {
        BmdEstimate estimate = atAge(75);
        JsonNode fhir = new ObjectMapper()
                .readTree(estimate.toFhirObservation(
                        Side.LEFT, Instant.parse("2026-03-01T10:00:00Z"), "Patient/example"));

        assertThat(fhir.get("resourceType").textValue()).isEqualTo("Observation");
        assertThat(fhir.get("status").textValue()).isEqualTo("preliminary");
        assertThat(fhir.at("/meta/security/0/code").textValue()).isEqualTo("HTEST");
        assertThat(fhir.at("/code/coding/0/system").textValue()).isEqualTo("urn:xattnbmd:observation");
        assertThat(fhir.toString()).as("no DXA code").doesNotContain("loinc");
        assertThat(fhir.at("/valueQuantity/value").doubleValue()).isCloseTo(estimate.bmd(), within(0.0005));
        assertThat(fhir.at("/valueQuantity/code").textValue()).isEqualTo("g/cm2");
        assertThat(fhir.at("/method/text").textValue()).contains("not a DXA measurement");
        assertThat(fhir.at("/bodySite/coding/0/code").textValue()).isEqualTo("29627003");
        assertThat(fhir.at("/bodySite/text").textValue()).isEqualTo("Left femoral neck");
        assertThat(fhir.at("/device/display").textValue())
                .contains(estimate.model().sha256());
        assertThat(fhir.at("/component/0/code/coding/0/code").textValue()).isEqualTo("interval-90");
        assertThat(fhir.at("/component/0/valueRange/low/value").doubleValue())
                .isLessThan(fhir.at("/component/0/valueRange/high/value").doubleValue());
        assertThat(fhir.at("/component/2/valueQuantity/value").doubleValue()).isEqualTo(estimate.tScore());
        assertThat(fhir.at("/subject/reference").textValue()).isEqualTo("Patient/example");
        assertThat(fhir.at("/effectiveDateTime").textValue()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(fhir.at("/note").toString()).contains("SIMULATED", "Not a medical device");

        JsonNode bare = new ObjectMapper().readTree(estimate.toFhirObservation(Side.UNKNOWN, null, null));
        assertThat(bare.has("subject")).isFalse();
        assertThat(bare.has("effectiveDateTime")).isFalse();
    }

    private static int colourfulness(BufferedImage image, int x, int y) {
        int rgb = image.getRGB(x, y);
        int red = rgb >> 16 & 0xFF;
        int green = rgb >> 8 & 0xFF;
        int blue = rgb & 0xFF;
        return Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
    }

    private static BmdEstimate withModel(BmdEstimate e, BmdEstimate.ModelIdentity model) {
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
                model);
    }
}
