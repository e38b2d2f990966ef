/**
 * The ONNX graph in memory: {@link Graph}, its {@link Node}s and {@link Value}s, tensors, and the operators as data
 * ({@link Operators}). A node checks itself against its operator, so an invalid one cannot be built. {@link ModelWriter} makes
 * the file; the same graph gives the same bytes. Knows no other package of the exporter.
 */
package org.xattnbmd.exporter.internal.graph;
