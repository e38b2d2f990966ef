/**
 * The model file before it runs: ONNX structure, card, contract, hash, signature.
 */
package org.xattnbmd.sdk.internal.model;
