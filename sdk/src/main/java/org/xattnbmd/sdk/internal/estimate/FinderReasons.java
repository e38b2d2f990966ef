package org.xattnbmd.sdk.internal.estimate;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate.Trust.Reason;
import org.xattnbmd.sdk.NeckFinder.Found;
import org.xattnbmd.sdk.Preprocessing;

/** What the neck finder says against an estimate, for {@link Usability} and the warnings alike. */
final class FinderReasons {

    private FinderReasons() {}

    /** @param given whether the caller said where the neck is: then it is there, however unusual it looks */
    static List<Reason> of(Preprocessing.Search search, Found found, boolean given) {
        List<Reason> reasons = new ArrayList<>();
        if (found.implantConfidence() > search.mostImplant()) {
            reasons.add(Reason.IMPLANT);
        } else if (found.implantConfidence() > search.usualImplant()) {
            reasons.add(Reason.MAYBE_IMPLANT);
        }
        if (found.confidence() < search.leastConfidence() && !given) {
            boolean other = found.otherSideConfidence() >= search.usualConfidence();
            reasons.add(other ? Reason.OTHER_SIDE : Reason.NO_NECK);
        } else if (found.confidence() < search.usualConfidence()) {
            reasons.add(Reason.NECK_UNSURE);
        }
        return List.copyOf(reasons);
    }
}
