package org.xattnbmd.exporter.internal.operator;

import org.xattnbmd.exporter.internal.graph.Trait;

/**
 * The trait of operators whose output holds numbers of their first input and no others, so that runtimes move dequantising
 * past them.
 */
public enum Moves implements Trait {
    /** All elements in the same order under other axis lengths. */
    REGROUPS,
    /** In another order, or some of them. */
    PICKS
}
