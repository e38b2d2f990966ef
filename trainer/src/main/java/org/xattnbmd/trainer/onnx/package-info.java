/**
 * A model file in ONNX Runtime ({@link OnnxNetwork}), and whether it computes what its card's golden vectors say
 * ({@link GoldenCheck}), and how closely another machine must ({@link GoldenTolerance}).
 */
package org.xattnbmd.trainer.onnx;
