package org.xattnbmd.trainer.study;

import java.util.Arrays;
import java.util.Map;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.report.Columns;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.EvidenceTables;
import org.xattnbmd.trainer.report.Kind;

/** The tables of a search: how far each setting came, and what the chosen one is worth on folds that did not choose it. */
public final class TuningTables {

    private record Row(String name, int rounds, int folds, double mae) {}

    private TuningTables() {}

    public static TableFiles of(Tuning.Result result, Tuning.Plan plan, Target target, boolean simulated) {
        TableFiles tables =
                new TableFiles("Search among settings", simulated).add("settings", settings(result, plan, target));
        return result.confirmation() == null
                ? tables
                : tables.add("confirmation", EvidenceTables.folds(result.confirmation()));
    }

    private static EvidenceTable settings(Tuning.Result result, Tuning.Plan plan, Target target) {
        return Columns.of("Setting", Row::name)
                .add("Rounds", Kind.COUNT, Row::rounds)
                .add("Folds", Kind.COUNT, Row::folds)
                .add("MAE", Kind.FIGURE, Row::mae)
                .table(
                        "Settings on the " + plan.choosing()
                                + " folds that choose, as far as each came; mean absolute error in "
                                + target.unit() + ". The best of "
                                + result.errors().size()
                                + " looks better here than it is",
                        result.errors().entrySet().stream()
                                .map(e -> row(e.getKey(), e.getValue(), result, plan))
                                .toList());
    }

    private static Row row(String name, Map<Integer, Double> errors, Tuning.Result result, Tuning.Plan plan) {
        double[] choosing = plan.choosing(errors);
        double mean = Arrays.stream(choosing).average().orElse(Double.NaN);
        return new Row(name, result.rungs().get(name), choosing.length, mean);
    }
}
