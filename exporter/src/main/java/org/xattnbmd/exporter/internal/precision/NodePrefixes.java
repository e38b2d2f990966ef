package org.xattnbmd.exporter.internal.precision;

import java.util.Set;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Graph;

/** Beginnings of node names by which users choose nodes. */
final class NodePrefixes {

    private NodePrefixes() {}

    /** A name that chooses nothing is a slip of the pen that would quietly cost accuracy. */
    static void requireMatches(Graph graph, Set<String> prefixes) {
        for (String prefix : prefixes) {
            if (graph.nodes().stream().noneMatch(n -> n.name().startsWith(prefix))) {
                throw new Failure(
                        Reason.INVALID_REQUEST,
                        "expected the beginning of a node's name, received " + prefix
                                + "; inspect the model for its names");
            }
        }
    }
}
