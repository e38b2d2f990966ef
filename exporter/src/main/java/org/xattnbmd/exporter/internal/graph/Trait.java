package org.xattnbmd.exporter.internal.graph;

/**
 * Something that holds of some operators and that a pass or a conversion asks for, such as what a node costs. Kinds of
 * traits are types; an operator has at most one trait of a kind.
 */
public interface Trait {}
