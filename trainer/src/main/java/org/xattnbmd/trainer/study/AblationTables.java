package org.xattnbmd.trainer.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.FoldComparison;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;
import org.xattnbmd.trainer.evaluation.Subgroup;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.report.Columns;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.EvidenceTables;
import org.xattnbmd.trainer.report.Kind;
import org.xattnbmd.trainer.report.Measure;
import org.xattnbmd.trainer.report.Measures;
import org.xattnbmd.trainer.report.ReportData;
import org.xattnbmd.trainer.training.LossKind;

/** The tables of an ablation: every variant against the reference on the same folds, and the paper's two claims. */
public final class AblationTables {

    /** Relative gains of both-way attention over concatenation that XAttn-BMD reports (arXiv 2511.14604). */
    private static final Map<String, Double> PAPER =
            Map.of(Measures.MSE.name(), -0.167, Measures.MAE.name(), -0.0603, Measures.R2.name(), 0.164);

    private static final Columns<Pairing> GAINS = Columns.of("Figure", Pairing::metric)
            .add("Concatenation", Kind.FIGURE, Pairing::second)
            .add("Both ways", Kind.FIGURE, Pairing::first)
            .add("Here", Kind.SIGNED_PERCENT, p -> p.row().difference().relative())
            .add("p", Kind.P_VALUE, Pairing::correctedP)
            .add("Paper", Kind.SIGNED_PERCENT, p -> PAPER.get(p.metric()));

    private static final Columns<Pairing> LOSSES = Columns.of("Figure", Pairing::metric)
            .add("Plain", Kind.FIGURE, Pairing::second)
            .add("Weighted", Kind.FIGURE, Pairing::first)
            .add("Difference", Kind.SIGNED_FIGURE, p -> p.row().difference().value())
            .interval(Kind.SIGNED_FIGURE, p -> p.row().difference().interval())
            .add("p", Kind.P_VALUE, Pairing::correctedP);

    private static final int FIFTHS = 5;

    /** One metric of two variants; the row is of the first against the second. */
    private record Pairing(String metric, FoldComparison.Row row) {

        double first() {
            return row.mean();
        }

        double second() {
            return row.mean() - row.difference().value();
        }

        double correctedP() {
            return row.tests().orElseThrow().corrected().pValue();
        }
    }

    private final Map<Variant, CrossValidationResult> results;
    private final LoadedCohort cohort;
    private final Target target;
    private final double threshold;
    private final double testToTrain;

    private AblationTables(Map<Variant, CrossValidationResult> results, LoadedCohort cohort) {
        this.results = results;
        this.cohort = cohort;
        target = cohort.target();
        threshold = target.hasReference() ? CrossValidationTables.thresholds(cohort.densitometer())[0] : Double.NaN;
        int folds = results.values().iterator().next().folds().size();
        testToTrain = 1.0 / (folds - 1);
    }

    /** Makes all of them. */
    public static TableFiles of(Map<Variant, CrossValidationResult> results, LoadedCohort cohort) {
        return new AblationTables(results, cohort).tables();
    }

    private TableFiles tables() {
        TableFiles tables = new TableFiles("Ablation", cohort.simulated()).add("variants", variants());
        compare(tables, "mse", Measures.MSE);
        compare(tables, "mae", Measures.MAE);
        compare(tables, "r2", Measures.R2);
        compare(tables, "pearson", Measures.PEARSON);
        if (target.hasReference()) {
            compare(
                    tables,
                    "auc",
                    Measures.AUC.name(),
                    (r, f) -> ScreeningMetrics.of(r.ofFold(f), threshold).auc());
        }
        compare(
                tables,
                "mae-lowest-fifth",
                "MAE in each fold's lowest fifth of " + what(),
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

    private String what() {
        return target.hasReference() ? "BMD" : target.label();
    }

    private EvidenceTable variants() {
        if (!target.hasReference()) {
            return TargetTables.variants(results, target);
        }
        List<ReportData.Variant> rows = new ArrayList<>();
        results.forEach((variant, result) -> {
            List<Case> cases = result.cases();
            rows.add(ReportData.Variant.of(variant.name(), "", cases, threshold));
        });
        return EvidenceTables.variants(
                rows,
                "Variants, all out-of-fold estimates together; errors in g/cm², screening at the higher threshold");
    }

    private void compare(TableFiles tables, String name, Measure<RegressionMetrics> measure) {
        compare(tables, name, measure.name(), (r, f) -> measure.value(regression(r, f)));
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
                .map(pair -> GAINS.table(
                        "Both-way attention against concatenation: relative change of the mean over folds here, with the p of"
                                + " the corrected resampled t-test, and in the paper (another cohort"
                                + (target.hasReference() ? ")" : ", femoral-neck BMD)"),
                        Stream.of(Measures.MSE, Measures.MAE, Measures.R2)
                                .map(m -> against(pair, m.name(), (r, f) -> m.value(regression(r, f))))
                                .toList()));
    }

    private Optional<EvidenceTable> weightedAgainstPlain() {
        return pair(
                        v -> v.config().training().loss().kind() == LossKind.WEIGHTED_SMOOTH_L1
                                && v.config().training().loss().densityWeight() > 0
                                && v.config().training().loss().clinicalWeight() > 0,
                        v -> v.config().training().loss().kind() == LossKind.SMOOTH_L1)
                .map(pair -> {
                    List<Pairing> rows = new ArrayList<>();
                    for (Measure<RegressionMetrics> m : List.of(Measures.MAE, Measures.RMSE, Measures.BIAS)) {
                        rows.add(against(
                                pair, m.name() + ", lowest fifth of " + what(), (r, f) -> m.value(lowest(r, f))));
                    }
                    rows.add(against(
                            pair,
                            Measures.MAE.name() + ", all",
                            (r, f) -> regression(r, f).mae()));
                    return LOSSES.table(
                            "Weighted against plain smooth L1, means over folds in " + target.unit()
                                    + "; 95 % interval and p by the corrected resampled t-test",
                            rows);
                });
    }

    /** The first of a pair against its second. */
    private Pairing against(
            List<CrossValidationResult> pair, String metric, ToDoubleBiFunction<CrossValidationResult, Integer> of) {
        Map<String, double[]> folds = new LinkedHashMap<>();
        folds.put("second", byFold(pair.get(1), of));
        folds.put("first", byFold(pair.get(0), of));
        return new Pairing(
                metric,
                FoldComparison.of(metric, folds, "second", testToTrain).rows().get(1));
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
