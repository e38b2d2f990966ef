package org.xattnbmd.sdk.internal.estimate;

import java.util.List;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.internal.session.NetworkOutput;

/** Makes the network's numbers for one subject into estimates of the card's further targets. Immutable. */
final class FurtherEstimates {

    private final List<FurtherTarget> targets;
    private final List<Quantiles> quantiles;
    private final boolean widens;

    FurtherEstimates(ModelCard card) {
        targets = card.furtherTargets();
        quantiles = targets.stream()
                .map(target -> new Quantiles(target.conformalQuantiles()))
                .toList();
        widens = card.trust().isPresent();
    }

    /**
     * The estimates for input {@code n}, in the card's order.
     *
     * @param unusual whether something speaks against the radiograph
     * @throws BmdException {@code RESULT_OUT_OF_RANGE} if one is outside of its target's range
     */
    List<FurtherTarget.Estimate> of(NetworkOutput output, int n, boolean unusual) {
        FurtherTarget.Estimate[] estimates = new FurtherTarget.Estimate[targets.size()];
        for (int k = 0; k < estimates.length; k++) {
            FurtherTarget further = targets.get(k);
            double value = output.further()[n * estimates.length + k];
            double spread = output.furtherSpread()[n * estimates.length + k];
            PhysicalRange.check(value, spread, further.target());
            double widening = unusual && widens ? further.unusualWidening() : 1;
            estimates[k] = new FurtherTarget.Estimate(
                    further.target(), value, spread, quantiles.get(k).around(value, spread, widening));
        }
        return List.of(estimates);
    }
}
