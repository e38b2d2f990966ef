package org.xattnbmd.exporter.internal.precision;

import java.util.Set;

/**
 * How a model is converted to float16. Immutable.
 *
 * @param keepOperators names of operators that stay in float32
 * @param keepNodes beginnings of node names that stay in float32
 * @param onlyNodes beginnings of node names to convert, all others stay in float32; empty for all
 * @param boundary whether inputs and outputs become float16 too
 */
public record Float16Settings(
        Set<String> keepOperators, Set<String> keepNodes, Set<String> onlyNodes, boolean boundary) {}
