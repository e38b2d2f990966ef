package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.picture.RadiographView;

/** The caller says where the femoral neck is; a model of known arithmetic tells what reached it. */
class FemoralNeckTest {

    private static final int WIDTH = 120;
    private static final int HEIGHT = 100;

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() {
        model = TinyModel.write(folder, TinyModel.withNeckBox(TinyModel.card().toJson()));
    }

    private static Radiograph hip(Side side) {
        return Radiograph.of(SyntheticHip.left(WIDTH, HEIGHT, 3), WIDTH, HEIGHT, PixelFormat.unsigned(16))
                .withSide(side);
    }

    private static BmdEstimate estimate(BmdEstimator estimator, Radiograph radiograph) {
        return estimator.estimate(radiograph, ClinicalRecord.empty());
    }

    @ParameterizedTest
    @CsvSource({"LEFT, 0", "RIGHT, 0", "LEFT, 10", "RIGHT, 10"})
    void theEstimateIsMadeThereAndSaysSo(Side side, int inset) {
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            Radiograph hip = hip(side).withRegion(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset);
            BmdEstimate found = estimate(estimator, hip);
            BmdEstimate given = estimate(estimator, hip.withFemoralNeck(30, 50, 16, 12));

            BmdEstimate.Area area = given.femoralNeck().orElseThrow();
            assertThat(area.x()).isCloseTo(30, within(1e-3));
            assertThat(area.y()).isCloseTo(50, within(1e-3));
            assertThat(area.width()).isCloseTo(16, within(1e-3));
            assertThat(area.height()).isCloseTo(12, within(1e-3));
            // The model counts how far right and below its own box the given one is, in the picture that it sees.
            BmdEstimate.Area input = estimator.modelCard().preprocessing().locate(hip);
            double right = (38 - input.x()) / input.width();
            double shift = 0.1 * ((side == Side.RIGHT ? 1 - right : right) - TinyModel.FOUND[0])
                    + 0.2 * ((56 - input.y()) / input.height() - TinyModel.FOUND[1]);
            assertThat(given.bmd() - found.bmd()).isCloseTo(shift, within(1e-6));
            assertThat(Math.abs(shift)).isGreaterThan(0.005);
        }
    }

    @ParameterizedTest
    @CsvSource({"63, true", "64, false", "90, false"})
    void aNeckOfTooFewPixelsIsWarnedOf(int width, boolean warned) {
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            BmdEstimate given = estimate(estimator, hip(Side.RIGHT).withFemoralNeck(20, 30, width, 40));

            assertThat(coarse(given)).isEqualTo(warned);
        }
    }

    @Test
    void whetherTheFoundNeckHasEnoughPixelsIsJudgedOnTheCallersPicture() {
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            // The model's own box is a fifth of whatever it looks at.
            Radiograph large = Radiograph.of(SyntheticHip.left(400, 400, 3), 400, 400, PixelFormat.unsigned(16))
                    .withSide(Side.LEFT);

            assertThat(coarse(estimate(estimator, large))).isFalse();
            assertThat(coarse(estimate(estimator, large.withRegion(50, 50, 300, 300))))
                    .isTrue();
            assertThat(coarse(estimate(estimator, hip(Side.LEFT)))).isTrue();
        }
    }

    private static boolean coarse(BmdEstimate estimate) {
        return estimate.warnings().stream()
                .anyMatch(warning -> warning.kind() == BmdEstimate.Warning.Kind.LOW_RESOLUTION);
    }

    @Test
    void withoutABoxTheModelFindsItItselfEveryTime() {
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            BmdEstimate before = estimate(estimator, hip(Side.LEFT));
            estimate(estimator, hip(Side.LEFT).withFemoralNeck(30, 50, 16, 12));
            // The tensors of the run before are used again.
            assertThat(estimate(estimator, hip(Side.LEFT))).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "2", "3"})
    void aBatchMayMixBoth(int fixedBatch) {
        List<BmdRequest> requests = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Radiograph hip = hip(Side.LEFT);
            requests.add(
                    new BmdRequest(i % 2 == 0 ? hip : hip.withFemoralNeck(20 + i, 40, 16, 16), ClinicalRecord.empty()));
        }
        BmdEstimator.Builder builder = BmdEstimator.builder(model);
        try (BmdEstimator one = BmdEstimator.open(model);
                BmdEstimator all = (fixedBatch > 0 ? builder.fixedBatch(fixedBatch) : builder).open()) {
            List<BmdEstimate> together = all.estimateAll(requests);
            for (int i = 0; i < requests.size(); i++) {
                BmdEstimate alone = estimate(one, requests.get(i).radiograph());
                assertThat(together.get(i).bmd()).isCloseTo(alone.bmd(), within(1e-6));
                assertThat(together.get(i).femoralNeck()).isEqualTo(alone.femoralNeck());
            }
            assertThat(together.get(1).bmd()).isNotEqualTo(together.get(0).bmd());
        }
    }

    @Test
    void everyChangeOfTheRadiographKeepsTheBox() {
        Radiograph hip = hip(Side.LEFT).withFemoralNeck(30, 50, 16, 12);
        for (Radiograph changed :
                List.of(hip.withSide(Side.RIGHT), hip.withSpacing(0.2), hip.withRegion(10, 10, 90, 80))) {
            assertThat(changed.view().neckBox()).contains(new RadiographView.Region(30, 50, 16, 12));
        }
    }

    @Test
    void boxesThatCannotBeAreRefused() {
        Radiograph hip = hip(Side.LEFT);
        assertRefused(Code.REGION_OUTSIDE_IMAGE, () -> hip.withFemoralNeck(110, 50, 16, 12));
        assertRefused(Code.REGION_OUTSIDE_IMAGE, () -> hip.withFemoralNeck(-1, 50, 16, 12));
        assertRefused(Code.REGION_OUTSIDE_IMAGE, () -> hip.withFemoralNeck(30, 50, Integer.MAX_VALUE, 12));
        assertRefused(Code.INVALID_ARGUMENT, () -> hip.withFemoralNeck(30, 50, 16, 7));
        assertRefused(Code.INVALID_ARGUMENT, () -> hip.withFemoralNeck(30, 50, -5, 12));
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            Radiograph outside = hip.withRegion(0, 0, 60, 100).withFemoralNeck(90, 50, 16, 12);
            assertRefused(Code.REGION_OUTSIDE_IMAGE, () -> estimate(estimator, outside));
        }
    }

    @Test
    void aModelWithoutLocaliserTakesNone() {
        Path plain = TinyModel.write(folder);
        try (BmdEstimator estimator = BmdEstimator.open(plain)) {
            assertRefused(
                    Code.INVALID_ARGUMENT,
                    () -> estimate(estimator, hip(Side.LEFT).withFemoralNeck(30, 50, 16, 12)));
        }
    }
}
