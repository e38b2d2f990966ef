package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;
import org.xattnbmd.trainer.evaluation.Subgroup;

/** The numbers behind the figures. */
final class ResultTables {

    private ResultTables() {}

    static void variants(Markup page, ReportData data) {
        List<List<String>> rows = new ArrayList<>();
        for (ReportData.Variant v : data.variants()) {
            RegressionMetrics m = v.regression();
            ScreeningMetrics s = v.screening();
            rows.add(List.of(
                    v.name(),
                    Format.ratio(m.r2()),
                    Format.ratio(m.pearson()),
                    Format.bmd(m.mae()),
                    Format.bmd(m.rmse()),
                    Format.signedBmd(m.bias()),
                    Format.ratio(s.auc()),
                    Format.ratio(s.auprc()),
                    Format.ratio(s.sensitivity()),
                    Format.ratio(s.specificity()),
                    Format.ratio(s.f1())));
        }
        Tables.numeric(
                page,
                "The same network, the same " + data.cases().size() + " subjects; errors in " + Format.UNIT
                        + ", screening at " + Format.bmdUnit(data.screeningThreshold()),
                List.of("Variant", "R²", "r", "MAE", "RMSE", "Bias", "AUC", "AUPRC", "Sens.", "Spec.", "F1"),
                rows);
        page.open("dl", "class", "notes");
        data.variants().stream()
                .filter(v -> !v.note().isBlank())
                .forEach(v -> page.element("dt", v.name()).element("dd", v.note()));
        page.close();
    }

    static void subgroups(Markup page, List<Subgroup> groups) {
        List<List<String>> rows = new ArrayList<>();
        for (Subgroup group : groups) {
            RegressionMetrics m = group.regression();
            Coverage c = group.coverage();
            rows.add(List.of(
                    label(group),
                    Integer.toString(m.n()),
                    Format.bmd(m.mae()),
                    Format.bmd(m.rmse()),
                    Format.signedBmd(m.bias()),
                    Format.ratio(m.pearson()),
                    Format.ratio(m.r2()),
                    Format.percent(c.fraction()),
                    Format.percentRange(c.confidenceInterval()),
                    Format.bmd(c.meanWidth())));
        }
        Tables.numeric(
                page,
                "Subgroups; errors and widths in " + Format.UNIT
                        + ", coverage with its 95 % Wilson interval. Within a narrow BMD band R² and r are low by construction",
                List.of("Subgroup", "n", "MAE", "RMSE", "Bias", "r", "R²", "Coverage", "95 % CI", "Mean width"),
                rows);
    }

    static String label(Subgroup group) {
        return group.factor().substring(0, 1).toUpperCase(Locale.ROOT)
                + group.factor().substring(1) + ": " + group.level();
    }

    static void screening(Markup page, ReportData data) {
        ScreeningMetrics s = ScreeningMetrics.of(data.cases(), data.screeningThreshold());
        Tables.numeric(
                page,
                "Screening at " + Format.bmdUnit(data.screeningThreshold()),
                List.of("", "Measured below", "Measured at or above"),
                List.of(
                        List.of(
                                "Estimated below",
                                s.truePositives() + " true positive",
                                s.falsePositives() + " false positive"),
                        List.of(
                                "Estimated at or above",
                                s.falseNegatives() + " false negative",
                                s.trueNegatives() + " true negative")));
    }
}
