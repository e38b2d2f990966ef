package org.xattnbmd.sdk.internal.estimate;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate.OutlierScore;
import org.xattnbmd.sdk.BmdEstimate.Trust.Reason;
import org.xattnbmd.sdk.internal.preprocessing.ExposedField;

/** Collects what speaks against an estimate in its radiograph, for {@link Usability} and the warnings alike. */
final class PictureReasons {

    private static final double MOST_SATURATED = 0.4;
    private static final double LEAST_COVERAGE = 0.1;

    private PictureReasons() {}

    /** @param hard whether the model's card has trust limits: without them nothing makes an estimate unusable */
    static List<Reason> of(OutlierScore score, ExposedField field, Resolution resolution, boolean hard) {
        List<Reason> reasons = new ArrayList<>();
        score.reason().ifPresent(reasons::add);
        if (field.saturatedShare() > MOST_SATURATED || field.coverage() < LEAST_COVERAGE) {
            reasons.add(Reason.POOR_EXPOSURE);
        }
        resolution.reason(hard).ifPresent(reasons::add);
        return List.copyOf(reasons);
    }
}
