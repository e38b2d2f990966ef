package org.xattnbmd.sdk.internal.check;

import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.BmdEstimate.Interval;

/**
 * One reference with the model's estimate of it.
 *
 * @param measured g/cm²
 * @param estimate g/cm²
 * @param intervals of the estimate
 * @param usable whether the SDK would return the estimate unasked
 * @param groups the subgroups it belongs to, such as sex = female
 */
record Reading(
        double measured, double estimate, List<Interval> intervals, boolean usable, Map<String, String> groups) {}
