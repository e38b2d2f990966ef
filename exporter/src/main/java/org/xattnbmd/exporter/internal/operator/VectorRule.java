package org.xattnbmd.exporter.internal.operator;

import java.util.List;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.NodeTypes;
import org.xattnbmd.exporter.internal.graph.Trait;

/**
 * The trait of operators of which graphs compute integer vectors from shapes, such as {@code [N, 4, 3·N]} for a Reshape:
 * each entry is an axis length that may vary.
 */
@FunctionalInterface
public interface VectorRule extends Trait {

    /** The entries of the first output, or null where it is no such vector. */
    List<Dim> entries(NodeTypes node);
}
