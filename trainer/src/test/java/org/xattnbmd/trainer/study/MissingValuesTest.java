package org.xattnbmd.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.data.StudyFields;
import org.xattnbmd.trainer.training.AugmentationConfig;

class MissingValuesTest {

    private static final float NO = Float.NaN;

    /** Age, age at scan, sex, height, weight, BMI, alcohol, activity, diet, smoking. */
    private static final float[][] TRAINING = {
        {70, 70, 0, 160, 60, 24, 2, 50, 0, 2},
        {74, NO, 0, 170, 70, 25, 4, 60, 1, 1},
        {78, 80, 1, NO, 80, 26, 6, 70, -1, 1},
    };

    @Test
    void meanImputationTakesTheTrainingMeanAndTheMostFrequentCategory() {
        float[][] rows = {{NO, NO, NO, NO, 90, NO, NO, NO, NO, NO}};
        float[] filled =
                MissingValues.MEAN.imputation(StudyFields.READY_MADE, TRAINING).apply(rows)[0];
        assertThat(filled).containsExactly(74, 75, 0, 165, 90, 25, 4, 60, 0, 1);
        assertThat(rows[0][0]).as("the caller's row").isNaN();
    }

    @Test
    void tokensLeaveGapsForTheNetwork() {
        for (MissingValues handling :
                new MissingValues[] {MissingValues.TOKENS, MissingValues.TOKENS_WITHOUT_DROPOUT}) {
            assertThat(handling.imputation(StudyFields.READY_MADE, TRAINING).apply(TRAINING))
                    .isSameAs(TRAINING);
        }
    }

    @Test
    void onlyTokensAreTrainedWithDroppedFields() {
        AugmentationConfig usual = AugmentationConfig.defaults();
        assertThat(MissingValues.TOKENS.apply(usual)).isEqualTo(usual);
        AugmentationConfig without = MissingValues.TOKENS_WITHOUT_DROPOUT.apply(usual);
        assertThat(without.missing()).isEqualTo(AugmentationConfig.Missing.NONE);
        assertThat(without.clinicalNoise()).isEqualTo(usual.clinicalNoise());
        assertThat(MissingValues.MEAN.apply(usual)).isEqualTo(without);
    }
}
