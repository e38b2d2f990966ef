package org.xattnbmd.trainer.simulator;

/**
 * Spongiosa of the proximal femur: the classical groups of trabeculae in the frontal plane, sheet-like through its
 * depth, that fade in the order of the Singh index (Singh 1970) as density falls — greater-trochanter and secondary groups
 * first, the principal tensile group next, the principal compressive group last — plus band-limited texture that differs
 * between layers of depth. Densities in g/cm³. Immutable; lookups allocate nothing.
 */
final class TrabecularMap implements ShellIntegrator.Interior {

    private static final float CELL = 0.04f;
    private static final float X0 = -3.4f;
    private static final float Y0 = -15f;
    private static final int NX = 300;
    private static final int NY = 460;
    private static final int LAYERS = 32;
    private static final int NOISE = 4096;

    private final float[] density = new float[NX * NY];
    private final float[] layerShift = new float[LAYERS];
    private final float[] layerGain = new float[LAYERS];

    TrabecularMap(FemurShape shape, Rng rng) {
        float[] noise = new float[NOISE];
        for (int i = 0; i < NOISE; i++) {
            noise[i] = (float) rng.uniform(-1, 1);
        }
        for (int i = 0; i < LAYERS; i++) {
            layerShift[i] = (float) rng.uniform(-0.10, 0.10);
            layerGain[i] = (float) rng.uniform(0.85, 1.15);
        }
        // Regions and texture differ between people beyond what their mean density says.
        double headGain = StrictMath.exp(0.16 * rng.gaussian());
        double trochanterGain = StrictMath.exp(0.20 * rng.gaussian());
        double contrast = StrictMath.exp(0.25 * rng.gaussian());
        fill(shape, noise, headGain, trochanterGain, contrast);
    }

    private void fill(FemurShape s, float[] noise, double headGain, double trochanterGain, double contrast) {
        double grade = s.mineral().singhGrade();
        float compressive = (float) ramp(grade, 0.2, 2.8);
        float tensile = (float) ramp(grade, 2.0, 4.6);
        float secondary = (float) ramp(grade, 3.2, 5.6);
        float trochanter = (float) ramp(grade, 3.8, 6.4);
        double[] n = s.neckAxis();
        double[] root = Vec.scale(n, s.size().axisToShaft());
        double r = s.size().shaftRadius();
        // Principal compressive: a fan from the calcar through the neck's lower part to the head's top.
        double fanX = root[0] - 1.0 * r;
        double fanY = root[1] - 3.6;
        double fanAngle = StrictMath.atan2(
                0.35 * s.size().headRadius() - fanY, -0.12 * s.size().headRadius() - fanX);
        // Principal tensile: an arch from the lateral cortex through the upper neck into the head's lower half.
        double archX = 0.25 * root[0];
        double archY = root[1] - 1.7;
        double archRadius = Math.hypot(
                n[0] * 0.5 * s.size().axisToShaft() - archX + 0.5 * s.size().neckRadius(),
                n[1] * 0.5 * s.size().axisToShaft() - archY + 0.5 * s.size().neckRadius());
        // Secondary compressive: arcs from the medial shaft to the greater trochanter.
        double secondX = root[0] - 3.2 * r;
        double secondY = root[1] + 1.6;
        float base = (float) s.mineral().trabecular();
        for (int j = 0; j < NY; j++) {
            double y = Y0 + (j + 0.5) * CELL;
            double canal = 0.05 + 0.95 * ramp(y, root[1] - 6.0, root[1] - 0.5);
            for (int i = 0; i < NX; i++) {
                double x = X0 + (i + 0.5) * CELL;
                double dx = x - fanX;
                double dy = y - fanY;
                double radius = Math.sqrt(dx * dx + dy * dy) + 1e-6;
                // Small-angle form of the angle from the fan's middle: cheap, and exact enough inside the wedge.
                double off = (dx * StrictMath.sin(fanAngle) - dy * StrictMath.cos(fanAngle)) / radius;
                double g1 = compressive * bump(off / 0.24) * stripe(noise, contrast, off * 150, radius * 0.9, 0);
                double ax = x - archX;
                double ay = y - archY;
                double ar = Math.sqrt(ax * ax + ay * ay);
                double g2 = tensile
                        * bump((ar - archRadius) / 0.75)
                        * (0.25 + 0.75 * ramp(ay, -3.0, -1.2))
                        * stripe(noise, contrast, ar * 21, (ax - ay) * 0.7, 1031);
                double sx = x - secondX;
                double sy = y - secondY;
                double sr = Math.sqrt(sx * sx + sy * sy);
                double g3 = secondary
                        * bump((sr - 4.1 * r) / 0.9)
                        * stripe(noise, contrast, sr * 19, (sx - sy) * 0.7, 2053);
                double tx = x - (root[0] + 0.7 * r);
                double ty = y - (root[1] + 0.9);
                double g4 = trochanter
                        * bump(tx / 1.5)
                        * bump(ty / 1.7)
                        * stripe(noise, contrast, (tx + 0.25 * ty) * 18, ty * 0.6, 3079);
                double fine =
                        1 + 0.40 * contrast * value(noise, x * 14, y * 14, 517) + 0.20 * value(noise, x * 4, y * 4, 91);
                double head = bump(Math.sqrt(x * x + y * y) / (1.1 * s.size().headRadius()));
                double inHead = ramp(
                        Math.sqrt(x * x + y * y),
                        1.5 * s.size().headRadius(),
                        0.9 * s.size().headRadius());
                double inTrochanter = ramp(x, root[0] - 0.6 * r, root[0] + 0.4 * r);
                double regional = (1 + (headGain - 1) * inHead) * (1 + (trochanterGain - 1) * inTrochanter);
                double groups = 0.40 + 1.25 * g1 + 0.85 * g2 + 0.60 * g3 + 0.50 * g4 + 0.35 * head;
                density[j * NX + i] = (float) (base * canal * groups * fine * regional);
            }
        }
    }

