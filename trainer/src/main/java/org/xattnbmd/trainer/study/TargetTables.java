package org.xattnbmd.trainer.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.Subgroup;
import org.xattnbmd.trainer.report.Columns;
import org.xattnbmd.trainer.report.Document;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.Kind;

/**
 * A cross-validation's tables where the target is not femoral-neck BMD: agreement and coverage in the target's own unit, and
 * nothing of screening, for which no threshold is known.
 */
public final class TargetTables {

    private static final double[] AGES = {70, 75, 80};

    private final Target target;
    private final TableFiles tables;

    private TargetTables(Target target, TableFiles tables) {
        this.target = target;
        this.tables = tables;
    }

    /** A figure of all subjects with its bootstrap interval. */
    private record Figure(String name, double value, Interval interval) {}

    /** Some of the subjects. */
    private record Part(String name, List<Case> cases) {

        RegressionMetrics metrics() {
            return RegressionMetrics.of(cases);
        }

        Coverage coverage() {
            return Coverage.of(cases);
        }
    }

    public static TargetTables of(CrossValidationResult result, LoadedCohort cohort, Bootstrap bootstrap) {
        Target target = cohort.target();
        List<Case> cases = result.cases();
        List<Part> folds = new ArrayList<>();
        for (int fold = 0; fold < result.folds().size(); fold++) {
            folds.add(new Part(result.folds().get(fold).name(), result.ofFold(fold)));
        }
        List<Part> groups = new ArrayList<>(List.of(new Part("All", cases)));
        Stream.concat(Subgroup.bySex(cases).stream(), Subgroup.byAgeBand(cases, AGES).stream())
                .forEach(group -> groups.add(new Part(group.title(), group.cases())));
        TableFiles tables = new TableFiles(
                        "Cross-validation of " + target.label() + ", " + folds.size() + " folds by subject",
                        cohort.simulated())
                .add("metrics", metrics(cases, target, bootstrap))
                .add(
                        "folds",
                        parts(
                                "Fold",
                                "Each fold, estimated by the network that learned from the others",
                                folds,
                                target))
                .add(
                        "subgroups",
                        parts("Subjects", "Subgroups, estimated by networks that had not seen them", groups, target))
                .add("conformal-quantiles", CoverageTables.quantiles(result.conformal()))
                .addFurther(result.further(cohort.furtherTargets()));
        return new TargetTables(target, tables);
    }

    private static EvidenceTable metrics(List<Case> cases, Target target, Bootstrap bootstrap) {
        List<String> names = List.of("R²", "MAE", "RMSE", "r", "Calibration slope", "Bias");
        double[] values = figures(cases);
        List<Interval> intervals = bootstrap.intervals(cases, TargetTables::figures);
        List<Figure> rows = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            rows.add(new Figure(names.get(i), values[i], intervals.get(i)));
        }
        return Columns.of("Figure", Figure::name)
                .add("Value", Kind.FIGURE, Figure::value)
                .interval(Kind.FIGURE, Figure::interval)
                .table("All out-of-fold estimates of " + target.label() + "; errors in " + target.unit(), rows);
    }

    private static double[] figures(List<Case> cases) {
        RegressionMetrics m = RegressionMetrics.of(cases);
        return new double[] {
            m.r2(), m.mae(), m.rmse(), m.pearson(), m.calibration().slope(), m.bias()
        };
    }

    private static EvidenceTable parts(String head, String caption, List<Part> parts, Target target) {
        return Columns.of(head, Part::name)
                .add("n", Kind.COUNT, part -> part.cases().size())
                .add("R²", Kind.FIGURE, part -> part.metrics().r2())
                .add("MAE", Kind.FIGURE, part -> part.metrics().mae())
                .add("Bias", Kind.SIGNED_FIGURE, part -> part.metrics().bias())
                .add("Covered by 90 %", Kind.PERCENT, part -> part.coverage().fraction())
                .add("Mean width", Kind.FIGURE, part -> part.coverage().meanWidth())
                .table(caption + "; errors and widths in " + target.unit(), parts);
    }

    /** Variants on the same folds: one row each, in the target's unit. */
    static EvidenceTable variants(Map<Variant, CrossValidationResult> results, Target target) {
        List<Part> rows = new ArrayList<>();
        results.forEach((variant, result) -> rows.add(new Part(variant.name(), result.cases())));
        return parts("Variant", "Variants, all out-of-fold estimates together", rows, target);
    }

    /** Writes the tables and a page of them. */
    public void write(Path folder, Path page, String how, String command) {
        tables.write(folder);
        page(
                tables,
                "Cross-validation of " + target.label() + " estimates",
                "Folds: " + how + ". " + lead(target, command),
                "Out-of-fold estimates",
                page);
    }

    /** What a page says first of a target without a reference population, and how it was made. */
    public static String lead(Target target, String command) {
        return String.format(
                Locale.ROOT,
                "Estimates in %s; no reference population is known for %s: there is no T-score and no screening. Made by: %s",
                target.unit(),
                target.label(),
                command);
    }

    /** Writes a page of tables. */
    public static void page(TableFiles tables, String title, String lead, String section, Path page) {
        List<Document.Grid> grids = new ArrayList<>();
        tables.inOrder().forEach(table -> grids.add(Document.Grid.of(table)));
        new Document(
                        title,
                        lead,
                        tables.isSimulated(),
                        List.of(new Document.Section(section, List.of(), Collections.unmodifiableList(grids))))
                .writeHtml(page);
    }
}
