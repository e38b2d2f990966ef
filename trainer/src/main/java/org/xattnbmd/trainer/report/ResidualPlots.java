package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Quantiles;
import org.xattnbmd.trainer.evaluation.Subgroup;

/** Where the errors lie: by sex and by age. */
final class ResidualPlots {

    private static final double GOLDEN_RATIO = 0.6180339887498949;
    private static final int SEX_COLOURS = Chart.COLOURS;

    private ResidualPlots() {}

    static Figure bySex(ReportData data) {
        List<Subgroup> groups = Subgroup.bySex(data.cases());
        Axis x = new Axis("", -0.5, groups.size() - 0.5, 1, 0);
        Axis y = errorAxis(data.cases());
        List<Double> centres = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        for (int g = 0; g < groups.size(); g++) {
            centres.add((double) g);
            Subgroup group = groups.get(g);
            words.append(g == 0 ? "" : "; ")
                    .append(group.level())
                    .append(" (n ")
                    .append(group.cases().size())
                    .append("): mean error ")
                    .append(Format.withUnit(Format.signedBmd(group.regression().bias())))
                    .append(", mean absolute error ")
                    .append(Format.bmdUnit(group.regression().mae()));
        }
        Chart chart = new Chart(
                Chart.Size.WIDE,
                x,
                y,
                "Errors by sex: " + words + ".",
                data.simulated(),
                centres,
                at -> groups.get((int) Math.round(at)).level());
        chart.line("axis", x.min(), 0, x.max(), 0);
        for (int g = 0; g < groups.size(); g++) {
            strip(chart, g, groups.get(g).cases());
        }
        return new Figure(
                "Errors by sex",
                chart.finish(),
                capitalised(words.toString())
                        + ". Box: median and quartiles; whiskers reach the last value within 1.5 box lengths.");
    }

    private static void strip(Chart chart, int g, List<Case> cases) {
        double[] sorted = cases.stream().mapToDouble(Case::error).sorted().toArray();
        double q1 = Quantiles.ofSorted(sorted, 0.25);
        double q2 = Quantiles.ofSorted(sorted, 0.5);
        double q3 = Quantiles.ofSorted(sorted, 0.75);
        double reach = 1.5 * (q3 - q1);
        double low = q1;
        double high = q3;
        for (double value : sorted) {
            low = value >= q1 - reach ? Math.min(low, value) : low;
            high = value <= q3 + reach ? Math.max(high, value) : high;
        }
        double box = g - 0.2;
        String colour = " c" + g % SEX_COLOURS;
        chart.line("whisker" + colour, box, low, box, q1).line("whisker" + colour, box, q3, box, high);
        chart.band("box" + colour, box - 0.11, q1, box + 0.11, q3);
        chart.line("median" + colour, box - 0.11, q2, box + 0.11, q2);
        for (int i = 0; i < cases.size(); i++) {
            // A golden-ratio sequence spreads the marks evenly and the same way every time.
            double jitter = 0.3 * ((i * GOLDEN_RATIO) % 1) + 0.02;
            chart.point("dot" + colour, g + jitter, cases.get(i).error(), 2.8, tooltip(cases.get(i)));
        }
    }

    static Figure byAge(ReportData data) {
        List<Case> cases = data.cases().stream()
                .filter(c -> Double.isFinite(c.age()))
                .sorted(Comparator.comparingDouble(Case::age))
                .toList();
        List<String> sexes =
                Subgroup.bySex(data.cases()).stream().map(Subgroup::level).toList();
        double youngest = cases.isEmpty() ? 50 : cases.get(0).age();
        double oldest = cases.isEmpty() ? 90 : cases.get(cases.size() - 1).age();
        Axis x = Axis.around("Age (years)", youngest, oldest, 7);
        Axis y = errorAxis(data.cases());
        int window = Math.max(7, cases.size() / 6);
        List<double[]> mean = runningMean(cases, window);
        String summary = "Errors by age, " + Format.count(cases.size(), "subject", "subjects") + " of known age from "
                + Format.decimals(youngest, 0) + " to " + Format.decimals(oldest, 0) + " years.";
        Chart chart = new Chart(Chart.Size.WIDE, x, y, summary, data.simulated());
        chart.line("axis", x.min(), 0, x.max(), 0);
        for (Case c : cases) {
            chart.point("dot c" + sexes.indexOf(c.sex()) % SEX_COLOURS, c.age(), c.error(), 2.8, tooltip(c));
        }
        chart.curve("mean-halo", mean).curve("mean", mean);
        chart.legend(sexes);
        String caption = mean.isEmpty()
                ? "Too few subjects of known age for a running mean."
                : "Line: mean error of each " + window + " neighbours in age, from "
                        + Format.signedBmd(
                                mean.stream().mapToDouble(p -> p[1]).min().getAsDouble()) + " to "
                        + Format.withUnit(Format.signedBmd(
                                mean.stream().mapToDouble(p -> p[1]).max().getAsDouble()))
                        + ". Flat and near zero means that age alone explains no error.";
        return new Figure("Errors by age", chart.finish(), caption);
    }

    private static List<double[]> runningMean(List<Case> sorted, int window) {
        List<double[]> points = new ArrayList<>();
        double age = 0;
        double error = 0;
        for (int i = 0; i < sorted.size(); i++) {
            age += sorted.get(i).age();
            error += sorted.get(i).error();
            if (i >= window) {
                age -= sorted.get(i - window).age();
                error -= sorted.get(i - window).error();
            }
            if (i >= window - 1) {
                points.add(new double[] {age / window, error / window});
            }
        }
        return points;
    }

    private static Axis errorAxis(List<Case> cases) {
        double reach =
                cases.stream().mapToDouble(c -> Math.abs(c.error())).max().orElse(0);
        return Axis.around("Estimated − measured (" + Format.UNIT + ")", -reach, reach, 5);
    }

    private static String tooltip(Case c) {
        return "estimated − measured " + Format.withUnit(Format.signedBmd(c.error()));
    }

    private static String capitalised(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT)
                        + text.substring(text.offsetByCodePoints(0, 1));
    }
}
