package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.fixtures.TinyModel;

class TScoresTest {

    @ParameterizedTest
    @CsvSource({
        "-2.45, -2.5, OSTEOPOROSIS",
        "-2.44, -2.4, LOW_BONE_MASS",
        "-2.5, -2.5, OSTEOPOROSIS",
        "-1.04, -1.0, NORMAL",
        "-1.05, -1.1, LOW_BONE_MASS",
        "0.05, 0.1, NORMAL",
        "-0.04, 0.0, NORMAL"
    })
    void categoryIsReadOffTheRoundedTScore(double tScore, double rounded, Category category) {
        assertThat(TScores.rounded(tScore)).isEqualTo(rounded);
        assertThat(read(tScore, 75).category()).isEqualTo(category);
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

        assertThat(TScores.rounded(TScores.tScore(0.899, reference))).isEqualTo(-1.0);
    }

    private static TScores.Reading read(double tScore, float age) {
        return TScores.read(tScore, OptionalDouble.empty(), List.of(TinyModel.FIELDS.get(0)), new float[] {age});
    }
}
