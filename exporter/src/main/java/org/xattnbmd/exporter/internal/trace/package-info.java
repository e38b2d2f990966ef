/**
 * From a DJL block to a graph: {@link Tracer} runs the block on arrays ({@link TracedArray}) that record what is done to them
 * while the engine computes the same beside them; the {@code …Ops} classes, one per family of operations, say in
 * {@link Term}s which ONNX nodes an operation becomes, {@link Refusals} why some never are; {@link RunMerge} makes one graph
 * of recordings at several sizes.
 */
package org.xattnbmd.exporter.internal.trace;
