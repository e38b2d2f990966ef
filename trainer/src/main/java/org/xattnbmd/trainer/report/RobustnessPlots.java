package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.SampleMoments;
import org.xattnbmd.trainer.report.RobustnessData.Curve;
import org.xattnbmd.trainer.report.RobustnessData.Effect;
import org.xattnbmd.trainer.report.RobustnessData.Held;
import org.xattnbmd.trainer.report.RobustnessData.Level;
import org.xattnbmd.trainer.report.RobustnessData.LocaliserErrors;
import org.xattnbmd.trainer.report.RobustnessData.Poses;
import org.xattnbmd.trainer.report.RobustnessData.RegionLook;

/** The drawings of the robustness page. */
final class RobustnessPlots {

    /** Values in the published pose study, arXiv 2307.11513. */
    private static final double PUBLISHED_CV_LOW = 0.0327;

    private static final double PUBLISHED_CV_HIGH = 0.0379;

    private RobustnessPlots() {}

    /** Changes of the error, the largest first, each with its interval. */
    static Figure effects(RobustnessData data, String title, List<Effect> effects) {
        List<Effect> sorted = effects.stream()
                .filter(e -> Double.isFinite(e.change()))
                .sorted(Comparator.comparingDouble(Effect::change).reversed())
                .toList();
        double low = Math.min(
                0, sorted.stream().mapToDouble(e -> e.interval().lower()).min().orElse(0));
        double high = Math.max(
                1e-4,
                sorted.stream().mapToDouble(e -> e.interval().upper()).max().orElse(0));
        List<Bars.Row> rows = new ArrayList<>();
        for (Effect e : sorted) {
            boolean clear = e.interval().lower() > 0 || e.interval().upper() < 0;
            rows.add(new Bars.Row(
                    e.name(),
                    e.change(),
                    e.interval(),
                    Format.signedBmd(e.change()) + (e.refused() > 0 ? ", " + refused(e.refused()) : ""),
                    clear ? "c0" : "pale"));
        }
        double margin = 0.03 * (high - low);
        String worst = sorted.isEmpty()
                ? "nothing could be estimated"
                : "largest for " + sorted.get(0).name() + " with "
                        + Format.withUnit(Format.signedBmd(sorted.get(0).change()));
        Markup svg = new Bars(
                        "Change of the mean absolute error (" + Format.UNIT + ")",
                        new Interval(low - margin, high + margin),
                        rows)
                .baseline(0)
                .reference(0, "no change")
                .draw(Chart.Size.SQUARE.width(), "Change of the mean absolute error, " + worst + ".", data.simulated());
        return new Figure(
                title,
                svg,
                "Dots: mean absolute error minus that of the same subjects as they are ("
                        + Format.bmdUnit(data.clean().mae())
                        + "); bars: 95 % bootstrap intervals, paired by subject. Blue where the interval leaves out zero. "
                        + Character.toUpperCase(worst.charAt(0)) + worst.substring(1) + "." + unshown(effects));
    }

    /** What cannot be drawn, so that it does not go unnoticed. */
    private static String unshown(List<Effect> effects) {
        List<String> names = effects.stream()
                .filter(e -> !Double.isFinite(e.change()))
                .map(e -> e.name() + " (" + refused(e.refused()) + ")")
                .toList();
        return names.isEmpty() ? "" : " Not drawn, for want of estimates: " + String.join(", ", names) + ".";
    }

