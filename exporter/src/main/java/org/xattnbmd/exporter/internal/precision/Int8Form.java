package org.xattnbmd.exporter.internal.precision;

import java.util.Collection;
import org.xattnbmd.exporter.internal.graph.Graph;

/** A way in which layers with 8-bit weights are written. */
interface Int8Form {

    /** The layers that it can write, and why others stay in float32. */
    LayerSelection selection();

    /** The layout with weights of full range. */
    Layout fullRange();

    /** The layouts in which no sum can saturate, or null where those are not asked for. */
    ExactLayouts exact();

    /** A copy of the original in which these layers are quantised. */
    Graph quantized(Collection<String> names, Layout layout);

    /** What the layers' numbers are, for a report. */
    String inWords(Collection<String> names, Layout layout);
}
