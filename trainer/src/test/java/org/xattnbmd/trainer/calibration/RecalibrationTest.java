package org.xattnbmd.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.TinyNetworks;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.Predictor;
import org.xattnbmd.trainer.training.Predictor.Predictions;

class RecalibrationTest {

    private final Random random = new Random(3);

    /** Measurements on a line through the estimates, with noise. */
    private Recalibration fitted(int n, double slope, double offset, double noise) {
        float[] estimated = new float[n];
        float[] measured = new float[n];
        for (int i = 0; i < n; i++) {
            estimated[i] = (float) (0.9 + 0.13 * random.nextGaussian());
            measured[i] = (float) (slope * estimated[i] + offset + noise * random.nextGaussian());
        }
        return Recalibration.of(measured, estimated);
    }

    @Test
    void findsTheLineThatManySubjectsShow() {
        Recalibration line = fitted(4000, 0.93, 0.05, 0.04);
        // Standard error of the slope: 0.04 / (0.13 * sqrt(4000)) = 0.005.
        assertThat(line.slope()).isCloseTo(0.93, within(0.02));
        assertThat(line.slope() * 0.9 + line.offset()).isCloseTo(0.93 * 0.9 + 0.05, within(0.003));
        assertThat(line.subjects()).isEqualTo(4000);
    }

    @Test
    void whatChanceCouldHaveMadeChangesLittle() {
        double moved = 0;
        int rounds = 400;
        for (int i = 0; i < rounds; i++) {
            Recalibration line = fitted(20, 1, 0, 0.06);
            moved += Math.abs(line.slope() * 0.9 + line.offset() - 0.9) / rounds;
        }
        // Least squares alone would move the mean by 0.8 * 0.06 / sqrt(20) = 0.0107 on average.
        assertThat(moved).isLessThan(0.0075);
    }

    @Test
    void aSlopeThatIsNoCorrectionIsHeldBack() {
        assertThat(fitted(500, 3, -1.8, 0.01).slope()).isEqualTo(1.25);
        Recalibration held = fitted(500, 0.1, 0.8, 0.01);
        assertThat(held.slope()).isEqualTo(0.8);
        assertThat(held.slope() * 0.9 + held.offset())
                .as("the mean is right all the same")
                .isCloseTo(0.89, within(0.01));
    }

    @Test
    void estimatesThatDoNotDifferAreLeftAlone() {
        assertThat(Recalibration.of(new float[] {0.8f, 0.9f, 1}, new float[] {0.9f, 0.9f, 0.9f}))
                .isEqualTo(Recalibration.NONE)
                .hasToString("none");
    }

    @Test
    void foldedIntoTheNetworkItMovesEstimatesAlongTheLine() {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(FusionStrategy.BOTH, false), manager);
            Predictor predictor = new Predictor(network, manager);
            float[][] crops = new float[3][TinyNetworks.SIZE * TinyNetworks.SIZE];
            float[][] rows = {{60, 0, 70, 1}, {75, 1, 70, 0}, {80, 1, 70, 2}};
            Predictions before = predictor.predict(crops, rows);
            new Recalibration(0.9, 0.07, 10).apply(network);
            Predictions after = predictor.predict(crops, rows);
            for (int i = 0; i < 3; i++) {
                assertThat((double) after.bmd()[i]).isCloseTo(0.9 * before.bmd()[i] + 0.07, within(1e-5));
                assertThat(after.spread()[i]).isLessThan(before.spread()[i]);
            }
        }
    }
}