    /** The error over the levels of one kind of damage; the clean error is the level 0. */
    static Figure curve(RobustnessData data, Curve curve, double highest) {
        List<Level> levels = curve.levels();
        Axis x = new Axis(curve.unit(), 0, levels.size(), 1, 0);
        Axis y = Axis.covering("MAE (" + Format.UNIT + ")", 0, highest, 4);
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i <= levels.size(); i++) {
            ticks.add((double) i);
        }
        Chart chart = new Chart(Chart.Size.SMALL, x, y, words(curve), data.simulated(), ticks, at -> {
            int i = (int) Math.round(at);
            return i == 0 ? "as is" : levels.get(i - 1).label();
        });
        List<double[]> line =
                new ArrayList<>(List.of(new double[] {0, data.clean().mae()}));
        List<double[]> upper = new ArrayList<>(
                List.of(new double[] {0, data.clean().maeInterval().upper()}));
        List<double[]> lower = new ArrayList<>(
                List.of(new double[] {0, data.clean().maeInterval().lower()}));
        for (int i = 0; i < levels.size(); i++) {
            Level level = levels.get(i);
            line.add(new double[] {i + 1, level.mae()});
            if (level.interval().defined()) {
                upper.add(new double[] {i + 1, level.interval().upper()});
                lower.add(new double[] {i + 1, level.interval().lower()});
            }
        }
        List<double[]> area = new ArrayList<>(upper);
        for (int i = lower.size() - 1; i >= 0; i--) {
            area.add(lower.get(i));
        }
        chart.area("area", area);
        chart.line(
                "threshold", 0, data.clean().mae(), levels.size(), data.clean().mae());
        chart.curve("curve c0", line);
        for (int i = 0; i < levels.size(); i++) {
            if (Double.isFinite(levels.get(i).mae())) {
                chart.point(
                        "dot",
                        i + 1,
                        levels.get(i).mae(),
                        3.2,
                        levels.get(i).label() + ": "
                                + Format.bmdUnit(levels.get(i).mae()));
            }
        }
        return new Figure(curve.name(), chart.finish(), caption(levels));
    }

    private static String words(Curve curve) {
        StringBuilder words = new StringBuilder(curve.name()).append(", mean absolute error: ");
        for (int i = 0; i < curve.levels().size(); i++) {
            Level level = curve.levels().get(i);
            words.append(i == 0 ? "" : ", ").append(level.label()).append(' ').append(Format.bmdUnit(level.mae()));
        }
        return words.append('.').toString();
    }

    private static String caption(List<Level> levels) {
        StringBuilder text = new StringBuilder("Warned of: ");
        for (int i = 0; i < levels.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(Format.level(Math.rint(100 * levels.get(i).warned()) / 100));
        }
        double refused = levels.stream().mapToDouble(Level::refused).max().orElse(0);
        return text.append(refused > 0 ? "; at most " + refused(refused) + "." : ".")
                .toString();
    }

    private static String refused(double share) {
        return Format.percent(share) + " refused";
    }

    /** Coverage found at each place against what was promised. */
    static Figure coverage(RobustnessData data) {
        double lowest = data.places().coverage().stream()
                .mapToDouble(h -> Math.min(h.interval().lower(), h.nominal()))
                .min()
                .orElse(0);
        double min = Math.max(0, Math.floor(10 * lowest - 1e-9) / 10);
        List<Bars.Row> rows = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        for (Held h : data.places().coverage()) {
            boolean holds = h.interval().contains(h.nominal());
            String text = Format.percent(h.fraction()) + " of " + h.n();
            rows.add(new Bars.Row(h.name(), h.fraction(), h.interval(), text, holds ? "c0" : "pale"));
            words.append(words.isEmpty() ? "" : "; ")
                    .append(h.name())
                    .append(": ")
                    .append(text);
        }
        Markup svg = new Bars("Share covered, axis from " + Format.level(min), new Interval(min, 1), rows)
                .draw(Chart.Size.SQUARE.width(), words + ".", data.simulated());
        return new Figure(
                "Coverage of the prediction intervals",
                svg,
                "Bars: Wilson 95 % intervals. Blue where they hold the nominal coverage in the row's name.");
    }

    /** Each hip's scatter over its mean. */
    static Figure poses(RobustnessData data, Poses poses) {
        List<double[]> points = new ArrayList<>();
        double highest = poses.rmsSd();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] readings : poses.readings()) {
            double mean = SampleMoments.mean(readings);
            double sd = SampleMoments.standardDeviation(readings);
            points.add(new double[] {mean, sd});
            highest = Math.max(highest, sd);
            low = Math.min(low, mean);
            high = Math.max(high, mean);
        }
        Axis x = Axis.around("Mean of a hip's estimates (" + Format.UNIT + ")", low, high, 6);
        Axis y = Axis.covering("Standard deviation (" + Format.UNIT + ")", 0, highest, 5);
        String cv =
                "RMS-CV " + Format.percent(poses.rmsCv()) + " (95 % " + Format.percentRange(poses.cvInterval()) + ")";
        Chart chart = new Chart(
                Chart.Size.WIDE,
                x,
                y,
                "Scatter of repeated estimates of " + points.size() + " hips: " + cv + ".",
                data.simulated());
        chart.line("bias", x.min(), poses.rmsSd(), x.max(), poses.rmsSd());
        for (double[] p : points) {
            chart.point(points.size() > 250 ? "dot many" : "dot", p[0], p[1], 3, "sd " + Format.bmdUnit(p[1]));
        }
        chart.note("value end", x.max(), poses.rmsSd(), -4, -6, "RMS-SD " + Format.bmd(poses.rmsSd()));
        return new Figure(
                "The same hip in several poses",
                chart.finish(),
                "Each dot is one hip, positioned anew for every radiograph. " + cv + "; Gu 2023 (arXiv 2307.11513)"
                        + " reports " + Format.decimals(100 * PUBLISHED_CV_LOW, 2) + " to "
                        + Format.decimals(100 * PUBLISHED_CV_HIGH, 2) + Format.NBSP
                        + "% over four poses, of another method and cohort.");
    }

    /** Attention in regions against chance. */
    static Figure regions(RobustnessData data) {
        List<Bars.Row> rows = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        for (RegionLook r : data.looks().regions()) {
            String text = Format.percent(r.share()) + ", " + Format.decimals(r.share() / r.chance(), 2) + " × chance";
            rows.add(new Bars.Row(r.name(), r.share(), r.interval(), text, "c0"));
            rows.add(Bars.Row.bar("the same by chance", r.chance(), Format.percent(r.chance()), "pale"));
            words.append(words.isEmpty() ? "" : "; ")
                    .append(r.name())
                    .append(": ")
                    .append(text);
        }
        return new Figure(
                "Image attention in the femoral neck",
                new Bars("Share of the image attention", new Interval(0, 1), rows)
                        .draw(Chart.Size.SQUARE.width(), words + ".", data.simulated()),
                words + ". Chance is the region's share of the area that is named.");
    }

    /** Share of the radiographs whose neck was found within a distance. */
    static Figure localisers(RobustnessData data) {
        List<LocaliserErrors> all = data.looks().localisers();
        double highest = all.stream()
                .mapToDouble(l -> l.sorted()[l.sorted().length - 1])
                .max()
                .orElse(1);
        Axis x = Axis.covering("Distance (" + all.get(0).unit() + ")", 0, highest, 6);
        Axis y = new Axis("Share found within (%)", 0, 100, 20, 0);
        StringBuilder words = new StringBuilder();
        for (LocaliserErrors l : all) {
            int n = l.sorted().length;
            words.append(words.isEmpty() ? "" : "; ")
                    .append(l.name())
                    .append(": half within ")
                    .append(Format.decimals(l.sorted()[n / 2], l.unit().equals("mm") ? 1 : 3))
                    .append(' ')
                    .append(l.unit());
        }
        Chart chart = new Chart(Chart.Size.WIDE, x, y, words + ".", data.simulated());
        for (int i = 0; i < all.size(); i++) {
            double[] sorted = all.get(i).sorted();
            List<double[]> steps = new ArrayList<>(List.of(new double[] {0, 0}));
            for (int k = 0; k < sorted.length; k++) {
                steps.add(new double[] {sorted[k], 100.0 * k / sorted.length});
                steps.add(new double[] {sorted[k], 100.0 * (k + 1) / sorted.length});
            }
            chart.curve("curve c" + i, steps);
        }
        if (all.size() > 1) {
            chart.legend(all.stream().map(LocaliserErrors::name).toList());
        }
        return new Figure("Distance of the found centre from the true one", chart.finish(), words + ".");
    }
}
