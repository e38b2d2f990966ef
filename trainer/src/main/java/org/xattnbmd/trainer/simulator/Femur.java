package org.xattnbmd.trainer.simulator;

/**
 * The proximal femur as a distance field with its cortex and spongiosa. Frame: origin in the head's centre, x lateral,
 * y up the shaft, z to the back, the neck in the plane z = 0. Immutable and shared between threads.
 */
final class Femur {

    private final FemurShape shape;
    private final DistanceField field;
    private final TrabecularMap spongiosa;

    Femur(FemurShape shape, TrabecularMap spongiosa) {
        this.shape = shape;
        this.spongiosa = spongiosa;
        this.field = build(shape);
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

    private static DistanceField build(FemurShape s) {
        double[] n = s.neckAxis();
        double[] up = s.superior();
        double[] down = Vec.of(0, -1, 0);
        double[] lateral = Vec.of(1, 0, 0);
        double[] o = Vec.of(0, 0, 0);
        double[] root = Vec.scale(n, s.axisToShaft());
        double r = s.shaftRadius();
        double mid = (s.superiorCortex() + s.inferiorCortex()) / 2;
        double half = (s.inferiorCortex() - s.superiorCortex()) / 2;
        double c = s.shaftCortex();
        double thin = 0.07 + 0.25 * s.superiorCortex();

        DistanceField f = new DistanceField(0.7);
        // Head: a thin subchondral plate.
        f.addEllipsoid(o, n, up, s.headRadius(), 1, s.headRadius(), thin);
        // Neck: elliptic, narrowest near its middle, flaring to its base; thin above, thick below (calcar).
        f.add(
                Vec.scale(n, 0.45 * s.headRadius()),
                Vec.scale(n, s.axisToShaft() - 0.2),
                up,
                1.10 * s.neckRadius(),
                1.16 * s.neckRadius(),
                -0.13 * s.neckRadius(),
                s.neckDepthRatio(),
                0.9,
                mid,
                mid,
                -half);
        // Intertrochanteric body, narrowing to the shaft; the medial wall is the continuation of the calcar.
        f.add(
                Vec.along(root, down, 0.1),
                Vec.along(root, down, 4.6),
                lateral,
                1.42 * r,
                1.06 * r,
                0.03 * r,
                0.88,
                1.2,
                0.17 + 0.10 * c,
                0.72 * c,
                -0.10 * c);
        // Shaft.
        f.add(
                Vec.along(root, down, 4.2),
                Vec.along(root, down, 26),
                lateral,
                1.05 * r,
                0.97 * r,
                -0.05 * r,
                1,
                0.5,
                0.72 * c,
                1.18 * c,
                0.02 * c);
        // Greater trochanter: lateral and behind, its tip near the level of the head's centre.
        double tip = 0.05 * s.headRadius() + 0.15;
        f.add(
                Vec.of(root[0] + 0.75 * r, root[1] - 0.7, 0.35),
                Vec.of(root[0] + 0.42 * r, -tip - 0.55, 0.95),
                lateral,
                0.98 * r,
                0.62 * r,
                0.06 * r,
                1.15,
                0.55,
                thin,
                thin * 0.9,
                0);
        // Lesser trochanter: medial and behind.
        f.addEllipsoid(
                Vec.of(root[0] - 1.02 * r, root[1] - 3.1, 0.85),
                Vec.of(0.35, 1, 0),
                Vec.of(1, -0.35, 0.3),
                0.62 * r,
                0.9,
                1.15,
                thin + 0.06 * c);
        return f;
    }
}
