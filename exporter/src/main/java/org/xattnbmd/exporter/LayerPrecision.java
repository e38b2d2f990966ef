package org.xattnbmd.exporter;

import org.xattnbmd.exporter.internal.precision.LayerSetting;

/** What becomes of a single layer. */
public enum LayerPrecision {
    /** It stays in float32. */
    FLOAT32(LayerSetting.FLOAT32),
    /** It is quantised, also where its operator or its name is excluded, and whatever it costs. */
    INT8(LayerSetting.INT8),
    /** The same, with one scale for its weight instead of one per output channel. */
    INT8_PER_TENSOR(LayerSetting.INT8_PER_TENSOR),
    /** Like {@link #INT8}, but what it reads has 16 bits; with ranges chosen beforehand, in models of opset 21 and later. */
    INT16_ACTIVATIONS(LayerSetting.INT16_ACTIVATIONS);

    private final LayerSetting setting;

    LayerPrecision(LayerSetting setting) {
        this.setting = setting;
    }

    LayerSetting setting() {
        return setting;
    }
}
