package org.xattnbmd.exporter.internal.operator;

import org.xattnbmd.exporter.internal.graph.Trait;

/**
 * The trait of reductions: from when on the axes are an input and no attribute.
 *
 * @param since first opset at which they are an input
 */
public record AxesInput(int since) implements Trait {}
