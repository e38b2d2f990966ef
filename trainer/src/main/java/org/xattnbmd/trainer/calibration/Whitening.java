package org.xattnbmd.trainer.calibration;

/**
 * Centre and whitening matrix of feature rows: with W = L^-T, L the Cholesky factor of the shrunken covariance,
 * {@code |(f - centre) W|²} is the squared Mahalanobis distance.
 *
 * @param centre {@code [D]}
 * @param matrix {@code [D * D]}, row-major
 */
public record Whitening(float[] centre, float[] matrix) {

    /** Towards a multiple of the identity (Ledoit and Wolf 2004, with a fixed share): few rows, many features. */
    private static final double SHRINKAGE = 0.1;

    public static Whitening of(float[][] rows) {
        int d = rows[0].length;
        double[] mean = new double[d];
        for (float[] row : rows) {
            for (int i = 0; i < d; i++) {
                mean[i] += (double) row[i] / rows.length;
            }
        }
        double[][] covariance = new double[d][d];
        for (float[] row : rows) {
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / rows.length;
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < d; i++) {
            trace += covariance[i][i] / d;
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                covariance[i][j] *= 1 - SHRINKAGE;
            }
            covariance[i][i] += SHRINKAGE * trace + 1e-9;
        }
        double[][] inverse = invert(cholesky(covariance));
        float[] centre = new float[d];
        float[] matrix = new float[d * d];
        for (int i = 0; i < d; i++) {
            centre[i] = (float) mean[i];
            for (int j = 0; j < d; j++) {
                matrix[i * d + j] = (float) inverse[j][i];
            }
        }
        return new Whitening(centre, matrix);
    }

    private static double[][] cholesky(double[][] a) {
        int d = a.length;
        double[][] l = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }

    /** The inverse of a lower triangular matrix. */
    private static double[][] invert(double[][] l) {
        int d = l.length;
        double[][] inverse = new double[d][d];
        for (int j = 0; j < d; j++) {
            inverse[j][j] = 1 / l[j][j];
            for (int i = j + 1; i < d; i++) {
                double sum = 0;
                for (int k = j; k < i; k++) {
                    sum -= l[i][k] * inverse[k][j];
                }
                inverse[i][j] = sum / l[i][i];
            }
        }
        return inverse;
    }
}
