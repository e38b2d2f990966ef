package org.xattnbmd.trainer.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.EvidenceTable.Column;
import org.xattnbmd.trainer.report.EvidenceTable.Kind;
import org.xattnbmd.trainer.report.EvidenceTable.Row;
import org.xattnbmd.trainer.report.EvidenceTables;

/** The tables of a cross-validation. */
public final class CrossValidationTables {

    private CrossValidationTables() {}

    /** Makes all of them; {@code bootstrap} is for the intervals of every figure. */
    public static TableFiles of(CrossValidationResult result, LoadedCohort cohort, Bootstrap bootstrap) {
        List<Case> cases = result.cases();
        double[] thresholds = thresholds(cohort.densitometer());
        TableFiles tables = new TableFiles(
                        "Cross-validation, " + result.folds().size() + " folds by subject", cohort.simulated())
                .add("metrics", EvidenceTables.metrics(cases, thresholds[0], bootstrap))
                .add("folds", folds(result, thresholds[0]))
                .add("screening", EvidenceTables.screening(cases, thresholds));
        for (double threshold : thresholds) {
            tables.add(
                    String.format(Locale.ROOT, "screening-%.0f-mg", 1000 * threshold),
                    EvidenceTables.screeningIntervals(cases, threshold, bootstrap));
        }
        tables.add("subgroups", EvidenceTables.subgroups(CoverageTables.subgroups(cases, thresholds)));
        for (int c = 0; c < CrossValidationResult.COVERAGES.size(); c++) {
            double nominal = CrossValidationResult.COVERAGES.get(c);
            tables.add(
                    String.format(Locale.ROOT, "coverage-%.0f", 100 * nominal),
                    CoverageTables.coverage(result.cases(c), nominal, thresholds));
        }
        return tables.add("conformal-quantiles", CoverageTables.quantiles(result.conformal()));
    }

    /** Screening thresholds of a densitometer's scale, the higher one first, g/cm². */
    static double[] thresholds(String densitometer) {
        return CardText.screeningThresholds(densitometer).stream()
                .mapToDouble(t -> t.bmdGramsPerCm2())
                .toArray();
    }

    /** One row per fold, then their mean and standard deviation. */
    private static EvidenceTable folds(CrossValidationResult result, double threshold) {
        List<double[]> values = new ArrayList<>();
        for (int fold = 0; fold < result.folds().size(); fold++) {
            List<Case> cases = result.ofFold(fold);
            RegressionMetrics m = RegressionMetrics.of(cases);
            values.add(new double[] {
                m.n(),
                m.mse(),
                m.rmse(),
                m.mae(),
                m.r2(),
                m.pearson(),
                ScreeningMetrics.of(cases, threshold).auc()
            });
        }
        List<Row> rows = new ArrayList<>();
        for (int fold = 0; fold < values.size(); fold++) {
            rows.add(new Row("Fold " + (fold + 1), values.get(fold)));
        }
        double[] mean = new double[values.get(0).length];
        double[] deviation = new double[mean.length];
        for (int m = 0; m < mean.length; m++) {
            int column = m;
            double[] folds = values.stream().mapToDouble(v -> v[column]).toArray();
            mean[m] = Arrays.stream(folds).average().orElseThrow();
            deviation[m] = Math.sqrt(Arrays.stream(folds)
                            .map(v -> (v - mean[column]) * (v - mean[column]))
                            .sum()
                    / (folds.length - 1));
        }
        rows.add(new Row("Mean", mean));
        rows.add(new Row("Standard deviation", deviation));
        return new EvidenceTable(
                String.format(
                        Locale.ROOT,
                        "Each fold, estimated by the network that learned from the others; errors in g/cm², AUC at %.3f g/cm²",
                        threshold),
                "Fold",
                List.of(
                        new Column("n", Kind.COUNT),
                        new Column("MSE", Kind.FIGURE),
                        new Column("RMSE", Kind.FIGURE),
                        new Column("MAE", Kind.FIGURE),
                        new Column("R²", Kind.RATIO),
                        new Column("r", Kind.RATIO),
                        new Column("AUC", Kind.RATIO)),
                rows);
    }
}
