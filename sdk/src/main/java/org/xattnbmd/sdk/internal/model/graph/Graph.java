package org.xattnbmd.sdk.internal.model.graph;

import java.util.List;
import java.util.Map;

/**
 * A graph as its file says.
 *
 * @param nodes in the order in which they run
 * @param constants the initializers by name
 */
public record Graph(List<Node> nodes, Map<String, Tensor> constants) {

    public Graph {
        nodes = List.copyOf(nodes);
        constants = Map.copyOf(constants);
    }
}
