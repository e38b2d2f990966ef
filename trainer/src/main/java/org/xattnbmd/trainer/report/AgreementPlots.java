package org.xattnbmd.trainer.report;

import java.util.List;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;

/** Measured against estimated BMD, and the plot of Bland and Altman. */
final class AgreementPlots {

    /** Beyond this many cases the marks shrink and their bars fade. */
    private static final int MANY = 250;

    private AgreementPlots() {}

    static Figure scatter(ReportData data) {
        List<Case> cases = data.cases();
        RegressionMetrics m = RegressionMetrics.of(cases);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Case c : cases) {
            low = Math.min(low, Math.min(c.measured(), finite(c.lower(), c.estimated())));
            high = Math.max(high, Math.max(c.measured(), finite(c.upper(), c.estimated())));
        }
        Axis x = Axis.covering("Measured BMD (" + Format.UNIT + ")", low, high, 6);
        Axis y = Axis.covering("Estimated BMD (" + Format.UNIT + ")", low, high, 6);
        long missed = cases.stream().filter(c -> !c.covered()).count();
        String level = Format.level(data.judging().confidence());
        String summary = "Scatter of estimated against measured femoral-neck BMD of "
                + Format.count(cases.size(), "subject", "subjects") + ": Pearson r " + Format.ratio(m.pearson())
                + ", R² "
                + Format.ratio(m.r2()) + ", mean absolute error " + Format.bmdUnit(m.mae()) + ".";
        Chart chart = new Chart(Chart.Size.SQUARE, x, y, summary, data.simulated());
        double t = data.judging().screeningThreshold();
        if (t > x.min() && t < x.max()) {
            chart.line("threshold", t, y.min(), t, y.max()).line("threshold", x.min(), t, x.max(), t);
            chart.note("small-text end", x.max(), t, -3, -5, Format.bmd(t));
        }
        chart.line("identity", x.min(), x.min(), x.max(), x.max());
        String many = cases.size() > MANY ? " many" : "";
        for (Case c : cases) {
            chart.line((c.covered() ? "bar" : "bar miss") + many, c.measured(), c.lower(), c.measured(), c.upper());
        }
        for (Case c : cases) {
            chart.point(
                    (c.covered() ? "dot" : "dot miss") + many,
                    c.measured(),
                    c.estimated(),
                    cases.size() > MANY ? 2.2 : 3.4,
                    "measured " + Format.bmdUnit(c.measured()) + ", estimated " + Format.bmdUnit(c.estimated()) + ", "
                            + level + " interval " + Format.range(new Interval(c.lower(), c.upper())));
        }
        return new Figure(
                "Measured and estimated BMD",
                chart.finish(),
                "Each dot is one held-out subject, each bar its " + level
                        + " prediction interval. The diagonal is perfect "
                        + "agreement; bars that do not reach it (orange, " + missed + " of " + cases.size()
                        + ") missed the measurement. Dotted: " + Format.bmdUnit(t) + ". Calibration line: measured = "
                        + Format.ratio(m.calibration().slope()) + " × estimated "
                        + (m.calibration().intercept() < 0 ? "− " : "+ ")
                        + Format.bmdUnit(Math.abs(m.calibration().intercept())) + ".");
    }

    static Figure blandAltman(ReportData data) {
        List<Case> cases = data.cases();
        RegressionMetrics m = RegressionMetrics.of(cases);
        Interval limits = m.limitsOfAgreement().defined() ? m.limitsOfAgreement() : new Interval(m.bias(), m.bias());
        double[] means = cases.stream()
                .mapToDouble(c -> (c.measured() + c.estimated()) / 2)
                .sorted()
                .toArray();
        double[] errors = cases.stream().mapToDouble(Case::error).sorted().toArray();
        Axis x = Axis.around(
                "Mean of measured and estimated BMD (" + Format.UNIT + ")", means[0], means[means.length - 1], 6);
        double reach = Math.max(
                Math.max(Math.abs(limits.lower()), Math.abs(limits.upper())),
                Math.max(Math.abs(errors[0]), Math.abs(errors[errors.length - 1])));
        Axis y = Axis.around("Estimated − measured (" + Format.UNIT + ")", -reach, reach, 6);
        String numbers = "bias " + Format.withUnit(Format.signedBmd(m.bias())) + ", 95 % limits of agreement "
                + (m.limitsOfAgreement().defined()
                        ? Format.signedBmd(limits.lower()) + " to " + Format.withUnit(Format.signedBmd(limits.upper()))
                        : "undefined for one subject");
        Chart chart = new Chart(Chart.Size.SQUARE, x, y, "Bland–Altman plot: " + numbers + ".", data.simulated());
        chart.band("limits", x.min(), limits.lower(), x.max(), limits.upper());
        chart.line("axis", x.min(), 0, x.max(), 0);
        chart.line("limit", x.min(), limits.upper(), x.max(), limits.upper());
        chart.line("limit", x.min(), limits.lower(), x.max(), limits.lower());
        chart.line("bias", x.min(), m.bias(), x.max(), m.bias());
        for (Case c : cases) {
            chart.point(
                    (limits.contains(c.error()) ? "dot" : "dot miss") + (cases.size() > MANY ? " many" : ""),
                    (c.measured() + c.estimated()) / 2,
                    c.error(),
                    cases.size() > MANY ? 2.2 : 3.4,
                    "estimated − measured " + Format.withUnit(Format.signedBmd(c.error())));
        }
        if (m.limitsOfAgreement().defined()) {
            chart.note("value end", x.max(), limits.upper(), -4, -6, Format.signedBmd(limits.upper()));
            chart.note("value end", x.max(), limits.lower(), -4, 17, Format.signedBmd(limits.lower()));
        }
        chart.note("value end", x.max(), m.bias(), -4, -6, Format.signedBmd(m.bias()));
        long outside = cases.stream().filter(c -> !limits.contains(c.error())).count();
        return new Figure(
                "Bland–Altman",
                chart.finish(),
                "Error of each estimate over the mean of both values: " + numbers + ". " + outside + " of "
                        + cases.size() + " lie outside the limits; about 5 % are expected to.");
    }

    private static double finite(double value, double otherwise) {
        return Double.isFinite(value) ? value : otherwise;
    }
}
