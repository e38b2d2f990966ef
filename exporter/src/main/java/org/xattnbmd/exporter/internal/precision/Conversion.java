package org.xattnbmd.exporter.internal.precision;

import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Graph;

/**
 * A graph in lower precision and what was done to get it.
 *
 * @param graph the converted graph
 * @param outputs error of each output against float32, worst over all samples
 * @param size of the file
 * @param nodes which were converted
 * @param speedup time of the float32 model divided by that of this one; NaN where it was not measured
 * @param sums bounds of its integer products
 * @param notes what else happened
 */
public record Conversion(
        Graph graph,
        List<OutputError> outputs,
        Size size,
        Nodes nodes,
        double speedup,
        PairSums sums,
        List<String> notes) {

    /** Bytes of the float32 file and of the converted one. */
    public record Size(long before, long after) {}

    /**
     * Which nodes were converted.
     *
     * @param converted how many
     * @param kept those that stayed in float32, with the reason
     * @param sensitivity error of each layer converted alone, largest first; empty where it was not needed
     */
    public record Nodes(int converted, Map<String, String> kept, Map<String, Double> sensitivity) {}
}
