package org.xattnbmd.exporter;

import org.xattnbmd.exporter.internal.precision.Int4Settings;

/** How layers with weights of 4 bits are written. */
public enum Int4Form {
    /**
     * ONNX Runtime's MatMulNBits, told to multiply in float32 (accuracy level 1). For every opset; the results of processors
     * differ no more than those of float32 models do. Saves memory, not time.
     */
    FLOAT_PRODUCTS(Int4Settings.Form.FLOAT_PRODUCTS),
    /**
     * MatMulNBits, allowed to round what it reads to 8 bits (accuracy level 4): about twice as fast as float32 where ONNX Runtime
     * has integer code for the processor, and of about 1 % other results than where it has not.
     */
    INTEGER_PRODUCTS(Int4Settings.Form.INTEGER_PRODUCTS),
    /**
     * ONNX's own DequantizeLinear with blocks before MatMul, for models of opset 21 and later, which any runtime of that opset
     * reads. ONNX Runtime makes MatMulNBits of it, of accuracy level 4 unless a session says otherwise.
     */
    STANDARD(Int4Settings.Form.STANDARD);

    private final Int4Settings.Form form;

    Int4Form(Int4Settings.Form form) {
        this.form = form;
    }

    Int4Settings.Form form() {
        return form;
    }
}
