package org.xattnbmd.trainer.export;

import java.util.Locale;

/** In what an exported model's convolutional trunk computes; everything else of it stays in float32. */
public enum Precision {
    /** As trained. */
    FLOAT32,
    /** Half the size of the weights; no faster on a processor without float16 arithmetic. */
    FLOAT16,
    /** A quarter of the size of the weights, and faster on any processor with 8-bit dot products. */
    INT8;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
