/**
 * From a DJL block to a graph: {@link Tracer} runs the block on arrays ({@link TracedArray}) that record what is done to them
 * while the engine computes the same beside them; the {@code …Ops} classes say which ONNX nodes a DJL operation becomes,
 * {@link RefusedOperations} which it never does; {@link BatchMerge} makes one graph of recordings at several batch sizes.
 */
package org.xattnbmd.exporter.internal.trace;
