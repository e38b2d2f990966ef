package org.xattnbmd.exporter;

import java.util.Set;
import java.util.TreeSet;
import org.xattnbmd.exporter.internal.operator.DynamicQuantization;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Quantization;
import org.xattnbmd.exporter.internal.precision.ActivationForm;

/** How activations become integers. */
public enum Int8Activations {
    /**
     * In 8 bits, with ranges that are chosen beforehand from calibration samples: QuantizeLinear and DequantizeLinear pairs
     * round layers, which ONNX Runtime fuses into integer operators.
     */
    STATIC(ActivationForm.STATIC),
    /**
     * In 16 bits, with ranges that are chosen beforehand, and weights in 8 bits: for models of opset 21 and later that lose too much
     * by activations of 8 bits. ONNX Runtime 1.28.0 multiplies these in float32 on CPUs, so that the file shrinks and nothing is
     * faster: a required speed-up has to be 0.
     */
    STATIC_16_BIT(ActivationForm.STATIC_16_BIT),
    /**
     * In 8 bits, with the range that a tensor has while the model runs: DynamicQuantizeLinear before MatMulInteger and
     * ConvInteger, and ONNX Runtime's own DynamicQuantizeLSTM, which other runtimes do not have. Needs no calibration. The range
     * is that of the whole tensor, so that what a model says of a sample depends a little on the samples it is batched with.
     */
    DYNAMIC(ActivationForm.DYNAMIC);

    private final ActivationForm form;

    Int8Activations(ActivationForm form) {
        this.form = form;
    }

    ActivationForm form() {
        return form;
    }

    /** The operators that can be quantised so. */
    public Set<String> operators() {
        return switch (this) {
            case STATIC, STATIC_16_BIT -> Quantization.operators();
            case DYNAMIC -> DynamicQuantization.operators();
        };
    }

    /**
     * Those of them that are quantised unless you say otherwise: all, but with ranges chosen beforehand not MatMul, since products
     * of tokens lose much by them, nor Softmax, which is most often the last and gains nothing there.
     */
    public Set<String> usualOperators() {
        Set<String> usual = new TreeSet<>(operators());
        if (this != DYNAMIC) {
            usual.removeAll(Set.of(Operators.MATMUL.name(), Operators.SOFTMAX.name()));
        }
        return usual;
    }
}
