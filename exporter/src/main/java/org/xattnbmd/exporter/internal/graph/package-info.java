/**
 * The ONNX graph in memory: {@link Graph}, its {@link Node}s and {@link Value}s, tensors, and what an {@link Operator} is: a
 * signature, against which a node checks itself, so that an invalid one cannot be built; rules for types and shapes; traits.
 * {@link ModelWriter} makes the file; the same graph gives the same bytes.
 */
package org.xattnbmd.exporter.internal.graph;
