/**
 * ONNX Runtime, as the exporter uses it to prove its own work: {@link OnnxSession}. No other package of the exporter calls it.
 */
package org.xattnbmd.exporter.internal.runtime;
