package org.xattnbmd.trainer.simulator;

/**
 * The half pelvis round the hip joint: acetabulum, ilium, ischium, both pubic rami and the pubic body, which between them
 * leave the obturator foramen free. Frame as the femur's at rest: origin in the joint's centre, x lateral, y up, z to
 * the back. Immutable.
 */
final class Pelvis implements ShellIntegrator.Interior {

    private final DistanceField field = new DistanceField(1.3);
    private final double scale;
    private final double socket;
    private final double depth;
    private final double cortex;
    private final double subchondralPlate;
    private final float density;
    private final float corticalDensity;
    private final Grain grain;
    private final Unevenness unevenness;

    /**
     * The joint's space and the plate that lines it.
     *
     * @param space width over the usual one
     * @param plate thickness over the usual one
     * @param mineral of the whole half pelvis over the usual one
     * @param depth how far the socket lies in the pelvis beyond the usual, cm
     */
    record Joint(double space, double plate, double mineral, double depth) {

        static Joint draw(Domain anatomy, Rng rng) {
            return switch (anatomy) {
                case LANDMARKS, NECROTIC ->
                    new Joint(rng.uniform(0.7, 1.1), rng.uniform(0.15, 0.5), rng.uniform(1.2, 1.9), 0);
                case ARTHRITIC -> new Joint(rng.uniform(0.1, 0.6), rng.uniform(0.3, 0.9), rng.uniform(1.2, 1.9), 0);
                case PROTRUSIO ->
                    new Joint(
                            rng.uniform(0.2, 0.8),
                            rng.uniform(0.15, 0.6),
                            rng.uniform(1.1, 1.7),
                            rng.uniform(0.3, 0.8));
                default -> new Joint(1, 1, 1, 0);
            };
        }
    }

    /** @param unevenness of its cortex; null for none */
    Pelvis(FemurShape femur, double scale, Rng rng, Joint form, Unevenness unevenness) {
        this.scale = scale;
        this.depth = form.depth();
        this.unevenness = unevenness;
        double joint = 0.36 + 0.05 * rng.gaussian();
        this.socket = femur.size().headRadius() + form.space() * Math.max(0.24, joint);
        double mineral = femur.mineral().trabecular() / 0.135;
        this.density = (float) (form.mineral() * 0.10 * Math.sqrt(mineral));
        this.corticalDensity = (float) femur.mineral().cortical();
        this.cortex = form.mineral() * 0.10 * Math.sqrt(femur.cortex().shaft() / 0.56);
        this.subchondralPlate = form.plate() * 0.13 * Math.sqrt(mineral);
        this.grain = new Grain(rng);
        build(socket / scale, scale, cortex, false);
        field.carve(socket, subchondralPlate);
    }

    private Pelvis(Pelvis half) {
        this.scale = half.scale;
        this.depth = half.depth;
        this.unevenness = half.unevenness;
        this.socket = half.socket;
        this.cortex = half.cortex;
        this.subchondralPlate = half.subchondralPlate;
        this.density = half.density;
        this.corticalDensity = half.corticalDensity;
        this.grain = half.grain;
        build(socket / scale, scale, cortex, true);
        field.carve(socket, subchondralPlate);
    }

    /**
     * The same half as a view of the whole pelvis shows it: with the whole wing up to its crest, and without the sacral
     * ala, which {@link Sacrum} has. A hip's field shows neither whole, and keeps the simpler parts of its own.
     */
    Pelvis whole() {
        return new Pelvis(this);
    }

    /** @param k scale of this pelvis; {@code c} thickness of its cortex in cm */
    private void build(double h, double k, double c, boolean whole) {
        double[] lateral = Vec.of(1, 0, 0);
        double[] up = Vec.of(0, 1, 0);
        // The acetabulum: a thick cup behind, above and medial of the head, hollowed afterwards.
        field.addEllipsoid(p(k, -0.50 * h, 0.30 * h, 0.25), up, lateral, k * 0.92 * h, 1.22, k * 1.22 * h, 1.2 * c);
        // Its weight-bearing roof (sourcil), whose lateral edge overhangs the head.
        bar(
                k,
                Vec.of(-0.50 * h, 1.05 * h, 0),
                Vec.of(0.42 * h, 1.05 * h, 0.1),
                up,
                0.95,
                0.50,
                0,
                2.2,
                0.45,
                0.16,
                0.22);
        // Posterior wall, lateral of the anterior one, and the teardrop below the floor.
        bar(
                k,
                Vec.of(-0.20 * h, 0.60 * h, 1.0 * h),
                Vec.of(-0.35 * h, -0.75 * h, 0.8 * h),
                lateral,
                0.85,
                0.80,
                0,
                0.8,
                0.6,
                c,
                c);
        bar(
                k,
                Vec.of(-1.12 * h, -0.20 * h, -0.1),
                Vec.of(-1.06 * h, -0.98 * h, -0.3),
                lateral,
                0.30,
                0.20,
                0,
                1.6,
                0.3,
                1.2 * c,
                c);
        // Ilium: the body above the roof, the wing flared outwards and forwards, the part that bears the sacrum.
        bar(
                k,
                Vec.of(-0.55 * h, 1.25 * h, 0.5),
                Vec.of(-0.9, 5.6, 1.1),
                lateral,
                1.95,
                2.0,
                -0.25,
                0.62,
                0.9,
                1.1 * c,
                c);
        if (whole) {
            wing(k, c);
        } else {
            lowerWing(k, c);
        }
        bar(k, Vec.of(-2.0, 3.6, 1.6), Vec.of(-4.4, 9.0, 3.6), lateral, 1.2, 1.9, 0, 0.75, 1.2, 1.2 * c, c);
        // Anterior inferior iliac spine.
        bar(k, Vec.of(-0.2, 3.0, -0.6), Vec.of(0.55, 4.3, -1.4), lateral, 1.0, 0.6, 0, 1, 0.6, c, c);
        // Ischium down to its tuberosity.
        bar(
                k,
                Vec.of(-0.70 * h, -0.6 * h, 1.5),
                Vec.of(-2.2, -4.6, 2.2),
                lateral,
                1.05,
                1.25,
                -0.18,
                1.1,
                0.9,
                1.1 * c,
                1.2 * c);
        field.addEllipsoid(p(k, -2.35, -5.2, 2.4), Vec.of(-0.35, 1, 0), lateral, 1.35, 1.1, 1.5, 1.3 * c);
        // Superior pubic ramus, pubic body, inferior ramus.
        bar(
                k,
                Vec.of(-0.95 * h, -0.35 * h, -0.9),
                Vec.of(-6.6, -2.5, -3.8),
                up,
                1.05,
                0.85,
                -0.24,
                0.85,
                0.5,
                c,
                1.1 * c);
        bar(k, Vec.of(-7.3, -2.6, -4.0), Vec.of(-7.5, -4.6, -3.7), lateral, 1.15, 0.95, 0, 0.75, 0.6, c, c);
        bar(k, Vec.of(-7.1, -4.9, -3.4), Vec.of(-5.0, -6.3, -0.4), up, 0.62, 0.60, -0.05, 0.8, 0.5, c, c);
        bar(k, Vec.of(-5.0, -6.3, -0.4), Vec.of(-3.0, -6.2, 1.9), up, 0.60, 0.80, 0, 0.8, 0.5, c, c);
        if (!whole) {
            sacralAla(k, c);
        }
    }

