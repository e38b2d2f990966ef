package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.evaluation.SampleMoments;

/** Distributions of a simulated cohort, women in the first colour and men in the second. */
final class CohortPlots {

    private static final List<String> SEXES = List.of("women", "men");
    private static final double BIN = 0.05;
    private static final int MANY = 300;

    /** The simulator's defaults on the Lunar scale: mean and SD by sex. */
    private static final double[][] EXPECTED = {{0.82, 0.12}, {0.94, 0.14}};

    private CohortPlots() {}

    static Figure bmd(CohortColumns women, CohortColumns men) {
        List<CohortColumns> groups = List.of(women, men);
        double top = 0;
        for (CohortColumns group : groups) {
            for (double[] p : histogram(group.bmd())) {
                top = Math.max(top, p[1]);
            }
        }
        Axis x = Axis.covering("femoral-neck BMD, g/cm²", 0.4, 1.5, 6);
        Axis y = Axis.covering("density, per g/cm²", 0, Math.max(top, 3.4), 4);
        String summary = "Histogram of BMD by sex with the expected normal curves.";
        Chart chart = new Chart(Chart.Size.SQUARE, x, y, summary, true);
        for (int g = 0; g < groups.size(); g++) {
            chart.curve("curve c" + g, histogram(groups.get(g).bmd()));
            chart.curve("curve expected c" + g, normal(EXPECTED[g][0], EXPECTED[g][1]));
        }
        chart.legend(SEXES);
        return new Figure(
                "BMD by sex",
                chart.finish(),
                String.format(
                        Locale.ROOT,
                        "%d women and %d men. Steps: the cohort, in bins of 0.05 g/cm². Dotted: normal curves of the defaults,"
                                + " 0.82 (0.12) and 0.94 (0.14) g/cm² at about 76 years; the cohort is spread over 50 to 90"
                                + " years and therefore a little wider.",
                        women.size(),
                        men.size()));
    }

    static Figure bmdByAge(CohortColumns women, CohortColumns men) {
        Axis x = Axis.covering("age, years", 50, 90, 5);
        Axis y = Axis.covering("femoral-neck BMD, g/cm²", 0.4, 1.5, 6);
        Chart chart = new Chart(Chart.Size.SQUARE, x, y, "BMD against age by sex, with least-squares lines.", true);
        List<CohortColumns> groups = List.of(women, men);
        for (int g = 0; g < groups.size(); g++) {
            CohortColumns group = groups.get(g);
            double[] age = group.age();
            double[] bmd = group.bmd();
            String style = "dot c" + g + (women.size() + men.size() > MANY ? " many" : "");
            for (int i = 0; i < age.length; i++) {
                chart.point(
                        style,
                        age[i],
                        bmd[i],
                        2.6,
                        String.format(Locale.ROOT, "%.0f years, %.3f g/cm²", age[i], bmd[i]));
            }
        }
        for (int g = 0; g < groups.size(); g++) {
            double[] age = groups.get(g).age();
            double[] bmd = groups.get(g).bmd();
            double slope = CohortStatistic.slope(age, bmd).value();
            double middle = SampleMoments.mean(bmd);
            double centre = SampleMoments.mean(age);
            List<double[]> line = List.of(
                    new double[] {50, middle + slope * (50 - centre)},
                    new double[] {90, middle + slope * (90 - centre)});
            chart.curve("mean-halo", line).curve("curve c" + g, line);
        }
        chart.legend(SEXES);
        return new Figure(
                "BMD and age",
                chart.finish(),
                String.format(
                        Locale.ROOT,
                        "Each dot is a simulated subject, the lines are least squares: %.1f mg/cm² a year in women, %.1f in"
                                + " men.",
                        1000 * CohortStatistic.slope(women.age(), women.bmd()).value(),
                        1000 * CohortStatistic.slope(men.age(), men.bmd()).value()));
    }

    /** The outline of a histogram whose area is 1. */
    private static List<double[]> histogram(double[] values) {
        int bins = (int) Math.round((1.5 - 0.4) / BIN);
        int[] counts = new int[bins];
        for (double v : values) {
            int bin = (int) Math.floor((v - 0.4) / BIN);
            counts[Math.max(0, Math.min(bins - 1, bin))]++;
        }
        List<double[]> outline = new ArrayList<>();
        outline.add(new double[] {0.4, 0});
        for (int b = 0; b < bins; b++) {
            double height = values.length == 0 ? 0 : counts[b] / (BIN * values.length);
            outline.add(new double[] {0.4 + b * BIN, height});
            outline.add(new double[] {0.4 + (b + 1) * BIN, height});
        }
        outline.add(new double[] {1.5, 0});
        return outline;
    }

    private static List<double[]> normal(double mean, double sd) {
        List<double[]> curve = new ArrayList<>();
        for (double x = 0.4; x <= 1.5001; x += 0.01) {
            double z = (x - mean) / sd;
            curve.add(new double[] {x, Math.exp(-0.5 * z * z) / (sd * Math.sqrt(2 * Math.PI))});
        }
        return curve;
    }
}
