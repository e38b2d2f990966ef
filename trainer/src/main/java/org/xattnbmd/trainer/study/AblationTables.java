package org.xattnbmd.trainer.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.FoldComparison;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;
import org.xattnbmd.trainer.evaluation.Subgroup;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.EvidenceTable.Column;
import org.xattnbmd.trainer.report.EvidenceTable.Kind;
import org.xattnbmd.trainer.report.EvidenceTable.Row;
import org.xattnbmd.trainer.report.EvidenceTables;
import org.xattnbmd.trainer.report.ReportData;
import org.xattnbmd.trainer.training.LossKind;

/** The tables of an ablation: every variant against the reference on the same folds, and the paper's two claims. */
public final class AblationTables {

    /** Relative gains of both-way attention over concatenation that XAttn-BMD reports (arXiv 2511.14604). */
    private static final Map<String, Double> PAPER = Map.of("MSE", -0.167, "MAE", -0.0603, "R²", 0.164);

    private static final int FIFTHS = 5;

    private final Map<Variant, CrossValidationResult> results;
    private final LoadedCohort cohort;
    private final double[] thresholds;
    private final double testToTrain;

    private AblationTables(Map<Variant, CrossValidationResult> results, LoadedCohort cohort) {
        this.results = results;
        this.cohort = cohort;
        thresholds = CrossValidationTables.thresholds(cohort.densitometer());
        int folds = results.values().iterator().next().folds().size();
        testToTrain = 1.0 / (folds - 1);
    }

    /** Makes all of them. */
    public static TableFiles of(Map<Variant, CrossValidationResult> results, LoadedCohort cohort) {
        return new AblationTables(results, cohort).tables();
    }

    private TableFiles tables() {
        TableFiles tables = new TableFiles("Ablation", cohort.simulated()).add("variants", variants());
        compare(tables, "mse", "MSE", (r, f) -> regression(r, f).mse());
        compare(tables, "mae", "MAE", (r, f) -> regression(r, f).mae());
        compare(tables, "r2", "R²", (r, f) -> regression(r, f).r2());
        compare(tables, "pearson", "Pearson r", (r, f) -> regression(r, f).pearson());
        compare(
                tables,
                "auc",
                "AUC",
                (r, f) -> ScreeningMetrics.of(r.ofFold(f), thresholds[0]).auc());
        compare(
                tables,
                "mae-lowest-fifth",
                "MAE in each fold's lowest fifth of BMD",
                (r, f) -> lowest(r, f).mae());
        compare(
                tables,
                "mae-half-missing",
                "MAE with half of the clinical fields missing",
                (r, f) -> RegressionMetrics.of(r.halfMissing(f)).mae());
        attentionAgainstConcatenation().ifPresent(t -> tables.add("attention-against-concatenation", t));
        weightedAgainstPlain().ifPresent(t -> tables.add("weighted-against-plain-loss", t));
        return tables;
    }

    private EvidenceTable variants() {
        List<ReportData.Variant> rows = new ArrayList<>();
        results.forEach((variant, result) -> {
            List<Case> cases = result.cases();
            rows.add(new ReportData.Variant(
                    variant.name(), "", RegressionMetrics.of(cases), ScreeningMetrics.of(cases, thresholds[0])));
        });
        return EvidenceTables.variants(
                rows,
                "Variants, all out-of-fold estimates together; errors in g/cm², screening at the higher threshold");
    }

    /** Left out where a fold leaves the metric undefined: an AUC needs both classes in every fold. */
    private void compare(
            TableFiles tables, String name, String metric, ToDoubleBiFunction<CrossValidationResult, Integer> of) {
        Map<String, double[]> folds = new LinkedHashMap<>();
        results.forEach((variant, result) -> folds.put(variant.name(), byFold(result, of)));
        if (folds.values().stream().flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
            tables.add(
                    "folds-" + name,
                    EvidenceTables.folds(FoldComparison.of(metric, folds, Variant.REFERENCE, testToTrain)));
        }
    }

    private Optional<EvidenceTable> attentionAgainstConcatenation() {
        return pair(
                        v -> v.config().network().fusion() == FusionStrategy.BOTH,
                        v -> v.config().network().fusion() == FusionStrategy.CONCAT)
                .map(pair -> {
                    List<Row> rows = new ArrayList<>();
                    gain(rows, pair, "MSE", m -> m.mse());
                    gain(rows, pair, "MAE", m -> m.mae());
                    gain(rows, pair, "R²", m -> m.r2());
                    return new EvidenceTable(
                            "Both-way attention against concatenation: relative change of the mean over folds here, with the p of"
                                    + " the corrected resampled t-test, and in the paper (another cohort)",
                            "Figure",
                            List.of(
                                    new Column("Concatenation", Kind.FIGURE),
                                    new Column("Both ways", Kind.FIGURE),
                                    new Column("Here", Kind.SIGNED_PERCENT),
                                    new Column("p", Kind.P_VALUE),
                                    new Column("Paper", Kind.SIGNED_PERCENT)),
                            rows);
                });
    }

