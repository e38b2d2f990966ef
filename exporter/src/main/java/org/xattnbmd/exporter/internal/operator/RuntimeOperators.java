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
            .with(Products.class, Products.ofBytes(1, Channels.LAST).weights(1, 2));

    private RuntimeOperators() {}
}
