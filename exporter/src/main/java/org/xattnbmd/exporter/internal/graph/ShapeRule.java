package org.xattnbmd.exporter.internal.graph;

/** Which shapes an operator's outputs have, given its inputs. */
@FunctionalInterface
public interface ShapeRule {

    /**
     * Tells the outputs' shapes to the node, as far as they are known.
     *
     * @throws Contradiction if the inputs cannot be what they are
     */
    void infer(NodeTypes node);
}
