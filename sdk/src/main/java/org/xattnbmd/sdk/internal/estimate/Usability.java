package org.xattnbmd.sdk.internal.estimate;

import java.util.List;
import java.util.Optional;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Trust.Reason;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.TrustLimits;

/**
 * Judges from all that speaks against an estimate how far it can be trusted, and refuses what is not usable. Whatever is to
 * count is one of the reasons that {@link #judge} is given. Immutable.
 */
public final class Usability {

    private final double widening;
    private final boolean returnUnusable;

    /**
     * @param limits of the model's card; without any no interval is widened
     * @param returnUnusable whether what is not usable is returned instead of refused
     */
    Usability(Optional<TrustLimits> limits, boolean returnUnusable) {
        this.widening = limits.map(TrustLimits::unusualWidening).orElse(1.0);
        this.returnUnusable = returnUnusable;
    }

    /** @throws BmdException {@code NOT_USABLE} if a reason makes it so, unless that is to be returned */
    Trust judge(List<Reason> reasons) {
        Trust trust = reasons.isEmpty() ? Trust.FINE : new Trust(reasons, widening);
        if (!trust.usable() && !returnUnusable) {
            throw refused("a radiograph that the model can say something about", trust);
        }
        return trust;
    }

    /** @throws BmdException {@code NOT_USABLE} if the estimate of this trust says nothing that could be compared */
    public static void requireComparable(Trust trust) {
        if (!trust.usable()) {
            throw refused("two usable estimates", trust);
        }
    }

    private static BmdException refused(String expected, Trust trust) {
        return new BmdException(
                Code.NOT_USABLE,
                "Not usable: " + trust.words() + ". Expected " + expected + ". Supply the original of one hip, AP.");
    }
}