    private void gain(
            List<Row> rows, List<CrossValidationResult> pair, String name, ToDoubleFunction<RegressionMetrics> of) {
        FoldComparison.Row row = against(pair, name, (r, f) -> of.applyAsDouble(regression(r, f)));
        rows.add(new Row(
                name,
                row.mean() - row.difference(),
                row.mean(),
                row.relativeDifference(),
                row.corrected().pValue(),
                PAPER.get(name)));
    }

    private Optional<EvidenceTable> weightedAgainstPlain() {
        return pair(
                        v -> v.config().training().loss().kind() == LossKind.WEIGHTED_SMOOTH_L1
                                && v.config().training().loss().densityWeight() > 0
                                && v.config().training().loss().clinicalWeight() > 0,
                        v -> v.config().training().loss().kind() == LossKind.SMOOTH_L1)
                .map(pair -> {
                    List<Row> rows = new ArrayList<>();
                    lossRow(
                            rows,
                            pair,
                            "MAE, lowest fifth of BMD",
                            (r, f) -> lowest(r, f).mae());
                    lossRow(
                            rows,
                            pair,
                            "RMSE, lowest fifth of BMD",
                            (r, f) -> lowest(r, f).rmse());
                    lossRow(
                            rows,
                            pair,
                            "Bias, lowest fifth of BMD",
                            (r, f) -> lowest(r, f).bias());
                    lossRow(rows, pair, "MAE, all", (r, f) -> regression(r, f).mae());
                    return new EvidenceTable(
                            "Weighted against plain smooth L1, means over folds in g/cm²; 95 % interval and p by the corrected"
                                    + " resampled t-test",
                            "Figure",
                            List.of(
                                    new Column("Plain", Kind.FIGURE),
                                    new Column("Weighted", Kind.FIGURE),
                                    new Column("Difference", Kind.SIGNED_FIGURE),
                                    new Column("95 % from", Kind.SIGNED_FIGURE),
                                    new Column("to", Kind.SIGNED_FIGURE),
                                    new Column("p", Kind.P_VALUE)),
                            rows);
                });
    }

    private void lossRow(
            List<Row> rows,
            List<CrossValidationResult> pair,
            String name,
            ToDoubleBiFunction<CrossValidationResult, Integer> of) {
        FoldComparison.Row row = against(pair, name, of);
        rows.add(new Row(
                name,
                row.mean() - row.difference(),
                row.mean(),
                row.difference(),
                row.differenceInterval().lower(),
                row.differenceInterval().upper(),
                row.corrected().pValue()));
    }

    /** The first of a pair against its second. */
    private FoldComparison.Row against(
            List<CrossValidationResult> pair, String metric, ToDoubleBiFunction<CrossValidationResult, Integer> of) {
        Map<String, double[]> folds = new LinkedHashMap<>();
        folds.put("second", byFold(pair.get(1), of));
        folds.put("first", byFold(pair.get(0), of));
        return FoldComparison.of(metric, folds, "second", testToTrain).rows().get(1);
    }

    /** Two variants of which one is the reference, so that they differ in nothing else; empty if there are none. */
    private Optional<List<CrossValidationResult>> pair(Predicate<Variant> first, Predicate<Variant> second) {
        Variant reference = results.keySet().iterator().next();
        return results.keySet().stream()
                .filter(v -> first.test(reference) && second.test(v) || second.test(reference) && first.test(v))
                .findFirst()
                .map(v -> first.test(v)
                        ? List.of(results.get(v), results.get(reference))
                        : List.of(results.get(reference), results.get(v)));
    }

    private static double[] byFold(
            CrossValidationResult result, ToDoubleBiFunction<CrossValidationResult, Integer> of) {
        double[] values = new double[result.folds().size()];
        Arrays.setAll(values, fold -> of.applyAsDouble(result, fold));
        return values;
    }

    private static RegressionMetrics regression(CrossValidationResult result, int fold) {
        return RegressionMetrics.of(result.ofFold(fold));
    }

    private static RegressionMetrics lowest(CrossValidationResult result, int fold) {
        return Subgroup.byBmdRank(result.ofFold(fold), FIFTHS).get(0).regression();
    }
}
