/**
 * The network in an ONNX Runtime session, on the processor or a GPU, and its golden vectors computed there.
 */
package org.xattnbmd.sdk.internal.session;
