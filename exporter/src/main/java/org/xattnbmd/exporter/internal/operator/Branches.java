package org.xattnbmd.exporter.internal.operator;

import org.xattnbmd.exporter.internal.graph.Trait;

/**
 * The trait of the operator that runs one of two bodies, by its first input.
 *
 * @param whenTrue the attribute with the body that runs where the input is true
 * @param whenFalse the attribute with the other
 */
public record Branches(String whenTrue, String whenFalse) implements Trait {}
