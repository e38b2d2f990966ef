package org.xattnbmd.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WhiteningTest {

    private static final double SHRINKAGE = 0.1;

    /** Correlated features of unlike spread about an offset. */
    private static float[][] rows(int n, int d, long seed) {
        Random random = new Random(seed);
        float[][] rows = new float[n][d];
        for (float[] row : rows) {
            double common = random.nextGaussian();
            for (int i = 0; i < d; i++) {
                row[i] = (float) (5 - i + (0.4 + 0.2 * i) * random.nextGaussian() + 0.6 * common);
            }
        }
        return rows;
    }

    private static double[] whitened(Whitening whitening, float[] row) {
        int d = row.length;
        double[] white = new double[d];
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < d; i++) {
                white[j] += (row[i] - whitening.centre()[i]) * whitening.matrix()[i * d + j];
            }
        }
        return white;
    }

    private static double[][] covariance(double[][] rows) {
        int d = rows[0].length;
        double[] mean = new double[d];
        for (double[] row : rows) {
            for (int i = 0; i < d; i++) {
                mean[i] += row[i] / rows.length;
            }
        }
        double[][] covariance = new double[d][d];
        for (double[] row : rows) {
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / rows.length;
                }
            }
        }
        return covariance;
    }

    /** W'(0.9 S + 0.1 t I)W = I, so the whitened covariance is (I - 0.1 t W'W) / 0.9. */
    @Test
    void whitenedFeaturesHaveUnitCovarianceUpToShrinkage() {
        int d = 5;
        float[][] rows = rows(400, d, 1);
        Whitening whitening = Whitening.of(rows);
        double[][] white = Arrays.stream(rows).map(r -> whitened(whitening, r)).toArray(double[][]::new);
        double[][] raw = covariance(Arrays.stream(rows)
                .map(r -> {
                    double[] wide = new double[d];
                    Arrays.setAll(wide, i -> r[i]);
                    return wide;
                })
                .toArray(double[][]::new));
        double trace = 0;
        for (int i = 0; i < d; i++) {
            trace += raw[i][i] / d;
        }
        double[][] actual = covariance(white);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double product = 0;
                for (int k = 0; k < d; k++) {
                    product +=
                            whitening.matrix()[k * d + i] * (double) whitening.matrix()[k * d + j];
                }
                double expected = ((i == j ? 1 : 0) - SHRINKAGE * trace * product) / (1 - SHRINKAGE);
                assertThat(actual[i][j]).isEqualTo(expected, within(1e-4));
            }
        }
    }

    @Test
    void scoreIsAboutOneForTypicalCasesAndLargeForOutliers() {
        float[][] rows = rows(300, 16, 2);
        Whitening whitening = Whitening.of(rows);
        double mean = 0;
        for (float[] row : rows) {
            mean += score(whitened(whitening, row)) / rows.length;
        }
        assertThat(mean).isBetween(0.85, 1.1);
        float[] far = rows[0].clone();
        far[3] += 20;
        assertThat(score(whitened(whitening, far))).isGreaterThan(3);
    }

    private static double score(double[] white) {
        return Math.sqrt(Arrays.stream(white).map(v -> v * v).average().orElseThrow());
    }

    @Test
    void fewerRowsThanFeaturesAndConstantFeaturesStayFinite() {
        for (float[][] rows : new float[][][] {rows(4, 12, 3), new float[6][5]}) {
            Whitening whitening = Whitening.of(rows);
            for (float v : whitening.matrix()) {
                assertThat(v).isFinite();
            }
            assertThat(score(whitened(whitening, rows[0]))).isFinite();
        }
    }
}
