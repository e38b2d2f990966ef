package org.xattnbmd.trainer.simulator;

import java.util.Arrays;

/**
 * Trunk and thighs as a distance field whose shell is the subcutaneous fat, with ellipsoids of fat between the muscles
 * and of bowel gas. Frame: origin in the hip joint's centre, x lateral, y up, z to the back. Immutable.
 */
final class SoftTissue {

    /** Ellipsoid values per entry: centre (3), inverse half axes as a 3×3 matrix row by row (9), sign of fat, sign of gas. */
    static final int ELLIPSOID = 14;

    private final DistanceField envelope = new DistanceField(5.0);
    private final float[] ellipsoids;
    private final double thicknessCm;
    private final double fat;
    private final double side;
    private final double radius;
    private final double midline;

    SoftTissue(ClinicalProfile facts, FemurShape femur, Rng rng) {
        double over = facts.bmi() - 27;
        double thickness = Math.min(36, Math.max(16, 24 + 0.55 * over + 1.5 * rng.gaussian()));
        this.thicknessCm = thickness;
        this.fat = Math.min(6.5, Math.max(0.6, (facts.female() ? 2.3 : 1.5) + 0.16 * over + 0.4 * rng.gaussian()));
        double muscle = (facts.female() ? 6.9 : 7.7) + 0.06 * over + 0.4 * rng.gaussian();
        double trochanter = 0.77 * femur.size().axisToShaft() + femur.size().shaftRadius() + 0.2;
        this.side = trochanter + 1.9 + 0.08 * Math.max(0, over) + fat;
        this.radius = muscle + fat;
        this.midline = -9.0 + 0.3 * rng.gaussian();
        buildEnvelope();
        this.ellipsoids = drawEllipsoids(rng, thickness, side);
    }

    private SoftTissue(SoftTissue half, double midline, float[] ellipsoids) {
        this.thicknessCm = half.thicknessCm;
        this.fat = half.fat;
        this.side = half.side;
        this.radius = half.radius;
        this.ellipsoids = ellipsoids;
        this.midline = midline;
        buildEnvelope();
    }

    /** The same trunk and thighs about this midline, with fat and gas of its own on the other side of it. */
    SoftTissue around(double midline, Rng rng) {
        float[] other = drawEllipsoids(rng, thicknessCm, side);
        for (int o = 0; o < other.length; o += ELLIPSOID) {
            other[o] = (float) (2 * midline) - other[o];
            for (int i = 0; i < 3; i++) {
                other[o + 3 + 3 * i] = -other[o + 3 + 3 * i];
            }
        }
        float[] both = Arrays.copyOf(ellipsoids, ellipsoids.length + other.length);
        System.arraycopy(other, 0, both, ellipsoids.length, other.length);
        return new SoftTissue(this, midline, both);
    }

    /** The same with bowel gas and contents, more fat between the muscles, and skin folds of the groin and the buttock. */
    SoftTissue cluttered(Rng rng) {
        int bowel = 8 + rng.below(28);
        int clumps = 10;
        int folds = rng.below(5);
        float[] more = Arrays.copyOf(ellipsoids, ellipsoids.length + (bowel + clumps + folds) * ELLIPSOID);
        int o = ellipsoids.length;
        for (int i = 0; i < bowel; i++) {
            double[] centre = Vec.of(rng.uniform(-13, -2.8), rng.uniform(0.5, 14), rng.uniform(-4, 2));
            double[] turn = Vec.rotation(2, rng.uniform(0, 180));
            double size = rng.uniform(0.2, 1.3);
            boolean gas = rng.chance(0.55);
            o = put(
                    more,
                    o,
                    centre,
                    turn,
                    size * rng.uniform(0.8, 2),
                    size,
                    rng.uniform(0.2, 0.8),
                    gas ? 0 : rng.uniform(-0.6, 0.8),
                    gas ? rng.uniform(0.3, 1) : 0);
        }
        for (int i = 0; i < clumps; i++) {
            double[] centre = Vec.of(rng.uniform(-6, side), rng.uniform(-9, 7), rng.uniform(-4, 4));
            double[] turn = Vec.rotation(2, -60 + 35 * rng.gaussian());
            double weight = rng.chance(0.6) ? rng.uniform(0.2, 0.6) : -0.4;
            o = put(more, o, centre, turn, rng.uniform(2, 6), rng.uniform(0.4, 1.6), rng.uniform(0.4, 1.5), weight, 0);
        }
        for (int i = 0; i < folds; i++) {
            double[] centre = Vec.of(rng.uniform(-9, -3), rng.uniform(-11, -5), rng.uniform(-4, 4));
            double[] turn = Vec.rotation(2, rng.chance(0.88) ? rng.uniform(20, 55) : rng.uniform(-12, 12));
            double air = rng.uniform(0.2, 0.7);
            o = put(more, o, centre, turn, rng.uniform(4, 9), rng.uniform(0.06, 0.3), rng.uniform(0.3, 1.0), 0, air);
        }
        return new SoftTissue(this, midline, more);
    }

