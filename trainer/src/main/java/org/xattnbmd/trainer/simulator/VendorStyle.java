package org.xattnbmd.trainer.simulator;

/**
 * How one maker's processing turns detector signal into stored pixels. All figures are plausible defaults, not a
 * description of a named product.
 */
enum VendorStyle {
    /** Plain logarithm, light edge enhancement. */
    LINEAR_LOG(12, 0.0, 1.00, 0.35, 0.40, 0.25, 0.005, 0.997),
    /** Film-like S-shaped curve. */
    SIGMOID(10, 0.7, 1.05, 0.55, 0.50, 0.30, 0.008, 0.996),
    /** Strong local contrast, compressed latitude. */
    MULTISCALE(14, 0.3, 1.00, 0.90, 0.90, 0.50, 0.005, 0.998),
    /** Wide latitude, low contrast, bright. */
    HIGH_LATITUDE(12, 0.0, 0.90, 0.50, 0.55, 0.40, 0.002, 0.999),
    /** Dense, contrasty film digitised at low depth; only at the external site. */
    HARD_COPY(10, 0.8, 1.25, 0.20, 0.20, 0.25, 0.010, 0.998);

    /** Bits stored per pixel. */
    final int bits;
    /** Steepness of the S-curve; 0 is a straight line. */
    final double sigmoid;

    final double gamma;
    /** Gain on structures finer than about 1.5 mm. */
    final double edgeGain;
    /** Gain on structures between about 1.5 and 6 mm. */
    final double detailGain;
    /** Share of structures coarser than about 3 cm that is taken away. */
    final double latitudeCompression;

    final double lowPercentile;
    final double highPercentile;

    VendorStyle(
            int bits,
            double sigmoid,
            double gamma,
            double edgeGain,
            double detailGain,
            double latitudeCompression,
            double lowPercentile,
            double highPercentile) {
        this.bits = bits;
        this.sigmoid = sigmoid;
        this.gamma = gamma;
        this.edgeGain = edgeGain;
        this.detailGain = detailGain;
        this.latitudeCompression = latitudeCompression;
        this.lowPercentile = lowPercentile;
        this.highPercentile = highPercentile;
    }
}
