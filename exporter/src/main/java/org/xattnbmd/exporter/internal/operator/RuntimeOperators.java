package org.xattnbmd.exporter.internal.operator;

import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.operator.Products.Channels;

/** ONNX Runtime's own operators that this library writes; other runtimes need not have them. */
public final class RuntimeOperators {

    public static final String DOMAIN = "com.microsoft";

    /** The version of the domain, the only one there is. */
    public static final int VERSION = 1;

    /** LSTM with 8-bit weights, which quantises what it reads while it runs. */
    public static final Operator DYNAMIC_QUANTIZE_LSTM = Operator.opaque(DOMAIN, "DynamicQuantizeLSTM")
            .with(Cost.class, Costs::recurrent)
            .with(Products.class, Products.ofBytes(1, Channels.LAST).weights(1, 2));

    /** Product with a weight of few bits and one scale per block. */
    public static final Operator MAT_MUL_N_BITS =
            Operator.opaque(DOMAIN, "MatMulNBits").with(Cost.class, Costs::product);

    private RuntimeOperators() {}
}
