package org.xattnbmd.exporter.internal.graph;

/** Which element types an operator's outputs have, given its inputs. */
@FunctionalInterface
public interface TypeRule {

    /**
     * The element type of an output, or null where it cannot be told.
     *
     * @throws Contradiction if the inputs cannot be what they are
     */
    ElementType typeOf(NodeTypes node, int output);
}
