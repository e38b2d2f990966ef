package org.xattnbmd.exporter.internal.infer;

/** What the outputs of an operator look like, given its inputs. */
interface Rule {

    /** Tells the outputs' types and shapes, or throws {@link Contradiction}. */
    void infer(NodeTypes types);
}
