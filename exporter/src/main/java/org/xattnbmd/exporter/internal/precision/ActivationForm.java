package org.xattnbmd.exporter.internal.precision;

/** How activations become integers. */
public enum ActivationForm {
    /** 8 bits, ranges chosen beforehand. */
    STATIC,
    /** 16 bits, ranges chosen beforehand. */
    STATIC_16_BIT,
    /** 8 bits, the range that a tensor has while the model runs. */
    DYNAMIC
}
