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
    private static final double LAYER_SHIFT_CM = 0.10;

    private final float[] density = new float[NX * NY];
    private final float[] layerShift = new float[LAYERS];
    private final float[] layerGain = new float[LAYERS];
    private final boolean smooth;

    TrabecularMap(FemurShape shape, Rng rng) {
        this(shape, rng, null);
    }

    /** @param struts single trabeculae on top of the groups, or null */
    TrabecularMap(FemurShape shape, Rng rng, Struts struts) {
        float[] noise = ValueNoise.draw(rng);
        for (int i = 0; i < LAYERS; i++) {
            layerShift[i] = (float) rng.uniform(-LAYER_SHIFT_CM, LAYER_SHIFT_CM);
            layerGain[i] = (float) rng.uniform(0.85, 1.15);
        }
        // Regions and texture differ between people beyond what their mean density says.
        double headGain = StrictMath.exp(0.16 * rng.gaussian());
        double trochanterGain = StrictMath.exp(0.20 * rng.gaussian());
        double contrast = StrictMath.exp(0.25 * rng.gaussian());
        fill(shape, noise, headGain, trochanterGain, contrast);
        smooth = struts != null;
        if (smooth) {
            engrave(struts);
        }
    }

    private void engrave(Struts struts) {
        for (int j = 0; j < NY; j++) {
            for (int i = 0; i < NX; i++) {
                density[j * NX + i] *= (float) struts.at(X0 + (i + 0.5) * CELL, Y0 + (j + 0.5) * CELL);
            }
        }
        for (int i = 0; i < LAYERS; i++) {
            layerShift[i] *= (float) (Struts.layerShiftCm() / LAYER_SHIFT_CM);
        }
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
                double fine = 1
                        + 0.40 * contrast * ValueNoise.at(noise, x * 14, y * 14, 517)
                        + 0.20 * ValueNoise.at(noise, x * 4, y * 4, 91);
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
        float u = (x + shift - X0) * (1 / CELL);
        float v = (y - shift - Y0) * (1 / CELL);
        return (smooth ? between(u - 0.5f, v - 0.5f) : at((int) u, (int) v)) * layerGain[layer];
    }

    private float at(int column, int row) {
        int i = column < 0 ? 0 : Math.min(column, NX - 1);
        int j = row < 0 ? 0 : Math.min(row, NY - 1);
        return density[j * NX + i];
    }

    /** Bilinear: single struts show the grid otherwise. */
    private float between(float u, float v) {
        int i = (int) u;
        int j = (int) v;
        float a = u - i;
        float b = v - j;
        return (1 - b) * ((1 - a) * at(i, j) + a * at(i + 1, j)) + b * ((1 - a) * at(i, j + 1) + a * at(i + 1, j + 1));
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
        return Math.max(0.1, 1 + 0.60 * contrast * ValueNoise.at(noise, across, along, salt));
    }
}
