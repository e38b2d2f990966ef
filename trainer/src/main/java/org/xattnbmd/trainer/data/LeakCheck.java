package org.xattnbmd.trainer.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.evaluation.RankCorrelation;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;

/**
 * Looks for declared fields that tell the target by themselves: the label under another name or in another unit, its T-score,
 * a second reading of the same scan. A network that is given one learns nothing else.
 */
public final class LeakCheck {

    /**
     * Two scans of the same person on the same day correlate by 0.98 to 0.99 (precision error 0.014, Hind 2010, of a spread of
     * about 0.14 g/cm²), BMD of femoral neck and lumbar spine by about 0.7.
     */
    private static final double MOST = 0.95;

    /** Fewer say nothing: by chance alone their correlation may be high. */
    private static final int LEAST_KNOWN = 10;

    /** Subjects per value from which on the value is taken for a group. */
    private static final int LEAST_GROUP = 3;

    private LeakCheck() {}

    /** The declared fields that tell the target, with their line in the description; those that may do so are not named. */
    public static List<ManifestProblem> of(CohortLayout layout, List<ManifestRow> rows) {
        List<ManifestProblem> problems = new ArrayList<>();
        if (!layout.declaresFields()) {
            return problems;
        }
        List<FieldDeclaration> declared = layout.clinicalFields().declarations();
        float[][] encoded = rows.stream().map(row -> row.facts().encoded()).toArray(float[][]::new);
        for (int f = 0; f < declared.size(); f++) {
            FieldDeclaration field = declared.get(f);
            float[] column = StudyFields.column(encoded, f);
            if (!field.mayTellTarget()) {
                addIfLeak(problems, field, "the target", column, labels(rows, ManifestRow::bmd));
                for (int k = 0; k < layout.furtherTargets().size(); k++) {
                    int place = k;
                    addIfLeak(
                            problems,
                            field,
                            "the further target "
                                    + layout.furtherTargets().get(k).name(),
                            column,
                            labels(rows, row -> row.further().get(place)));
                }
            }
        }
        return problems;
    }

    private static double[] labels(List<ManifestRow> rows, ToDoubleFunction<ManifestRow> label) {
        return rows.stream().mapToDouble(label).toArray();
    }

    private static void addIfLeak(
            List<ManifestProblem> problems, FieldDeclaration field, String what, float[] column, double[] labels) {
        String how = how(field, column, labels);
        if (!how.isEmpty()) {
            problems.add(new ManifestProblem(
                    field.line(),
                    Code.FIELD_TELLS_TARGET.id(),
                    CohortLayout.FILE + ": " + field.name() + " tells " + what + " by itself (" + how
                            + "). It may be the label under another name: leave it out, or declare may_tell_target"));
        }
    }

    /** @throws TrainerException {@code FIELD_TELLS_TARGET} that names them all */
    public static void require(CohortLayout layout, List<ManifestRow> rows) {
        List<ManifestProblem> problems = of(layout, rows);
        if (!problems.isEmpty()) {
            throw new TrainerException(
                    Code.FIELD_TELLS_TARGET,
                    problems.size() + " field(s) refused; nothing was trained."
                            + CohortManifest.listed(problems, problems.size()));
        }
    }

    private static String how(FieldDeclaration field, float[] column, double[] labels) {
        int[] known = IntStream.range(0, column.length)
                .filter(i -> !Float.isNaN(column[i]) && !Double.isNaN(labels[i]))
                .toArray();
        double[] values = IntStream.of(known).mapToDouble(i -> column[i]).toArray();
        double[] target = IntStream.of(known).mapToDouble(i -> labels[i]).toArray();
        if (known.length < LEAST_KNOWN) {
            return "";
        }
        String over = " over " + known.length + " rows";
        if (!field.indicators()) {
            double linear = RegressionMetrics.of(values, target).pearson();
            double ranks = RankCorrelation.of(values, target).rho();
            if (Math.abs(linear) >= MOST || Math.abs(ranks) >= MOST) {
                return Math.abs(linear) >= Math.abs(ranks) || Double.isNaN(ranks)
                        ? "correlation " + shown(linear) + over
                        : "correlation of ranks " + shown(ranks) + over;
            }
        }
        double explained = explained(values, target);
        return explained >= MOST * MOST
                ? "its values explain " + Math.round(100 * explained) + " % of the target's variance" + over
                : "";
    }

    private static String shown(double correlation) {
        return String.format(Locale.ROOT, "%.3f", correlation);
    }

    /** Share of variance between groups of equal values, less what as many groups explain by chance; 0 for small groups. */
    private static double explained(double[] values, double[] target) {
        Map<Double, double[]> groups = new HashMap<>();
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            double[] sums = groups.computeIfAbsent(values[i], v -> new double[2]);
            sums[0]++;
            sums[1] += target[i];
            mean += target[i] / target.length;
        }
        double within = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            double[] sums = groups.get(values[i]);
            within += Math.pow(target[i] - sums[1] / sums[0], 2);
            all += Math.pow(target[i] - mean, 2);
        }
        int n = values.length;
        int k = groups.size();
        return k * LEAST_GROUP > n || all == 0 ? 0 : 1 - within / (n - k) / (all / (n - 1));
    }
}
