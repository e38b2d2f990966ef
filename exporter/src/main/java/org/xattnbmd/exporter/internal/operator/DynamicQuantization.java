package org.xattnbmd.exporter.internal.operator;

import java.util.Set;
import java.util.stream.Collectors;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Trait;

/** The trait of operators whose activations can be quantised while the model runs: what becomes of them. */
public enum DynamicQuantization implements Trait {
    /** MatMulInteger. */
    MATRIX_PRODUCT,
    /** ConvInteger. */
    CONVOLUTION,
    /** ONNX Runtime's own DynamicQuantizeLSTM. */
    RECURRENT;

    /** The names of these operators. */
    public static Set<String> operators() {
        return Operators.all().stream()
                .filter(o -> o.trait(DynamicQuantization.class) != null)
                .map(Operator::name)
                .collect(Collectors.toUnmodifiableSet());
    }
}
