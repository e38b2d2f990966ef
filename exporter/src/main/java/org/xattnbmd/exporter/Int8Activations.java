package org.xattnbmd.exporter;

import java.util.Set;
import java.util.TreeSet;
import org.xattnbmd.exporter.internal.operator.DynamicQuantization;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Quantization;

/** How activations become integers. */
public enum Int8Activations {
    /**
     * In 8 bits, with ranges that are chosen beforehand from calibration samples: QuantizeLinear and DequantizeLinear pairs
     * round layers, which ONNX Runtime fuses into integer operators.
     */
    STATIC,
    /**
     * In 8 bits, with the range that a tensor has while the model runs: DynamicQuantizeLinear before MatMulInteger and
     * ConvInteger, and ONNX Runtime's own DynamicQuantizeLSTM, which other runtimes do not have. Needs no calibration. The range
     * is that of the whole tensor, so that what a model says of a sample depends a little on the samples it is batched with.
     */
    DYNAMIC;

    /** The operators that can be quantised so. */
    public Set<String> operators() {
        return switch (this) {
            case STATIC -> Quantization.operators();
            case DYNAMIC -> DynamicQuantization.operators();
        };
    }

    /**
     * Those of them that are quantised unless you say otherwise: all, but MatMul with ranges chosen beforehand, since products of
     * tokens lose much by them.
     */
    public Set<String> usualOperators() {
        Set<String> usual = new TreeSet<>(operators());
        if (this == STATIC) {
            usual.remove(Operators.MATMUL.name());
        }
        return usual;
    }
}
