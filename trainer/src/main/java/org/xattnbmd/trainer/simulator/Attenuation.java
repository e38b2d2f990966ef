package org.xattnbmd.trainer.simulator;

/**
 * Mass attenuation coefficients in cm²/g, coherent scattering included, at 30, 40, 50, 60 and 80 keV: muscle and adipose
 * tissue (ICRU-44) and hydroxyapatite, from the NIST tables and their elemental composition; aluminium from NIST.
 */
final class Attenuation {

    static final int BINS = 5;
    static final double[] ENERGY_KEV = {30, 40, 50, 60, 80};
    static final double[] BIN_WIDTH_KEV = {10, 10, 10, 15, 20};
    private static final double[] MUSCLE = {0.3783, 0.2685, 0.2262, 0.2048, 0.1823};
    private static final double[] ADIPOSE = {0.3064, 0.2395, 0.2123, 0.1974, 0.1800};
    private static final double[] HYDROXYAPATITE = {2.0992, 0.9875, 0.5864, 0.4067, 0.2589};
    private static final double[] ALUMINIUM = {1.128, 0.5685, 0.3681, 0.2778, 0.2018};

    private static final double MUSCLE_DENSITY = 1.05;
    private static final double ADIPOSE_DENSITY = 0.95;
    private static final double HYDROXYAPATITE_DENSITY = 3.16;
    private static final double ALUMINIUM_DENSITY = 2.70;

    private Attenuation() {}

    /** Linear attenuation of muscle, 1/cm. */
    static double muscle(int bin) {
        return MUSCLE[bin] * MUSCLE_DENSITY;
    }

    /** Linear attenuation of adipose tissue, 1/cm. */
    static double adipose(int bin) {
        return ADIPOSE[bin] * ADIPOSE_DENSITY;
    }

    /** Attenuation per g/cm² of bone mineral, less that of the soft tissue whose room the mineral takes. */
    static double mineral(int bin) {
        return HYDROXYAPATITE[bin] - muscle(bin) / HYDROXYAPATITE_DENSITY;
    }

    static double aluminium(int bin) {
        return ALUMINIUM[bin] * ALUMINIUM_DENSITY;
    }

    /**
     * Share of the detector's signal in each energy bin with no patient in the beam: Kramers' spectrum behind aluminium,
     * weighted by photon energy (an energy-integrating detector).
     */
    static double[] spectrum(double tubeVoltageKv, double aluminiumCm) {
        double[] weight = new double[BINS];
        double sum = 0;
        for (int b = 0; b < BINS; b++) {
            double kramers = Math.max(0, tubeVoltageKv / ENERGY_KEV[b] - 1);
            // The last bin reaches to the tube voltage; just above 70 kVp it holds few photons, not none.
            if (b == BINS - 1) {
                kramers = 0.5 * Math.max(0, tubeVoltageKv / 70 - 1);
            }
            weight[b] = kramers * BIN_WIDTH_KEV[b] * ENERGY_KEV[b] * StrictMath.exp(-aluminium(b) * aluminiumCm);
            sum += weight[b];
        }
        for (int b = 0; b < BINS; b++) {
            weight[b] /= sum;
        }
        return weight;
    }
}
