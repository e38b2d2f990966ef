package org.xattnbmd.sdk.internal.model.graph;

/** From a node's inputs to the sizes of its results and what they cost. */
@FunctionalInterface
interface Rule {

    /** @throws org.xattnbmd.sdk.BmdException {@code MODEL_CONTRACT} if the sizes contradict each other or depend on values */
    void apply(Step step);
}
