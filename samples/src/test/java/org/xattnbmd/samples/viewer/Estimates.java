package org.xattnbmd.samples.viewer;

import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.FurtherTarget;

/** Estimates as another one is, but for what a test is about. */
final class Estimates {

    private Estimates() {}

    static BmdEstimate withWarnings(BmdEstimate e, List<BmdEstimate.Warning> warnings) {
        return with(e, warnings, e.furtherTargets());
    }

    static BmdEstimate withFurtherTargets(BmdEstimate e, List<FurtherTarget.Estimate> further) {
        return with(e, e.warnings(), further);
    }

    private static BmdEstimate with(
            BmdEstimate e, List<BmdEstimate.Warning> warnings, List<FurtherTarget.Estimate> further) {
        return new BmdEstimate(
                e.bmd(),
                e.spread(),
                e.tScoreUnrounded(),
                e.reference(),
                e.zScoreUnrounded(),
                e.scoreRounding(),
                e.category(),
                e.statement(),
                e.intervals(),
                e.screening(),
                e.clinicalAttention(),
                e.imageAttention(),
                e.femoralNeck(),
                warnings,
                e.model(),
                e.outlierScore(),
                e.trust(),
                further);
    }
}
