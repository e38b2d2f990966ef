package org.xattnbmd.sdk;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.xattnbmd.sdk.BmdEstimate.Interval;

/**
 * What a model estimates beside its {@linkplain ModelCard#target() target}: another site's BMD, or a quantity of the study's own. It
 * has a value and intervals, and no T-score, category, screening or least significant change: these are the target's. Immutable.
 *
 * @param target what it is: name, label, unit and physical range
 * @param densitometer scale of its values in g/cm², such as "GE Lunar"; {@link ModelCard#NO_SCALE} where it is no BMD
 * @param conformalQuantiles from coverage ("0.90") to the factor q of its interval value ± q * spread; at least one
 * @param unusualWidening factor on these quantiles where the radiograph is unusual, 1 or more; acts only in cards with {@linkplain
 *     ModelCard.TrustLimits trust limits}
 */
public record FurtherTarget(
        ModelCard.Target target, String densitometer, Map<String, Double> conformalQuantiles, double unusualWidening) {

    public FurtherTarget {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(densitometer, "densitometer");
        conformalQuantiles = Collections.unmodifiableMap(new TreeMap<>(conformalQuantiles));
    }

    /**
     * An estimate of a further target. All numbers are in its unit. Immutable.
     *
     * @param target what was estimated
     * @param value the estimate, in the target's physical range
     * @param spread the model's own measure of how uncertain it is; it scales the intervals
     * @param intervals conformal intervals by ascending coverage; at least one. Each holds for this target by itself: that several
     *     targets lie in theirs at once is less probable
     */
    public record Estimate(ModelCard.Target target, double value, double spread, List<Interval> intervals) {

        public Estimate {
            Objects.requireNonNull(target, "target");
            intervals = List.copyOf(intervals);
        }

        /** The 90 % interval, or that of the greatest coverage if the model has none for 90 %. */
        public Interval interval() {
            return Interval.usual(intervals);
        }
    }
}
