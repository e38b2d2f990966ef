package org.xattnbmd.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.ManifestRow.Facts;
import org.xattnbmd.trainer.data.ManifestRow.View;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.TrainingData;

/** Networks that are made up: how far off they are, and how unusual they find a picture, is the test's to choose. */
class WideningTest {

    private static final int SIZE = 8;
    private static final Widening.Picture PICTURE = new Widening.Picture(SIZE, SIZE);
    private static final Widening.Band BAND = new Widening.Band(1, 2);
    private static final double SPREAD = 0.05;
    /** Of normal residuals with the spread as standard deviation. */
    private static final double QUANTILE = 1.645;

    private static CalibrationSubjects subjects(int n) {
        Random random = new Random(5);
        float[][] crops = new float[n][SIZE * SIZE];
        float[] bmd = new float[n];
        float[][] boxes = new float[n][];
        List<ManifestRow> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < crops[i].length; p++) {
                crops[i][p] = random.nextFloat();
            }
            bmd[i] = 0.8f;
            boxes[i] = new float[] {0.5f, 0.5f, 0.2f, 0.2f};
            rows.add(new ManifestRow(
                    2, "S" + i, Split.CALIBRATION, View.of(Path.of("none.png")), Facts.of("female", 70), bmd[i]));
        }
        Cohort cohort = new Cohort(rows, new TrainingData(crops, new float[n][1], bmd, boxes));
        return new CalibrationSubjects(cohort, cohort);
    }

    /** @param off residuals in spreads have this standard deviation */
    private static LeastSignificantChange.Network network(double off, float score) {
        Random random = new Random(6);
        return (crops, fields) -> {
            int n = crops.length;
            Predictions out =
                    new Predictions(new float[n], new float[n], new float[n], new float[n][1], new float[n][4]);
            for (int i = 0; i < n; i++) {
                out.bmd()[i] = (float) (0.8 + off * SPREAD * random.nextGaussian());
            }
            Arrays.fill(out.spread(), (float) SPREAD);
            Arrays.fill(out.outlierScore(), score);
            return out;
        };
    }

    private static Widening measured(LeastSignificantChange.Network network, int subjects, double quantile) {
        return Widening.measured(network, PICTURE, subjects(subjects), BAND, quantile, 7);
    }

    @Test
    void theFactorBringsTheResidualsOfUnusualRadiographsToTheUsualCoverage() {
        Widening widening = measured(network(2, 1.5f), 500, QUANTILE);

        assertThat(widening.factor()).isCloseTo(2, within(0.15));
        assertThat(widening.basis()).contains("2000 unusual radiographs of 500 calibration subjects");
        assertThat(measured(network(3, 1.5f), 500, QUANTILE).factor()).isGreaterThan(widening.factor());
    }

    @Test
    void intervalsAreNeverNarrowedNorBeyondWhatACardMaySay() {
        assertThat(measured(network(0.1, 1.5f), 100, QUANTILE).factor()).isEqualTo(1);
        assertThat(measured(network(100, 1.5f), 100, QUANTILE).factor()).isEqualTo(10);
    }

    @Test
    void whereTooFewAreUnusualTheFactorIsADefaultAndSaysSo() {
        for (float score : new float[] {0.9f, 2.1f}) {
            Widening widening = measured(network(2, score), 100, QUANTILE);
            assertThat(widening.factor()).isEqualTo(2.75);
            assertThat(widening.basis()).contains("default that is not measured", "of 400 changed radiographs 0");
        }
        assertThat(measured(network(2, 1.5f), 7, QUANTILE).basis()).contains("28 were unusual, fewer than 30");
        assertThat(measured(network(2, 1.5f), 8, QUANTILE).basis()).doesNotContain("default");
        assertThat(measured(network(2, 1.5f), 100, Double.NaN).basis()).contains("too few calibration subjects");
    }
}
