package org.xattnbmd.exporter.internal.trace;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.xattnbmd.exporter.internal.graph.Dim;

/**
 * A node that would be another one where an axis of its first input has length 1, which tracing at larger sizes does not
 * show.
 *
 * @param axes the axes that matter
 * @param why what to tell if the graph is wrong for that reason
 */
record SingleSampleDoubt(int[] axes, String why) {

    /** Whether and where one of the axes has length 1 though not always. */
    enum Extent {
        NOWHERE,
        /** At the smallest sizes, at which the model is compared. */
        AT_THE_SMALLEST,
        /** At sizes that the model is for, but larger ones. */
        BEYOND
    }

    Extent extent(List<Dim> dims, List<TracedAxis> traced) {
        return Arrays.stream(axes)
                .mapToObj(dims::get)
                .map(d -> extent(d, traced))
                .reduce(Extent.NOWHERE, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    private static Extent extent(Dim d, List<TracedAxis> traced) {
        if (d.isFixed() || d.isUnknown()) {
            return Extent.NOWHERE;
        }
        Map<String, Long> smallest = new HashMap<>();
        for (TracedAxis axis : traced) {
            smallest.put(axis.name(), axis.least());
            long times = d.perUnitOf(axis.name());
            if (times != 0 && (1 - d.offset()) % times == 0) {
                long size = (1 - d.offset()) / times;
                if (size > axis.least() && size % axis.step() == 0) {
                    return Extent.BEYOND;
                }
            }
        }
        return d.at(smallest).equals(OptionalLong.of(1)) ? Extent.AT_THE_SMALLEST : Extent.NOWHERE;
    }
}
