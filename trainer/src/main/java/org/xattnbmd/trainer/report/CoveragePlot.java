package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.Subgroup;

/** Empirical coverage of the prediction intervals against what they promise, overall and by subgroup. */
final class CoveragePlot {

    private CoveragePlot() {}

    static Figure of(ReportData data, List<Subgroup> groups) {
        Coverage overall = Coverage.of(data.cases());
        List<Bars.Row> rows = new ArrayList<>();
        rows.add(row("All subjects", overall, "c0"));
        for (Subgroup group : groups) {
            rows.add(row(group.title(), group.coverage(), "pale"));
        }
        double lowest = rows.stream()
                .mapToDouble(r -> Math.min(r.span().lower(), data.judging().confidence()))
                .min()
                .orElse(0);
        double min = Math.max(0, Math.floor(10 * lowest - 1e-9) / 10);
        String nominal = Format.level(data.judging().confidence());
        String words =
                "Of the " + nominal + " intervals " + Format.percent(overall.fraction()) + " held the measurement ("
                        + overall.covered() + " of " + overall.n() + ", Wilson 95 % interval "
                        + Format.percentRange(overall.confidenceInterval()) + ")";
        Markup svg = new Bars("Share covered, axis from " + Format.level(min), new Interval(min, 1), rows)
                .reference(data.judging().confidence(), "nominal " + nominal)
                .draw(Chart.Size.SQUARE.width(), words + ".", data.simulated());
        return new Figure(
                "Coverage of the prediction intervals",
                svg,
                words + "; their mean width is " + Format.bmdUnit(overall.meanWidth())
                        + ". The horizontal lines are Wilson 95 % intervals: small groups say little.");
    }

    private static Bars.Row row(String name, Coverage coverage, String style) {
        return new Bars.Row(
                name,
                coverage.fraction(),
                coverage.confidenceInterval(),
                Format.percent(coverage.fraction()) + " of " + coverage.n(),
                style);
    }
}