    @Override
    public float density(float x, float y, float z) {
        int layer = (int) (z * 4 + 16) & (LAYERS - 1);
        float shift = layerShift[layer];
        int i = (int) ((x + shift - X0) * (1 / CELL));
        int j = (int) ((y - shift - Y0) * (1 / CELL));
        i = i < 0 ? 0 : Math.min(i, NX - 1);
        j = j < 0 ? 0 : Math.min(j, NY - 1);
        return density[j * NX + i] * layerGain[layer];
    }

    /** Smooth step from 0 at low to 1 at high (which may be the smaller). */
    private static double ramp(double v, double low, double high) {
        double t = Math.min(1, Math.max(0, (v - low) / (high - low)));
        return t * t * (3 - 2 * t);
    }

    /** A bell of height 1 that reaches 0 at |t| = 1.6. */
    private static double bump(double t) {
        double u = 1 - t * t / 2.56;
        return u <= 0 ? 0 : u * u * u;
    }

    /** Trabecular sheets: rapid change across, slow change along. */
    private static double stripe(float[] noise, double contrast, double across, double along, int salt) {
        return Math.max(0.1, 1 + 0.60 * contrast * value(noise, across, along, salt));
    }

    /** Value noise in [-1, 1], bilinear between lattice points. */
    private static double value(float[] noise, double u, double v, int salt) {
        double fu = Math.floor(u);
        double fv = Math.floor(v);
        int iu = (int) fu;
        int iv = (int) fv;
        double a = u - fu;
        double b = v - fv;
        int k = iu * 73 + iv * 1259 + salt;
        double n00 = noise[k & (NOISE - 1)];
        double n10 = noise[(k + 73) & (NOISE - 1)];
        double n01 = noise[(k + 1259) & (NOISE - 1)];
        double n11 = noise[(k + 1332) & (NOISE - 1)];
        return (n00 * (1 - a) + n10 * a) * (1 - b) + (n01 * (1 - a) + n11 * a) * b;
    }
}
