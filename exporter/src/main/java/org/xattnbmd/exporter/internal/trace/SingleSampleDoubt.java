package org.xattnbmd.exporter.internal.trace;

import java.util.Arrays;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.Dim;

/**
 * A node that would be another one where an axis of its first input has length 1, which tracing at larger batch sizes does
 * not show.
 *
 * @param axes the axes that matter
 * @param why what to tell if the graph is wrong for that reason
 */
record SingleSampleDoubt(int[] axes, String why) {

    /** The largest batch size at which one of the axes has length 1 though not always; 0 if there is none. */
    long batchSize(List<Dim> dims) {
        return Arrays.stream(axes)
                .mapToObj(dims::get)
                .filter(d -> !d.isFixed() && (1 - d.offset()) % d.perBatch() == 0)
                .mapToLong(d -> (1 - d.offset()) / d.perBatch())
                .max()
                .orElse(0);
    }
}
