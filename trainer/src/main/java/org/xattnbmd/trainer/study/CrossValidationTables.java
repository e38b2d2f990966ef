package org.xattnbmd.trainer.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.CaseMetrics;
import org.xattnbmd.trainer.evaluation.SampleMoments;
import org.xattnbmd.trainer.report.Columns;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.EvidenceTables;
import org.xattnbmd.trainer.report.Kind;
import org.xattnbmd.trainer.report.Measure;
import org.xattnbmd.trainer.report.Measures;

/** The tables of a cross-validation. */
public final class CrossValidationTables {

    private static final List<Measure<CaseMetrics>> OF_A_FOLD = List.of(
            new Measure<>("Subjects", "n", "", Kind.COUNT, m -> m.regression().n()),
            Measures.MSE.of(CaseMetrics::regression),
            Measures.RMSE.as(Kind.FIGURE).of(CaseMetrics::regression),
            Measures.MAE.as(Kind.FIGURE).of(CaseMetrics::regression),
            Measures.R2.of(CaseMetrics::regression),
            Measures.PEARSON.of(CaseMetrics::regression),
            Measures.AUC.of(CaseMetrics::screening));

    /** A fold, or what all folds come to. */
    private record FoldRow(String name, ToDoubleFunction<Measure<CaseMetrics>> value) {}

    private CrossValidationTables() {}

    /** Makes all of them; {@code bootstrap} is for the intervals of every figure. */
    public static TableFiles of(CrossValidationResult result, LoadedCohort cohort, Bootstrap bootstrap) {
        List<Case> cases = result.cases();
        double[] thresholds = thresholds(cohort.densitometer());
        TableFiles tables = new TableFiles(
                        "Cross-validation, " + result.folds().size() + " folds by subject", cohort.simulated())
                .add("metrics", EvidenceTables.metrics(cases, thresholds[0], bootstrap))
                .add("folds", folds(result, thresholds[0]))
                .add("coverage-by-fold", CoverageTables.byFold(result))
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
        return tables.add("conformal-quantiles", CoverageTables.quantiles(result.conformal()))
                .addFurther(result.further(cohort.furtherTargets()));
    }

    /** Screening thresholds of a densitometer's scale, the higher one first, g/cm². */
    static double[] thresholds(String densitometer) {
        return CardText.screeningThresholds(densitometer).stream()
                .mapToDouble(t -> t.bmdGramsPerCm2())
                .toArray();
    }

    /** One row per fold, then their mean and standard deviation. */
    private static EvidenceTable folds(CrossValidationResult result, double threshold) {
        List<CaseMetrics> folds = IntStream.range(0, result.folds().size())
                .mapToObj(fold -> CaseMetrics.of(result.ofFold(fold), threshold))
                .toList();
        List<FoldRow> rows = new ArrayList<>();
        for (CaseMetrics fold : folds) {
            rows.add(new FoldRow(result.folds().get(rows.size()).name(), measure -> measure.value(fold)));
        }
        rows.add(new FoldRow("Mean", measure -> SampleMoments.mean(over(folds, measure))));
        rows.add(new FoldRow("Standard deviation", measure -> SampleMoments.standardDeviation(over(folds, measure))));
        Columns<FoldRow> columns = Columns.of("Fold", FoldRow::name);
        for (Measure<CaseMetrics> measure : OF_A_FOLD) {
            columns = columns.add(
                    measure.head(), measure.kind(), row -> row.value().applyAsDouble(measure));
        }
        return columns.table(
                String.format(
                        Locale.ROOT,
                        "Each fold, estimated by the network that learned from the others; errors in g/cm², AUC at %.3f g/cm²",
                        threshold),
                rows);
    }

    private static double[] over(List<CaseMetrics> folds, Measure<CaseMetrics> measure) {
        return folds.stream().mapToDouble(measure::value).toArray();
    }
}
