package org.xattnbmd.sdk.internal.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.fixtures.TinyModel;

class TScoresTest {

    @ParameterizedTest
    @CsvSource({
        "HALF_UP, -2.45, -2.5, OSTEOPOROSIS",
        "HALF_UP, -2.44, -2.4, LOW_BONE_MASS",
        "HALF_UP, -2.5, -2.5, OSTEOPOROSIS",
        "HALF_UP, -1.0, -1.0, NORMAL",
        "HALF_UP, -1.04, -1.0, NORMAL",
        "HALF_UP, -1.05, -1.1, LOW_BONE_MASS",
        "HALF_UP, 0.05, 0.1, NORMAL",
        "HALF_UP, -0.04, 0.0, NORMAL",
        "HALF_EVEN, -2.45, -2.4, LOW_BONE_MASS",
        "HALF_EVEN, -2.55, -2.6, OSTEOPOROSIS",
        "HALF_EVEN, -1.05, -1.0, NORMAL",
        "HALF_DOWN, -2.45, -2.4, LOW_BONE_MASS",
        "HALF_DOWN, -2.46, -2.5, OSTEOPOROSIS",
        "DOWN, -2.49, -2.4, LOW_BONE_MASS",
        "DOWN, -2.5, -2.5, OSTEOPOROSIS",
        "FLOOR, -2.41, -2.5, OSTEOPOROSIS",
        "FLOOR, -1.04, -1.1, LOW_BONE_MASS",
        "CEILING, -1.09, -1.0, NORMAL"
    })
    void categoryIsReadOffTheRoundedTScore(RoundingMode rounding, double tScore, double rounded, Category category) {
        assertThat(TScores.rounded(tScore, rounding)).isEqualTo(rounded);
        assertThat(read(tScore, rounding, 75).category()).isEqualTo(category);
    }

    @Test
    void roundingIsThatOfDecimalNumbers() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            double score = i % 2 == 0 ? 12 * random.nextDouble() - 6 : random.nextInt(-600, 600) / 100.0;
            for (RoundingMode mode : RoundingMode.values()) {
                if (mode != RoundingMode.UNNECESSARY) {
                    double decimal = BigDecimal.valueOf(score).setScale(1, mode).doubleValue() + 0.0;
                    assertThat(TScores.rounded(score, mode))
                            .as("%s %s", score, mode)
                            .isEqualTo(decimal);
                }
            }
        }
    }

    @Test
    void roundingThatDoesNotRoundIsRefused() {
        assertThatThrownBy(() -> BmdEstimator.builder(Path.of("hip.onnx")).scoreRounding(RoundingMode.UNNECESSARY))
                .satisfies(e -> assertThat(((BmdException) e).code()).isEqualTo(BmdException.Code.INVALID_ARGUMENT));
    }

    @Test
    void whoCategoriesApplyFromFiftyYearsOnly() {
        assertThat(read(-3, 49.9f).category()).isEqualTo(Category.NOT_APPLICABLE);
        assertThat(read(-3, 49.9f).statement()).contains("Z-score");
        assertThat(read(-3, 50).category()).isEqualTo(Category.OSTEOPOROSIS);
        assertThat(read(-3, Float.NaN).category()).isEqualTo(Category.NOT_APPLICABLE);
        assertThat(read(-3, Float.NaN).statement()).contains("age is not known");
    }

    @Test
    void papersScreeningThresholdIsMinusOneOnTheLunarScale() {
        ModelCard.ReferencePopulation reference = TinyModel.card().reference();

        assertThat(TScores.rounded(TScores.tScore(0.899, reference), RoundingMode.HALF_UP))
                .isEqualTo(-1.0);
    }

    private static TScores.Reading read(double tScore, float age) {
        return read(tScore, RoundingMode.HALF_UP, age);
    }

    private static TScores.Reading read(double tScore, RoundingMode rounding, float age) {
        return TScores.read(
                tScore, OptionalDouble.empty(), rounding, List.of(TinyModel.FIELDS.get(0)), new float[] {age});
    }
}
