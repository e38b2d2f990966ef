package org.xattnbmd.trainer.evaluation;

import java.util.List;

/**
 * Everything that one set of cases says at one screening threshold.
 *
 * @param screening null where no threshold is known
 */
public record CaseMetrics(RegressionMetrics regression, ScreeningMetrics screening, Coverage coverage) {

    /**
     * Computes all of it.
     *
     * @param threshold BMD below which a subject is positive, g/cm²; NaN for a target of which none is known
     * @throws IllegalArgumentException if there is no case or the threshold is infinite
     */
    public static CaseMetrics of(List<Case> cases, double threshold) {
        return new CaseMetrics(
                RegressionMetrics.of(cases),
                Double.isNaN(threshold) ? null : ScreeningMetrics.of(cases, threshold),
                Coverage.of(cases));
    }
}
