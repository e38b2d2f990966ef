package org.xattnbmd.trainer.site;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.calibration.Calibration;
import org.xattnbmd.trainer.calibration.SiteFit;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.heldout.HeldOutFigures;

/**
 * A model on the site's subjects, as it was and on the site's line. Both are honest: the model has not learned from them, and
 * the line that an estimate is on, and the width of its interval, come from other subjects.
 *
 * @param before with the intervals of the model's own card
 * @param after cross-fitted
 * @param target of both
 */
public record SiteFigures(Figures before, Figures after, Target target) {

    /** In the card's names of the figures that were there before. */
    static final String EARLIER = "before_recalibration_";

    /**
     * Of one set of estimates.
     *
     * @param coverage of 90 % intervals
     */
    public record Figures(RegressionMetrics agreement, Coverage coverage) {

        static Figures of(List<Case> cases) {
            return new Figures(RegressionMetrics.of(cases), Coverage.of(cases));
        }

        /** A line for a console. */
        public String inWords(String unit) {
            return String.format(
                    Locale.ROOT,
                    "R² %6.3f   MAE %.3f %s   bias %+.3f   r %.3f   coverage %.1f %% of intervals ± %.3f",
                    agreement.r2(),
                    agreement.mae(),
                    unit,
                    agreement.bias(),
                    agreement.pearson(),
                    100 * coverage.fraction(),
                    coverage.meanWidth() / 2);
        }
    }

    static SiteFigures of(List<Case> before, List<Case> after, Target target) {
        return new SiteFigures(Figures.of(before), Figures.of(after), target);
    }

    /** The factor of a card's intervals of the usual coverage; of its widest where it has none of that. */
    static double usualQuantile(ModelCard card) {
        Map<String, Double> quantiles = card.conformalQuantiles();
        return quantiles.getOrDefault(
                Calibration.key(SiteFit.COVERAGE),
                quantiles.values().stream().mapToDouble(q -> q).max().orElseThrow());
    }

    /** The card's figures: those of the model as it was keep their values under names that say so. */
    Map<String, Double> with(Map<String, Double> earlier) {
        Map<String, Double> all = new TreeMap<>();
        earlier.forEach((name, value) -> all.put(EARLIER + name, value));
        HeldOutFigures.put(all, "site_subjects", after.agreement().n());
        put(all, "site_", after);
        put(all, EARLIER + "site_", before);
        return all;
    }

    private void put(Map<String, Double> all, String prefix, Figures figures) {
        HeldOutFigures.put(
                all,
                prefix + "mae" + HeldOutFigures.unit(target),
                figures.agreement().mae());
        HeldOutFigures.put(
                all,
                prefix + "bias" + HeldOutFigures.unit(target),
                figures.agreement().bias());
        HeldOutFigures.put(all, prefix + "r2", figures.agreement().r2());
        HeldOutFigures.put(all, prefix + "pearson_r", figures.agreement().pearson());
        HeldOutFigures.put(
                all,
                prefix + "coverage_of_90_percent_intervals",
                figures.coverage().fraction());
    }
}
