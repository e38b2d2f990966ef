package org.xattnbmd.sdk.internal.model.graph;

/**
 * An attribute of a node, as far as it decides sizes.
 *
 * @param integer its whole number, 0 if it has none
 * @param integers its list of whole numbers, empty if it has none
 * @param text its text, empty if it has none
 * @param tensor its tensor, or null
 */
public record Attribute(long integer, long[] integers, String text, Tensor tensor) {}