    private void buildEnvelope() {
        double[] lateral = Vec.of(1, 0, 0);
        double depth = thicknessCm / 2;
        envelope.add(
                Vec.of(midline, 4, 0.5),
                Vec.of(midline, 40, 0.5),
                lateral,
                side - midline - 0.4,
                side - midline - 1.5,
                0,
                depth / (side - midline),
                9,
                fat,
                fat * 1.2,
                0);
        for (int mirror = 0; mirror < 2; mirror++) {
            double x = side - radius;
            double top = mirror == 0 ? x : 2 * midline - x;
            double bottom = mirror == 0 ? x - 0.8 : 2 * midline - x + 0.8;
            envelope.add(
                    Vec.of(top, -0.5, 0.4),
                    Vec.of(bottom, -40, 0),
                    lateral,
                    radius,
                    0.80 * radius,
                    0,
                    Math.min(1.15, 0.92 * depth / radius),
                    5,
                    fat,
                    0.8 * fat,
                    0);
        }
    }

    private static float[] drawEllipsoids(Rng rng, double thickness, double side) {
        int planes = 7;
        int clumps = 5;
        int gas = rng.chance(0.6) ? 1 + rng.below(4) : 0;
        float[] all = new float[(planes + clumps + gas) * ELLIPSOID];
        int o = 0;
        // Thin fat planes between gluteal, iliopsoas and thigh muscles.
        double[][] at = {
            {3.0, 2.6, 0},
            {4.6, 3.8, 1},
            {-0.6, -1.8, -3},
            {1.2, -5.5, -2},
            {5.8, -6.5, 1},
            {-2.2, -7.0, 0},
            {2.0, 5.2, 2}
        };
        double[] tilt = {-48, -55, -62, -78, 82, 72, -60};
        for (int i = 0; i < planes; i++) {
            double[] centre =
                    Vec.of(at[i][0] + 0.5 * rng.gaussian(), at[i][1] + 0.5 * rng.gaussian(), at[i][2] + rng.gaussian());
            double[] turn =
                    Vec.multiply(Vec.rotation(2, tilt[i] + 7 * rng.gaussian()), Vec.rotation(1, 6 * rng.gaussian()));
            o = put(all, o, centre, turn, rng.uniform(1.8, 3.6), rng.uniform(0.14, 0.40), rng.uniform(0.4, 1.2), 1, 0);
        }
        // Broad differences of fat content inside the muscles.
        for (int i = 0; i < clumps; i++) {
            double[] centre = Vec.of(rng.uniform(-8, side), rng.uniform(-8, 8), rng.uniform(-4, 4));
            double[] turn = Vec.multiply(Vec.rotation(2, rng.uniform(0, 180)), Vec.rotation(0, rng.uniform(-40, 40)));
            double sign = rng.chance(0.5) ? 0.5 : -0.3;
            o = put(
                    all,
                    o,
                    centre,
                    turn,
                    rng.uniform(2, 5),
                    rng.uniform(1.2, 2.6),
                    rng.uniform(1, 0.12 * thickness),
                    sign,
                    0);
        }
        for (int i = 0; i < gas; i++) {
            double[] centre = Vec.of(rng.uniform(-9, -3.2), rng.uniform(2.2, 9), rng.uniform(-4, 1));
            double[] turn = Vec.rotation(2, rng.uniform(0, 180));
            o = put(all, o, centre, turn, rng.uniform(0.7, 1.9), rng.uniform(0.6, 1.3), rng.uniform(0.5, 1.3), 0, 1);
        }
        return all;
    }

