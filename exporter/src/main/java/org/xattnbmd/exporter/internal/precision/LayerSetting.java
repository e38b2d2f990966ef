package org.xattnbmd.exporter.internal.precision;

/** What a caller says of single layers. */
public enum LayerSetting {
    FLOAT32,
    INT8,
    INT8_PER_TENSOR,
    INT16_ACTIVATIONS
}
