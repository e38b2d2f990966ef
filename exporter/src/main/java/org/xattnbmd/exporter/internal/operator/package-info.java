/**
 * The catalogue of ONNX operators: {@link Operators} has a constant for each, with its signature, the rules for its outputs'
 * types and shapes, and its traits, which are the types here that implement {@code Trait}. Passes and conversions ask for
 * traits and never for names.
 */
package org.xattnbmd.exporter.internal.operator;
