package org.xattnbmd.sdk.internal.estimate;

import java.util.Optional;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.Trust.Reason;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph.Placement;

/**
 * How many pixels of the caller's picture there are where the model looks.
 *
 * @param place where it looks, in words
 * @param pixels across it
 * @param least so many are needed
 */
record Resolution(String place, long pixels, long least) {

    /**
     * Pixels of the caller's picture across the box of the neck. Measured with the reference model 1.2.0 on reduced crops of
     * 44 real hips: with 71 pixels 3 % of the estimates moved by more than the least significant change, with 57 10 %, with
     * 43 30 %. SIMULATED hips, which are sharper, move sooner: 5 % of them with 99 pixels, 75 % with 71.
     */
    private static final int LEAST_NECK_PIXELS = 64;

    /** Below half of the least, 32 pixels across a neck, it is worse than with the 43 pixels that moved 30 % of the estimates. */
    private static final double HARD_SHARE = 0.5;

    /**
     * Across the neck's box where the model says one, otherwise across all that the network sees: with fewer pixels than its
     * input has the picture is enlarged, and nothing is there of the detail that the network was trained on.
     */
    static Resolution of(Optional<Area> neck, Placement placement, Preprocessing spec) {
        return neck.map(box -> new Resolution("its femoral neck's box", Math.round(box.width()), LEAST_NECK_PIXELS))
                .orElseGet(() -> new Resolution(
                        "the region that the model looks at", Math.round(placement.width()), spec.width()));
    }

    /** What speaks against an estimate from so many pixels. */
    Optional<Reason> reason(boolean hard) {
        if (hard && pixels < HARD_SHARE * least) {
            return Optional.of(Reason.TOO_COARSE);
        }
        return pixels < least ? Optional.of(Reason.COARSE) : Optional.empty();
    }
}
