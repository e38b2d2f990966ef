package org.xattnbmd.trainer.simulator;

/**
 * The half pelvis round the hip joint: acetabulum, ilium, ischium, both pubic rami and the pubic body, which between them
 * leave the obturator foramen free. Frame as the femur's at rest: origin in the joint's centre, x lateral, y up, z to
 * the back. Immutable.
 */
final class Pelvis implements ShellIntegrator.Interior {

    private final DistanceField field = new DistanceField(0.8);
    private final float density;
    private final float corticalDensity;
    private final float[] noise = new float[4096];

    Pelvis(FemurShape femur, double scale, Rng rng) {
        double joint = 0.36 + 0.05 * rng.gaussian();
        double socket = femur.headRadius() + Math.max(0.24, joint);
        double mineral = femur.trabecularDensity() / 0.135;
        this.density = (float) (0.10 * Math.sqrt(mineral));
        this.corticalDensity = (float) femur.corticalDensity();
        double c = 0.10 * Math.sqrt(femur.shaftCortex() / 0.56);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) rng.uniform(-1, 1);
        }
        build(socket, scale, c);
        field.carve(socket, 0.13 * Math.sqrt(mineral));
    }

    private void build(double socket, double k, double c) {
        double[] lateral = Vec.of(1, 0, 0);
        double[] up = Vec.of(0, 1, 0);
        double[] back = Vec.of(0, 0, 1);
        double h = socket;
        // Roof (sourcil) and posterior wall of the acetabulum.
        field.add(
                p(k, -0.45 * h, 0.75 * h, -0.3),
                p(k, 0.35 * h, 1.05 * h, 0.25),
                up,
                0.95,
                0.62,
                0,
                1.7,
                0.5,
                0.20,
                0.22,
                0);
        field.add(
                p(k, -0.75 * h, 0.55 * h, 1.0),
                p(k, -0.35 * h, -0.75 * h, 1.5),
                lateral,
                1.05,
                0.85,
                0,
                0.9,
                0.6,
                c,
                c,
                0);
        // Anterior wall and the quadrilateral plate (ilioischial line, teardrop).
        field.add(
                p(k, -0.85 * h, 0.65 * h, -1.0),
                p(k, -0.75 * h, -0.55 * h, -1.2),
                lateral,
                0.85,
                0.75,
                0,
                1.0,
                0.5,
                c,
                c,
                0);
        field.add(
                p(k, -1.18 * h, 1.0 * h, 0.3),
                p(k, -1.12 * h, -0.85 * h, 0.4),
                lateral,
                0.36,
                0.34,
                0,
                4.2,
                0.5,
                c,
                c,
                0);
        // Ilium: the body above the roof, then the wing, flared outwards and forwards.
        field.add(
                p(k, -0.75 * h, 1.1 * h, 0.6),
                p(k, -0.9, 5.4, 1.4),
                lateral,
                1.75,
                1.9,
                -0.15,
                0.62,
                0.9,
                1.1 * c,
                c,
                0);
        field.add(p(k, -0.2, 5.0, 0.6), p(k, 2.6, 10.5, -1.8), lateral, 2.6, 4.6, 0, 0.26, 1.2, c, c, 0);
        field.add(p(k, -2.2, 4.6, 2.2), p(k, -3.2, 8.8, 3.4), lateral, 1.6, 2.4, 0, 0.5, 1.2, 1.2 * c, c, 0);
        // Anterior inferior iliac spine.
        field.add(p(k, 0.35, 3.0, -1.6), p(k, 0.9, 4.6, -2.2), lateral, 0.7, 0.7, 0, 1, 0.5, c, c, 0);
        // Ischium down to its tuberosity.
        field.add(
                p(k, -0.55 * h, -0.6 * h, 1.6),
                p(k, -2.1, -5.6, 2.4),
                lateral,
                1.15,
                1.45,
                -0.12,
                1.1,
                0.9,
                1.1 * c,
                1.3 * c,
                0);
        // Superior pubic ramus, pubic body, inferior ramus.
        field.add(
                p(k, -0.95 * h, -0.55 * h, -1.2),
                p(k, -6.4, -2.6, -3.8),
                up,
                0.98,
                0.80,
                -0.16,
                0.85,
                0.5,
                c,
                1.1 * c,
                0);
        field.add(p(k, -7.2, -2.7, -4.0), p(k, -7.5, -4.4, -3.7), lateral, 1.15, 0.95, 0, 0.75, 0.6, c, c, 0);
        field.add(p(k, -7.0, -4.6, -3.4), p(k, -2.9, -6.6, 1.9), up, 0.66, 0.80, -0.08, 0.8, 0.5, c, c, 0);
        // Sacral ala at the joint with the ilium.
        field.add(p(k, -5.6, 9.2, 4.4), p(k, -8.6, 5.2, 5.4), back, 1.5, 1.2, 0, 2.2, 1.2, 0.6 * c, 0.6 * c, 0);
    }

    private static double[] p(double scale, double x, double y, double z) {
        return Vec.of(scale * x, scale * y, scale * z);
    }

    DistanceField field() {
        return field;
    }

    float corticalDensity() {
        return corticalDensity;
    }

    @Override
    public float density(float x, float y, float z) {
        int k = (int) Math.floor(x * 9) * 73 + (int) Math.floor(y * 9) * 1259 + (int) Math.floor(z * 3) * 2741;
        return density * (1 + 0.55f * noise[k & 4095]);
    }
}
