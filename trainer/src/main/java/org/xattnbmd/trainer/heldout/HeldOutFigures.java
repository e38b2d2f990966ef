package org.xattnbmd.trainer.heldout;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;
import org.xattnbmd.trainer.report.FurtherTable;

/** What a card says of the model on subjects that it has not learned from: figures named by split, unit and threshold. */
public final class HeldOutFigures {

    private static final int DECIMALS = 4;

    private HeldOutFigures() {}

    /**
     * The figures; what can't be told of so few subjects is left out.
     *
     * @param threshold g/cm², below which a subject counts as positive; NaN for a target of which none is known, whose
     *     figures are in its own unit
     * @param coverage nominal coverage of the cases' intervals
     */
    public static Map<String, Double> of(Split split, List<Case> cases, double threshold, double coverage) {
        Map<String, Double> figures = new TreeMap<>();
        String name = split.name().toLowerCase(Locale.ROOT);
        RegressionMetrics r = RegressionMetrics.of(cases);
        String unit = Double.isNaN(threshold) ? "" : "_g_cm2";
        put(figures, name + "_radiographs", cases.size());
        put(
                figures,
                name + "_subjects",
                cases.stream().map(Case::subjectId).distinct().count());
        put(figures, name + "_mae" + unit, r.mae());
        put(figures, name + "_rmse" + unit, r.rmse());
        put(figures, name + "_r2", r.r2());
        put(figures, name + "_pearson_r", r.pearson());
        if (!Double.isNaN(threshold)) {
            ScreeningMetrics s = ScreeningMetrics.of(cases, threshold);
            String below = String.format(Locale.ROOT, "_below_%.3f_g_cm2", threshold);
            put(figures, name + "_auc" + below, s.auc());
            put(figures, name + "_sensitivity" + below, s.counts().sensitivity());
            put(figures, name + "_specificity" + below, s.counts().specificity());
        }
        put(
                figures,
                String.format(Locale.ROOT, "%s_coverage_of_%.0f_percent_intervals", name, 100 * coverage),
                Coverage.of(cases).fraction());
        return figures;
    }

    /**
     * The same of the model's further targets, each with the target's name in the figures' and in its own unit; one that nobody was
     * measured of is left out.
     *
     * @param estimated of rows with labels in the model's order
     */
    public static Map<String, Double> ofFurther(Split split, List<HeldOut.Estimated> estimated, ModelCard card) {
        Map<String, Double> figures = new TreeMap<>();
        for (FurtherTable.Row row : HeldOut.further(estimated, card)) {
            String name =
                    split.name().toLowerCase(Locale.ROOT) + "_" + row.target().name();
            if (!row.cases().isEmpty()) {
                put(figures, name + "_radiographs", row.cases().size());
                put(figures, name + "_mae", row.of(RegressionMetrics::mae));
                put(figures, name + "_r2", row.of(RegressionMetrics::r2));
                put(figures, name + "_coverage_of_90_percent_intervals", row.coverage(Coverage::fraction));
            }
        }
        return figures;
    }

    /** How a figure's name ends that is in the target's unit: that of femoral-neck BMD says g/cm², others say none. */
    public static String unit(Target target) {
        return target.hasReference() ? "_g_cm2" : "";
    }

    public static void put(Map<String, Double> figures, String name, double value) {
        if (Double.isFinite(value)) {
            figures.put(
                    name,
                    BigDecimal.valueOf(value)
                            .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                            .doubleValue());
        }
    }
}
