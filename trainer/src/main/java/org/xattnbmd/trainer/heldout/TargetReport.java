package org.xattnbmd.trainer.heldout;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.Subgroup;
import org.xattnbmd.trainer.report.Document;
import org.xattnbmd.trainer.report.Document.Grid;
import org.xattnbmd.trainer.report.Document.Section;
import org.xattnbmd.trainer.report.FurtherTable;
import org.xattnbmd.trainer.report.ReportData;

/**
 * The page of an evaluation whose target is not femoral-neck BMD: agreement, coverage and attention in the target's own unit,
 * and nothing of T-scores and screening, for which no reference population is known.
 */
final class TargetReport {

    private static final double[] AGES = {70, 75, 80};

    private TargetReport() {}

    static Document of(
            ReportData.Model model,
            ModelCard card,
            List<Case> cases,
            double coverage,
            EvaluationReport.Results results,
            Map<String, Double> attention) {
        Target target = card.target();
        RegressionMetrics m = results.variants().get(0).regression();
        String lead = String.format(
                Locale.ROOT,
                "On %d held-out%s radiographs the model's %s differs from the measured one by %.3f %s on average; R² %.3f."
                        + " No reference population is known for it: there is no T-score, no category and no screening.",
                m.n(),
                card.simulated() ? " SIMULATED" : "",
                target.label(),
                m.mae(),
                target.unit(),
                m.r2());
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("Agreement", List.of(), List.of(agreement(target, cases, results))));
        sections.add(new Section("Uncertainty", List.of(), List.of(uncertainty(target, cases, coverage))));
        if (!results.further().isEmpty()) {
            sections.add(
                    new Section("Further targets", List.of(), List.of(Grid.of(FurtherTable.of(results.further())))));
        }
        sections.add(new Section("Attention", List.of(), List.of(attention(attention))));
        sections.add(new Section("Provenance", List.of(), List.of(provenance(model, card))));
        return new Document(target.label() + " from hip radiographs", lead, card.simulated(), sections);
    }

    private static Grid agreement(Target target, List<Case> cases, EvaluationReport.Results results) {
        List<List<String>> rows = new ArrayList<>();
        for (ReportData.Variant variant : results.variants()) {
            RegressionMetrics m = variant.regression();
            rows.add(List.of(
                    variant.name(),
                    number(m.r2()),
                    number(m.mae()),
                    number(m.rmse()),
                    number(m.pearson()),
                    number(m.calibration().slope()),
                    number(m.bias()),
                    number(m.limitsOfAgreement().lower()) + " to "
                            + number(m.limitsOfAgreement().upper())));
        }
        List<Interval> intervals = ReportData.USUAL_BOOTSTRAP.intervals(cases, some -> {
            RegressionMetrics m = RegressionMetrics.of(some);
            return new double[] {m.r2(), m.mae()};
        });
        return new Grid(
                "Errors in " + target.unit() + "; the full model's R² has a 95 % interval of " + range(intervals.get(0))
                        + ", its MAE of " + range(intervals.get(1)),
                List.of("Shown", "R²", "MAE", "RMSE", "r", "Slope", "Bias", "Limits of agreement"),
                rows);
    }

    private static Grid uncertainty(Target target, List<Case> cases, double coverage) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(coverage("all", cases));
        Stream.concat(Subgroup.bySex(cases).stream(), Subgroup.byAgeBand(cases, AGES).stream())
                .forEach(group -> rows.add(coverage(group.factor() + ": " + group.level(), group.cases())));
        return new Grid(
                String.format(
                        Locale.ROOT,
                        "Intervals of nominal coverage %.0f %%; widths in %s",
                        100 * coverage,
                        target.unit()),
                List.of("Subjects", "n", "Covered", "Mean width", "MAE"),
                rows);
    }

    private static List<String> coverage(String name, List<Case> cases) {
        Coverage c = Coverage.of(cases);
        return List.of(
                name,
                Integer.toString(c.n()),
                String.format(Locale.ROOT, "%.1f %%", 100 * c.fraction()),
                number(c.meanWidth()),
                number(RegressionMetrics.of(cases).mae()));
    }

    private static Grid attention(Map<String, Double> attention) {
        return new Grid(
                "Mean share of the image's attention by clinical field",
                List.of("Field", "Share"),
                attention.entrySet().stream()
                        .map(e -> List.of(e.getKey(), String.format(Locale.ROOT, "%.1f %%", 100 * e.getValue())))
                        .toList());
    }

    private static Grid provenance(ReportData.Model model, ModelCard card) {
        return new Grid(
                "Model",
                List.of("What", "Value"),
                List.of(
                        List.of("Model", model.id() + " " + model.version()),
                        List.of("SHA-256", model.sha256()),
                        List.of("Network", model.description()),
                        List.of(
                                "Training subjects",
                                Integer.toString(card.training().subjects())),
                        List.of("Training data", "SHA-256 " + card.training().dataHash()),
                        List.of(
                                "Least significant change",
                                number(card.leastSignificantChange()) + " "
                                        + card.target().unit())));
    }

    private static String range(Interval interval) {
        return number(interval.lower()) + " to " + number(interval.upper());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
