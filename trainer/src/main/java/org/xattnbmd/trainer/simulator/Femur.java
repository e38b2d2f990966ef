package org.xattnbmd.trainer.simulator;

/**
 * The proximal femur as a distance field with its cortex and spongiosa. Frame: origin in the head's centre, x lateral,
 * y up the shaft, z to the back, the neck in the plane z = 0. Immutable and shared between threads.
 */
final class Femur {

    private final FemurShape shape;
    private final DistanceField field;
    private final TrabecularMap spongiosa;
    private final Unevenness unevenness;

    Femur(FemurShape shape, TrabecularMap spongiosa) {
        this(shape, spongiosa, FemurForm.PLAIN, null);
    }

    /** @param unevenness of its cortex; null for none */
    Femur(FemurShape shape, TrabecularMap spongiosa, FemurForm form, Unevenness unevenness) {
        this.shape = shape;
        this.spongiosa = spongiosa;
        this.unevenness = unevenness;
        this.field = build(shape, form);
    }

    FemurShape shape() {
        return shape;
    }

    DistanceField field() {
        return field;
    }

    TrabecularMap spongiosa() {
        return spongiosa;
    }

    Unevenness unevenness() {
        return unevenness;
    }

    private static DistanceField build(FemurShape s, FemurForm form) {
        double[] n = s.neckAxis();
        double[] up = s.superior();
        double[] down = Vec.of(0, -1, 0);
        double[] lateral = Vec.of(1, 0, 0);
        double[] root = Vec.scale(n, s.size().axisToShaft());
        double r = s.size().shaftRadius();
        double c = s.cortex().shaft();
        double thin = 0.07 + 0.25 * s.cortex().superior();

        DistanceField f = new DistanceField(0.8);
        if (!form.headless()) {
            addHeadAndNeck(f, s, form.collapse(), thin);
        }
        // Intertrochanteric body, narrowing to the shaft; the medial wall is the continuation of the calcar.
        f.add(
                Vec.along(root, down, 0.0),
                Vec.along(root, down, 4.8),
                lateral,
                1.38 * r,
                0.90 * r,
                0.02 * r,
                0.90,
                1.2,
                0.15 + 0.10 * c,
                0.68 * c,
                -0.08 * c);
        // Shaft.
        f.add(
                Vec.along(root, down, 2.6),
                Vec.along(root, down, 26),
                lateral,
                0.93 * r,
                0.98 * r,
                -0.02 * r,
                1,
                0.5,
                0.60 * form.shaftGain() * c,
                1.25 * c,
                0.02 * c);
        // Greater trochanter: lateral and behind, its tip near the level of the head's centre.
        double tip = 0.05 * s.size().headRadius() + 0.15;
        f.add(
                Vec.of(root[0] + 0.58 * r, root[1] - 0.5, 0.35),
                Vec.of(root[0] + 0.46 * r, -tip - 0.55, 0.95),
                lateral,
                0.95 * r,
                0.60 * r,
                0.08 * r,
                1.15,
                0.55,
                thin,
                thin * 0.9,
                0);
        // Lesser trochanter: medial and behind, a cone that runs out on the shaft.
        f.add(
                Vec.of(root[0] - 0.50 * r, root[1] - 4.1, 0.45),
                Vec.of(root[0] - 1.10 * r, root[1] - 3.0, 0.95),
                Vec.of(1, 0.4, 0.3),
                0.66 * r,
                0.48 * r,
                0,
                0.9,
                0.55,
                thin + 0.10 * c,
                thin + 0.03 * c,
                0);
        for (double[] bump : form.bumps()) {
            f.addEllipsoid(bump, up, lateral, bump[3], 1, bump[3], thin);
        }
        return f;
    }

    private static void addHeadAndNeck(DistanceField f, FemurShape s, double collapse, double thin) {
        double[] n = s.neckAxis();
        double[] up = s.superior();
        double[] o = Vec.of(0, 0, 0);
        double mid = (s.cortex().superior() + s.cortex().inferior()) / 2;
        double half = (s.cortex().inferior() - s.cortex().superior()) / 2;
        // Head: a thin subchondral plate.
        if (collapse == 0) {
            f.addEllipsoid(o, n, up, s.size().headRadius(), 1, s.size().headRadius(), thin);
        } else {
            double r = s.size().headRadius();
            f.addEllipsoid(
                    Vec.of(0, -collapse * r, 0), Vec.of(0, 1, 0), Vec.of(1, 0, 0), r, 1, (1 - collapse) * r, thin);
        }
        // Neck: elliptic, narrowest near its middle, flaring to its base; thin above, thick below (calcar).
        f.add(
                Vec.scale(n, 0.45 * s.size().headRadius()),
                Vec.scale(n, s.size().axisToShaft() - 0.2),
                up,
                1.10 * s.size().neckRadius(),
                1.16 * s.size().neckRadius(),
                -0.13 * s.size().neckRadius(),
                s.size().neckDepthRatio(),
                0.9,
                mid,
                mid,
                -half);
    }
}
