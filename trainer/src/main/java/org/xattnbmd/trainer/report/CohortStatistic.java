package org.xattnbmd.trainer.report;

import java.util.Arrays;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.SampleMoments;

/**
 * A figure of a cohort with its 95 % interval: what a sample of this size can say. NaN where there are too few values.
 *
 * @param value the figure
 * @param low lower end
 * @param high upper end
 */
record CohortStatistic(double value, double low, double high) {

    private static final int FEWEST = 3;

    static CohortStatistic mean(double[] values) {
        return about(
                SampleMoments.mean(values),
                SampleMoments.standardDeviation(values) / Math.sqrt(values.length),
                values.length);
    }

    /** Standard deviation; its standard error is sd / sqrt(2 (n - 1)) for normal values. */
    static CohortStatistic sd(double[] values) {
        double sd = SampleMoments.standardDeviation(values);
        return about(sd, sd / Math.sqrt(2.0 * (values.length - 1)), values.length);
    }

    /** Median with the order statistics that a binomial gives (Conover 1999, section 3.2). */
    static CohortStatistic median(double[] values) {
        if (values.length < FEWEST) {
            return undefined();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double half = Interval.NORMAL_95 * Math.sqrt(n) / 2;
        int low = Math.max(0, (int) Math.floor(n / 2.0 - half) - 1);
        int high = Math.min(n - 1, (int) Math.ceil(n / 2.0 + half));
        return new CohortStatistic((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[low], sorted[high]);
    }

    /** A share in percent, with Wilson's interval. */
    static CohortStatistic percent(int count, int n) {
        if (n < FEWEST) {
            return undefined();
        }
        Interval wilson = Coverage.wilson(count, n);
        return new CohortStatistic(100.0 * count / n, 100 * wilson.lower(), 100 * wilson.upper());
    }

    /** Least-squares slope of y on x. */
    static CohortStatistic slope(double[] x, double[] y) {
        if (x.length < FEWEST) {
            return undefined();
        }
        double mx = SampleMoments.mean(x);
        double my = SampleMoments.mean(y);
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - mx) * (x[i] - mx);
            xy += (x[i] - mx) * (y[i] - my);
            yy += (y[i] - my) * (y[i] - my);
        }
        double slope = xy / xx;
        return about(slope, Math.sqrt(Math.max(0, yy - slope * xy) / (x.length - 2) / xx), x.length);
    }

    /** Difference of two means, a - b, with Welch's standard error. */
    static CohortStatistic difference(double[] a, double[] b) {
        double squared = SampleMoments.variance(a) / a.length + SampleMoments.variance(b) / b.length;
        return about(SampleMoments.mean(a) - SampleMoments.mean(b), Math.sqrt(squared), Math.min(a.length, b.length));
    }

    /** The same figure in another unit. */
    CohortStatistic times(double factor) {
        double a = low * factor;
        double b = high * factor;
        return new CohortStatistic(value * factor, Math.min(a, b), Math.max(a, b));
    }

    private static CohortStatistic about(double value, double standardError, int n) {
        return n < FEWEST
                ? undefined()
                : new CohortStatistic(
                        value, value - Interval.NORMAL_95 * standardError, value + Interval.NORMAL_95 * standardError);
    }

    private static CohortStatistic undefined() {
        return new CohortStatistic(Double.NaN, Double.NaN, Double.NaN);
    }
}
