package org.xattnbmd.exporter.internal.precision;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Graph;

/** A way in which layers with 8-bit weights are written. */
interface Int8Form {

    /** Names of the layers that it can write, in order; at least one. */
    List<String> layers();

    /** Layers that stay in float32, with the reason. */
    Map<String, String> kept();

    /** The layout with weights of full range. */
    Layout fullRange();

    /** The layouts in which no sum can saturate, or null where those are not asked for. */
    ExactLayouts exact();

    /** A copy of the original in which these layers are quantised. */
    Graph quantized(Collection<String> names, Layout layout);

    /** What the layers' numbers are, for a report. */
    String inWords(Collection<String> names, Layout layout);
}
