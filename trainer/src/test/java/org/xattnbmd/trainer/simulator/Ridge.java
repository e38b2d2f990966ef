package org.xattnbmd.trainer.simulator;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Ridge regression on standardised columns, solved in the space of the rows. */
final class Ridge {

    private static final int FOLDS = 5;

    private Ridge() {}

    /** Fits on the training rows and predicts the test rows. */
    static double[] predict(double[][] x, double[] y, int[] train, int[] test, double penalty) {
        int columns = x[train[0]].length;
        double[] mean = new double[columns];
        double[] scale = new double[columns];
        for (int c = 0; c < columns; c++) {
            int column = c;
            mean[c] = Arrays.stream(train)
                    .mapToDouble(i -> x[i][column])
                    .average()
                    .orElseThrow();
            double centre = mean[c];
            scale[c] = 1
                    / (1e-9
                            + Math.sqrt(Arrays.stream(train)
                                    .mapToDouble(i -> (x[i][column] - centre) * (x[i][column] - centre))
                                    .average()
                                    .orElseThrow()));
        }
        double[][] a = rows(x, train, mean, scale);
        double[][] b = rows(x, test, mean, scale);
        double centre = Arrays.stream(train).mapToDouble(i -> y[i]).average().orElseThrow();
        double[][] gram = new double[train.length][train.length];
        double[] right = new double[train.length];
        for (int i = 0; i < train.length; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = dot(a[i], a[j]) + (i == j ? penalty : 0);
            }
            right[i] = y[train[i]] - centre;
        }
        solve(gram, right);
        double[] weights = new double[columns];
        for (int i = 0; i < train.length; i++) {
            for (int c = 0; c < columns; c++) {
                weights[c] += right[i] * a[i][c];
            }
        }
        return Arrays.stream(b).mapToDouble(row -> centre + dot(row, weights)).toArray();
    }

    /** Predictions for the training rows, each from a model that has not seen it. */
    static double[] outOfFold(double[][] x, double[] y, int[] train, double penalty) {
        double[] out = new double[train.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            int f = fold;
            int[] held =
                    IntStream.range(0, train.length).filter(k -> k % FOLDS == f).toArray();
            int[] kept = IntStream.range(0, train.length)
                    .filter(k -> k % FOLDS != f)
                    .map(k -> train[k])
                    .toArray();
            double[] p =
                    predict(x, y, kept, Arrays.stream(held).map(k -> train[k]).toArray(), penalty);
            for (int k = 0; k < held.length; k++) {
                out[held[k]] = p[k];
            }
        }
        return out;
    }

    static double r2(double[] predicted, double[] y, int[] test) {
        double mean = Arrays.stream(test).mapToDouble(i -> y[i]).average().orElseThrow();
        double error = 0;
        double total = 0;
        for (int k = 0; k < test.length; k++) {
            error += (predicted[k] - y[test[k]]) * (predicted[k] - y[test[k]]);
            total += (y[test[k]] - mean) * (y[test[k]] - mean);
        }
        return 1 - error / total;
    }

    private static double[][] rows(double[][] x, int[] which, double[] mean, double[] scale) {
        double[][] rows = new double[which.length][mean.length];
        for (int i = 0; i < which.length; i++) {
            for (int c = 0; c < mean.length; c++) {
                rows[i][c] = (x[which[i]][c] - mean[c]) * scale[c];
            }
        }
        return rows;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Solves in place by Cholesky's method; the lower triangle of a is overwritten. */
    private static void solve(double[][] a, double[] b) {
        int n = b.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * a[j][k];
                }
                a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                b[i] -= a[i][k] * b[k];
            }
            b[i] /= a[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                b[i] -= a[k][i] * b[k];
            }
            b[i] /= a[i][i];
        }
    }
}
