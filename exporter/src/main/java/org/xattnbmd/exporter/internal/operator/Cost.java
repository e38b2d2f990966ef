package org.xattnbmd.exporter.internal.operator;

import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Trait;

/** The trait of operators that multiply and add. */
@FunctionalInterface
public interface Cost extends Trait {

    /** Multiply-accumulate operations of a node at batch size 1, or -1 where a shape is not known. */
    long macs(Node node);

    /** The same for a node of any operator; 0 for nodes without products. */
    static long of(Node node) {
        Cost cost = node.operator().trait(Cost.class);
        return cost == null ? 0 : cost.macs(node);
    }
}
