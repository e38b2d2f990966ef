package org.xattnbmd.trainer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/** What a card states of two ways to run one quantised file, and which of them are too far apart. */
class GoldenToleranceTest {

    private static final Target TARGET = Target.FEMORAL_NECK;

    private static Predictions predictions(double bmd, double score, double attention) {
        return new Predictions(
                new float[] {0.8f, (float) bmd},
                new float[] {0.05f, 0.05f},
                new float[] {1, (float) score},
                new float[][] {{0.5f, 0.5f}, {(float) attention, (float) (1 - attention)}},
                new float[0][4]);
    }

    @ParameterizedTest
    @CsvSource({
        // one digit, upwards
        "0.8031, 2, 0.5, 0.004",
        // attention is held to ten times as much, the score too and relative to itself
        "0.8, 2, 0.512, 0.002",
        "0.8, 2.05, 0.5, 0.003",
    })
    void isTheLargestDifferenceRoundedUp(double bmd, double score, double attention, double expected) {
        Predictions here = predictions(0.8, 2, 0.5);
        Predictions elsewhere = predictions(bmd, score, attention);
        assertThat(GoldenTolerance.isAccepted(here, elsewhere, TARGET)).isTrue();
        assertThat(GoldenTolerance.of(here, elsewhere, TARGET)).isEqualTo(expected);
    }

    @Test
    void isNeverLessThanThatOfFloat32() {
        Predictions same = predictions(0.8, 2, 0.5);
        assertThat(GoldenTolerance.of(same, same, TARGET)).isEqualTo(ModelCard.USUAL_GOLDEN_TOLERANCE);
    }

    /** 0.0067 g/cm² came from a network of ten epochs on a processor with AVX-512. */
    @Test
    void moreThanTheSdkAcceptsIsRefusedAndSaidBeforehand() {
        Predictions here = predictions(0.8, 2, 0.5);
        Predictions elsewhere = predictions(0.8067, 2, 0.5);
        assertThat(GoldenTolerance.isAccepted(here, elsewhere, TARGET)).isFalse();
        assertThatExceptionOfType(TrainerException.class)
                .isThrownBy(() -> GoldenTolerance.of(here, elsewhere, TARGET))
                .satisfies(e -> assertThat(e.code()).isEqualTo(TrainerException.Code.PRECISION_REFUSED))
                .withMessageContaining("0.0067 g/cm²");
    }
}
