package org.xattnbmd.exporter;

/** In which way a model fails, for {@link ModelReduction}. */
public enum Failing {
    /** ONNX Runtime refuses it, crashes or never comes back. */
    RUN(0),
    /** ONNX Runtime's optimised graph says something else than the graph as it is, or fails where that one runs. */
    RUNTIME_OPTIMIZATION(1e-4),
    /** What {@link OnnxModel#optimized()} does with it says something else, or fails. */
    OPTIMIZE(1e-4),
    /** What {@link OnnxModel#toFloat16()} makes of it is too far off, or fails. */
    FLOAT16(1e-2);

    private final double usualTolerance;

    Failing(double usualTolerance) {
        this.usualTolerance = usualTolerance;
    }

    /**
     * The largest difference of an output, relative to its largest value, that is no failure unless another is given; a hundredth
     * for float16, whose own rounding is about a thousandth.
     */
    public double usualTolerance() {
        return usualTolerance;
    }
}
