package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingDataTest {

    private static final float[] UNKNOWN = {Float.NaN, Float.NaN, Float.NaN, Float.NaN};

    private static TrainingData withBoxes(float[]... boxes) {
        return new TrainingData(new float[boxes.length][1], new float[boxes.length][1], new float[boxes.length], boxes);
    }

    /** By hand: the mean of 0.1 and 0.3 is 0.2; ln 2 = 0.693 to the smaller, ln 1.5 = 0.405 to the larger one. */
    @Test
    void boxesAreComparedWithTheMeanBoxByTheLogarithmOfEitherSide() {
        for (int side = 2; side < 4; side++) {
            float[] small = {0.5f, 0.5f, 0.2f, 0.2f};
            float[] large = small.clone();
            small[side] = 0.1f;
            large[side] = 0.3f;
            TrainingData data = withBoxes(small, large, UNKNOWN);
            assertThat(data.boxesWithin(0.70)).isTrue();
            assertThat(data.boxesWithin(0.69)).isFalse();
        }
    }

    @Test
    void wherePlacesDifferOrNothingIsKnownSizesDoNot() {
        assertThat(withBoxes(new float[] {0.1f, 0.9f, 0.2f, 0.3f}, new float[] {0.9f, 0.1f, 0.2f, 0.3f})
                        .boxesWithin(1e-3))
                .isTrue();
        assertThat(withBoxes(UNKNOWN, UNKNOWN).boxesWithin(1e-3)).isTrue();
    }
}
