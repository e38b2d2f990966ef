/**
 * The graph of a model file before it runs: which operators it may have, how large each of their results is, and how much
 * memory and computing all of it takes. Knows nothing of files, cards or ONNX Runtime.
 */
package org.xattnbmd.sdk.internal.model.graph;
