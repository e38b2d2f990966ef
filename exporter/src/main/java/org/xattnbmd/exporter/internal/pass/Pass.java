package org.xattnbmd.exporter.internal.pass;

import org.xattnbmd.exporter.internal.graph.Graph;

/** A rewriting of a graph that keeps what it computes. Each implementation states the algebra that makes it so. */
public interface Pass {

    /** The pass's name in reports. */
    String name();

    /** Rewrites the graph in place and tells the log what it did and what it left alone, and why. */
    void apply(Graph graph, PassLog log);
}
