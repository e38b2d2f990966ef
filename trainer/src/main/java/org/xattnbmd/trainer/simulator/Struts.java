package org.xattnbmd.trainer.simulator;

/**
 * Single trabeculae on top of a {@link TrabecularMap}'s groups: bright ridges along the compressive and the tensile
 * direction, which cross, and Ward's triangle between them, deeper the lower the Singh grade. Spacings and strength are
 * defaults of this simulator. Immutable.
 */
final class Struts {

    private static final double WARD_RADIUS_CM = 0.9;

    private final float[] noise;
    private final double strength;
    private final double perCm;
    private final double[] fan;
    private final double[] arch;
    private final double[] ward;
    private final double wardDepth;

    Struts(FemurShape s, boolean coarse, Rng rng) {
        this.noise = ValueNoise.draw(rng);
        this.strength = (coarse ? 0.95 : 0.65) * StrictMath.exp(0.3 * rng.gaussian());
        this.perCm = (coarse ? 5.5 : 9.0) * StrictMath.exp(0.2 * rng.gaussian());
        double[] root = Vec.scale(s.neckAxis(), s.size().axisToShaft());
        double r = s.size().shaftRadius();
        this.fan = Vec.of(root[0] - 1.0 * r, root[1] - 3.6, 0);
        this.arch = Vec.of(0.25 * root[0], root[1] - 1.7, 0);
        this.ward = Vec.along(
                Vec.scale(s.neckAxis(), 0.68 * s.size().axisToShaft()),
                s.superior(),
                -0.15 * s.size().neckRadius());
        double lost = Math.min(1, Math.max(0, (6.5 - s.mineral().singhGrade()) / 4));
        this.wardDepth = 0.12 + 0.33 * lost * rng.uniform(0.7, 1.2);
    }

    /** How far a layer's pattern is shifted against the next: struts are plates, which a ray sees edge on. */
    static double layerShiftCm() {
        return 0.02;
    }

    /** What the density at a place is multiplied by; its mean is about 1 outside Ward's triangle. */
    double at(double x, double y) {
        double dx = x - fan[0];
        double dy = y - fan[1];
        double radius = Math.hypot(dx, dy) + 1e-6;
        // Angle times a middle distance: lines that fan out.
        double across = 7.5 * StrictMath.atan2(dx, dy);
        double compressive = ridge(across * perCm, radius * perCm / 6, 101);
        double ax = x - arch[0];
        double ay = y - arch[1];
        double ar = Math.hypot(ax, ay);
        double tensile = ridge(ar * perCm, 3.5 * StrictMath.atan2(ay, ax) * perCm / 6, 2111);
        double grain = ValueNoise.at(noise, x * 2.2 * perCm, y * 2.2 * perCm, 3301);
        double patches = ValueNoise.at(noise, x * 1.3, y * 1.3, 707);
        double wx = x - ward[0];
        double wy = y - ward[1];
        double hole = Math.max(0, 1 - (wx * wx + wy * wy) / (WARD_RADIUS_CM * WARD_RADIUS_CM * 1.6));
        double head = Math.min(1, Math.max(0.3, (Math.hypot(x, y) - 1.2) / 1.6));
        double network = 0.85 * compressive + 0.75 * head * tensile + 0.3 * grain + 0.35 * patches;
        return Math.max(0.1, 1 + strength * network) * (1 - wardDepth * hole * hole);
    }

    /** Bright lines where the noise crosses zero; a mean of about 0. */
    private double ridge(double across, double along, int salt) {
        double fine = 1 - Math.abs(ValueNoise.at(noise, across, along, salt));
        double broad = 1 - Math.abs(ValueNoise.at(noise, 0.45 * across, 0.6 * along, salt + 409));
        return 0.9 * (fine * fine * fine - 0.36) + 0.5 * (broad * broad * broad - 0.36);
    }
}
