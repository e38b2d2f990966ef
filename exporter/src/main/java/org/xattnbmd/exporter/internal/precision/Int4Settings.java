package org.xattnbmd.exporter.internal.precision;

import java.util.Set;

/**
 * How weights are put into 4 bits. Immutable.
 *
 * @param blockSize inputs of an output channel that share a scale
 * @param symmetric without zero points of their own
 * @param form how they are written
 * @param excludedNodes beginnings of node names that stay in float32
 * @param accuracyBudget largest root mean square error of any output, relative to the output's own
 */
public record Int4Settings(
        int blockSize, boolean symmetric, Form form, Set<String> excludedNodes, double accuracyBudget) {

    /** How layers with weights of 4 bits are written. */
    public enum Form {
        /** ONNX Runtime's MatMulNBits, told to multiply in float32. */
        FLOAT_PRODUCTS,
        /** MatMulNBits, allowed to round activations to 8 bits. */
        INTEGER_PRODUCTS,
        /** ONNX's DequantizeLinear before MatMul. */
        STANDARD
    }
}
