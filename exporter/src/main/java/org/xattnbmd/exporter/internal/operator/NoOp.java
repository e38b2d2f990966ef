package org.xattnbmd.exporter.internal.operator;

import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Trait;

/** The trait of operators that can happen to do nothing. */
@FunctionalInterface
public interface NoOp extends Trait {

    /** Whether the node only passes its first input on. */
    boolean passesOn(Node node);
}
