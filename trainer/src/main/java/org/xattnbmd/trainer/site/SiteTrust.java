package org.xattnbmd.trainer.site;

import java.util.Locale;
import java.util.Optional;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.TrustLimits;
import org.xattnbmd.trainer.calibration.Calibration;
import org.xattnbmd.trainer.calibration.OutlierTail;
import org.xattnbmd.trainer.calibration.Widening;

/**
 * What a site's model says of unusual radiographs. The hard limit comes from the site's pictures where they are enough to show an
 * outlier limit of their own; otherwise it keeps its ratio to that limit. The widening is a matter of the network, which stays.
 */
final class SiteTrust {

    private SiteTrust() {}

    /**
     * Decides.
     *
     * @param source the vendor's card
     * @param scores of the site's pictures
     * @param limit the site's outlier limit
     * @return null if neither the vendor nor the pictures say anything
     */
    static TrustLimits of(ModelCard source, double[] scores, OutlierLimit limit) {
        TrustLimits vendor = source.trust().orElse(null);
        Optional<OutlierTail> tail = scores.length < OutlierLimit.ENOUGH ? Optional.empty() : OutlierTail.of(scores);
        if (tail.isPresent()) {
            return Calibration.trust(
                    tail.get(),
                    vendor == null
                            ? Widening.assumed("the model file that this one was made of has none")
                            : new Widening(
                                    vendor.unusualWidening(),
                                    String.format(
                                            Locale.ROOT,
                                            "unusual intervals %.2f times as wide, as before",
                                            vendor.unusualWidening())));
        }
        if (vendor == null) {
            return null;
        }
        double times = limit.value() / source.outlierThreshold();
        return times == 1
                ? vendor
                : new TrustLimits(
                        times * vendor.outlierHardLimit(),
                        vendor.unusualWidening(),
                        String.format(
                                Locale.ROOT,
                                "hard limit %.3f times the former, as the outlier limit, for want of %d pictures; before: %s",
                                times,
                                OutlierLimit.ENOUGH,
                                vendor.basis()));
    }
}