    private static int put(
            float[] all, int o, double[] centre, double[] turn, double a, double b, double c, double fat, double gas) {
        double[] inverse = Vec.transpose(turn);
        double[] half = {a, b, c};
        for (int i = 0; i < 3; i++) {
            all[o + i] = (float) centre[i];
            for (int j = 0; j < 3; j++) {
                all[o + 3 + 3 * i + j] = (float) (inverse[3 * i + j] / half[i]);
            }
        }
        all[o + 12] = (float) fat;
        all[o + 13] = (float) gas;
        return o + ELLIPSOID;
    }

    DistanceField envelope() {
        return envelope;
    }

    /** The skin in front of the hip, z. */
    double front() {
        return 0.5 - thicknessCm / 2;
    }

    double thicknessCm() {
        return thicknessCm;
    }

    int ellipsoidCount() {
        return ellipsoids.length / ELLIPSOID;
    }

    float fatWeight(int e) {
        return ellipsoids[e * ELLIPSOID + 12];
    }

    float gasWeight(int e) {
        return ellipsoids[e * ELLIPSOID + 13];
    }

    /** Lists the ellipsoids that rays within {@code spread} of this one can touch; returns how many. */
    int touching(int[] list, Ray ray, float spread) {
        int count = 0;
        for (int e = 0; e < list.length; e++) {
            int k = e * ELLIPSOID;
            float wx = ellipsoids[k] - ray.ox();
            float wy = ellipsoids[k + 1] - ray.oy();
            float wz = ellipsoids[k + 2] - ray.oz();
            float t = wx * ray.dx() + wy * ray.dy() + wz * ray.dz();
            float reach = reach(k) + spread;
            if (wx * wx + wy * wy + wz * wz - t * t < reach * reach) {
                list[count++] = e;
            }
        }
        return count;
    }

    /** Longest half axis. */
    private float reach(int k) {
        float longest = 0;
        for (int i = 0; i < 3; i++) {
            int r = k + 3 + 3 * i;
            float inverse2 = ellipsoids[r] * ellipsoids[r]
                    + ellipsoids[r + 1] * ellipsoids[r + 1]
                    + ellipsoids[r + 2] * ellipsoids[r + 2];
            longest = Math.max(longest, 1 / (float) Math.sqrt(inverse2));
        }
        return longest;
    }

    /** Length in cm of the ray inside ellipsoid e. */
    float chord(int e, Ray ray) {
        int k = e * ELLIPSOID;
        float[] m = ellipsoids;
        float wx = ray.ox() - m[k];
        float wy = ray.oy() - m[k + 1];
        float wz = ray.oz() - m[k + 2];
        float a = 0;
        float b = 0;
        float c = -1;
        for (int i = 0; i < 3; i++) {
            int r = k + 3 + 3 * i;
            float u = m[r] * ray.dx() + m[r + 1] * ray.dy() + m[r + 2] * ray.dz();
            float v = m[r] * wx + m[r + 1] * wy + m[r + 2] * wz;
            a += u * u;
            b += u * v;
            c += v * v;
        }
        float discriminant = b * b - a * c;
        return discriminant <= 0 ? 0 : 2 * (float) Math.sqrt(discriminant) / a;
    }
}
