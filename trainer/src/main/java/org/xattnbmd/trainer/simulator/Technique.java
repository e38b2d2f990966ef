package org.xattnbmd.trainer.simulator;

/**
 * Exposure of one radiograph.
 *
 * @param tubeVoltageKv peak tube voltage
 * @param aluminiumCm total filtration
 * @param scatterRatio scatter over primary at the detector, behind the grid
 * @param photonsPerMm2 mean detected photons per mm² under the automatic exposure's chamber
 * @param electronicNoise detector noise, in photons per mm (standard deviation over 1 mm²)
 */
record Technique(
        double tubeVoltageKv, double aluminiumCm, double scatterRatio, double photonsPerMm2, double electronicNoise) {

    static Technique draw(Rng rng, Site site, double thicknessCm) {
        return new Technique(
                site.drawTubeVoltageKv(rng),
                rng.uniform(0.28, 0.36),
                site.drawScatterRatio(rng, thicknessCm),
                55_000 * StrictMath.exp(0.45 * rng.gaussian()),
                60);
    }
}