    /** The lower wing, as far as it enters a hip's field. */
    private void lowerWing(double k, double c) {
        double[] flared = Vec.of(0.88, 0, -0.48);
        bar(k, Vec.of(-0.5, 5.0, 0.7), Vec.of(1.4, 12.0, -0.6), flared, 2.5, 5.6, 0, 0.20, 1.5, 0.9 * c, 0.8 * c);
    }

    /** The sacral ala at the joint with the ilium. */
    private void sacralAla(double k, double c) {
        bar(
                k,
                Vec.of(-6.2, 9.6, 4.4),
                Vec.of(-8.8, 5.4, 5.4),
                Vec.of(0, 0, 1),
                1.5,
                1.2,
                0,
                2.0,
                1.2,
                0.6 * c,
                0.6 * c);
    }

    /**
     * The wing: a plate, thinnest in its fossa, from the body up to the crest, which arches from the anterior superior
     * spine over its highest point beside the fourth lumbar vertebra back to the joint with the sacrum.
     */
    private void wing(double k, double c) {
        double[] across = Vec.of(0.62, -0.10, -0.78);
        double[] up = Vec.of(0.05, 1, 0.02);
        field.addEllipsoid(p(k, 0.0, 8.0, 0.2), up, across, k * 4.6, 0.13, k * 4.3, 0.7 * c);
        field.addEllipsoid(p(k, -1.6, 7.0, 1.9), up, across, k * 3.2, 0.20, k * 3.6, 0.8 * c);
        double[][] crest = {
            {2.9, 7.2, -3.5},
            {3.7, 8.7, -3.3},
            {3.7, 10.2, -2.3},
            {2.6, 11.5, -0.8},
            {0.8, 12.1, 0.9},
            {-1.2, 11.8, 2.5},
            {-3.0, 10.7, 3.9},
            {-4.3, 9.2, 4.9}
        };
        for (int i = 0; i + 1 < crest.length; i++) {
            bar(k, crest[i], crest[i + 1], across, 0.42, 0.42, 0.18, 1.1, 0.5, c, c);
        }
        // The border between the anterior spines.
        bar(k, Vec.of(0.7, 4.4, -1.4), crest[0], across, 0.8, 0.5, -0.1, 0.7, 0.5, c, c);
    }

    private void bar(
            double k,
            double[] from,
            double[] to,
            double[] side,
            double radiusFrom,
            double radiusTo,
            double waist,
            double ratio,
            double cap,
            double shellFrom,
            double shellTo) {
        field.add(
                p(k, from[0], from[1], from[2]),
                p(k, to[0], to[1], to[2]),
                side,
                k * radiusFrom,
                k * radiusTo,
                waist,
                ratio,
                cap,
                shellFrom,
                shellTo,
                0);
    }

    private double[] p(double scale, double x, double y, double z) {
        return Vec.of(scale * x + depth, scale * y, scale * z);
    }

    DistanceField field() {
        return field;
    }

    Unevenness unevenness() {
        return unevenness;
    }

    /** How far all of it lies lateral of where a usual socket would have it, cm. */
    double depth() {
        return depth;
    }

    double scale() {
        return scale;
    }

    /** Where the pubic body ends towards the midline, x in cm. */
    double medialEnd() {
        return depth - (7.4 + 1.15) * scale;
    }

    float corticalDensity() {
        return corticalDensity;
    }

    @Override
    public float density(float x, float y, float z) {
        return density * (1 + 0.55f * grain.at(x, y, z));
    }
}
