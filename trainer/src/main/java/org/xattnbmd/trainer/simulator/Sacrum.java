package org.xattnbmd.trainer.simulator;

/**
 * Sacrum, coccyx and the lowest lumbar vertebrae, as far as an anteroposterior pelvis shows them. Frame: origin in the
 * midline at the height of the hip joints, y up, z to the back. Immutable.
 */
final class Sacrum implements ShellIntegrator.Interior {

    private static final double[] LATERAL = {1, 0, 0};

    private final DistanceField field = new DistanceField(0.5);
    private final float density;
    private final float corticalDensity;
    private final Grain grain;

    Sacrum(FemurShape femur, double scale, Rng rng) {
        this.grain = new Grain(rng);
        double mineral = femur.mineral().trabecular() / 0.135;
        this.density = (float) (0.09 * Math.sqrt(mineral));
        this.corticalDensity = (float) femur.mineral().cortical();
        double c = 0.05 * Math.sqrt(femur.cortex().shaft() / 0.56);
        double curve = rng.uniform(-0.4, 0.4);
        // The fused bodies from the promontory down, curved to the back and forward again, and the coccyx below them.
        double[][] centre = {{9.7, 3.9, 2.25}, {7.8, 5.0, 1.85}, {6.1, 5.6, 1.50}, {4.6, 5.6, 1.20}, {3.3, 5.1, 0.95}};
        for (int i = 0; i + 1 < centre.length; i++) {
            tapered(
                    row(0, centre[i], scale, curve),
                    row(0, centre[i + 1], scale, curve),
                    centre[i][2] * scale,
                    centre[i + 1][2] * scale,
                    0.62,
                    c);
        }
        tapered(
                Vec.of(0, 2.7 * scale, 4.7 * scale + curve),
                Vec.of(0, 1.0 * scale, 3.9 * scale + curve),
                0.75 * scale,
                0.3 * scale,
                0.7,
                c);
        for (int mirror = -1; mirror <= 1; mirror += 2) {
            // Between the bodies and the lateral masses the ribs of bone leave the foramina free.
            double[] top = {9.2, 4.7};
            double[] joint = {6.4, 5.5};
            double[] tip = {3.6, 5.2};
            tapered(
                    row(mirror * 4.3, top, scale, curve),
                    row(mirror * 3.5, joint, scale, curve),
                    1.25 * scale,
                    0.75 * scale,
                    0.9,
                    c);
            tapered(
                    row(mirror * 3.5, joint, scale, curve),
                    row(mirror * 1.3, tip, scale, curve),
                    0.75 * scale,
                    0.5 * scale,
                    0.9,
                    c);
            for (int i = 0; i < centre.length - 1; i++) {
                double reach = 4.0 - 0.75 * i;
                tapered(
                        row(mirror * 0.6, centre[i], scale, curve),
                        row(mirror * reach, centre[i], scale, curve),
                        (0.75 - 0.1 * i) * scale,
                        (0.6 - 0.08 * i) * scale,
                        1,
                        c);
            }
        }
        lumbar(scale, c);
    }

    /** Bodies, transverse and spinous processes of the fourth and fifth lumbar vertebra. */
    private void lumbar(double k, double c) {
        for (int i = 0; i < 3; i++) {
            double y = (12.9 + 3.9 * i) * k;
            double z = 2.2 - 0.3 * i;
            field.add(
                    Vec.of(0, y - 0.9 * k, z),
                    Vec.of(0, y + 0.9 * k, z),
                    LATERAL,
                    2.45 * k,
                    2.45 * k,
                    -0.22 * k,
                    0.72,
                    0.45,
                    1.6 * c,
                    1.6 * c,
                    0);
            for (int mirror = -1; mirror <= 1; mirror += 2) {
                bar(mirror * 1.6, y + 0.4, z + 1.8, mirror * 4.1, y + 0.9, z + 2.4, 0.42, 0.8, c);
                bar(mirror * 1.2, y + 0.5, z + 1.6, mirror * 1.4, y - 1.4, z + 3.0, 0.5, 1, 1.5 * c);
            }
            bar(0, y - 0.2, z + 3.4, 0, y - 1.1, z + 5.2, 0.38, 1.6, 1.5 * c);
        }
    }

    /** A point {@code x} to the side, at the height and depth that {@code yz} begins with; cm. */
    private static double[] row(double x, double[] yz, double scale, double curve) {
        return Vec.of(x * scale, yz[0] * scale, yz[1] * scale + curve);
    }

    private void tapered(double[] from, double[] to, double radiusFrom, double radiusTo, double ratio, double shell) {
        double[] side = Math.abs(to[0] - from[0]) > Math.abs(to[1] - from[1]) ? Vec.of(0, 1, 0) : LATERAL;
        field.add(from, to, side, radiusFrom, radiusTo, 0, ratio, 0.35, shell, shell, 0);
    }

    private void bar(
            double x0,
            double y0,
            double z0,
            double x1,
            double y1,
            double z1,
            double radius,
            double ratio,
            double shell) {
        field.add(
                Vec.of(x0, y0, z0), Vec.of(x1, y1, z1), LATERAL, radius, 0.9 * radius, 0, ratio, 0.35, shell, shell, 0);
    }

    DistanceField field() {
        return field;
    }

    float corticalDensity() {
        return corticalDensity;
    }

    @Override
    public float density(float x, float y, float z) {
        return density * (1 + 0.45f * grain.at(x, y, z));
    }
}
