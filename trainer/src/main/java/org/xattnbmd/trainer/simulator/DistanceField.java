package org.xattnbmd.trainer.simulator;

import java.util.Arrays;

/**
 * A solid as the smooth union of tapered capsules with elliptic section. The distance of each capsule is first-order
 * exact at its surface (implicit function over gradient), which is what a thin shell needs; the union is the polynomial
 * smooth minimum. Lengths are cm. Immutable after building; {@link Probe} holds the working state of one thread.
 */
final class DistanceField {

    private static final int STRIDE = 24;
    /** Bound on how fast the first-order distance of a flat capsule can change per cm moved. */
    private static final float LIPSCHITZ = 1.6f;

    private float[] data = new float[0];
    private int count;
    private final float blend;
    private float carveRadius;
    private float carveShell;

    /** @param blendCm width over which neighbouring capsules melt into each other */
    DistanceField(double blendCm) {
        this.blend = (float) blendCm;
    }

    int size() {
        return count;
    }

    /**
     * Adds a capsule from {@code a} to {@code b}.
     *
     * @param side roughly the direction of the first section axis; made perpendicular to the capsule's axis
     * @param radiusA first-axis radius at a, and {@code radiusB} at b; {@code waist} is added half way (negative: narrower)
     * @param ratio second-axis radius divided by the first
     * @param capLength how far the rounded ends reach beyond a and b
     * @param shell shell thickness half way round, at a; {@code shellB} at b
     * @param shellSide change of shell thickness towards +side (subtracted towards -side)
     */
    DistanceField add(
            double[] a,
            double[] b,
            double[] side,
            double radiusA,
            double radiusB,
            double waist,
            double ratio,
            double capLength,
            double shell,
            double shellB,
            double shellSide) {
        double[] axis = Vec.minus(b, a);
        double length = Vec.norm(axis);
        axis = length < 1e-9 ? Vec.anyPerpendicular(side) : Vec.scale(axis, 1 / length);
        double[] first = Vec.unit(Vec.minus(side, Vec.scale(axis, Vec.dot(side, axis))));
        double[] second = Vec.cross(axis, first);
        data = Arrays.copyOf(data, (count + 1) * STRIDE);
        int o = count++ * STRIDE;
        for (int i = 0; i < 3; i++) {
            data[o + i] = (float) a[i];
            data[o + 3 + i] = (float) axis[i];
            data[o + 6 + i] = (float) first[i];
            data[o + 9 + i] = (float) second[i];
        }
        data[o + 12] = (float) length;
        data[o + 13] = (float) (length < 1e-9 ? 0 : 1 / length);
        data[o + 14] = (float) radiusA;
        data[o + 15] = (float) (radiusB - radiusA);
        data[o + 16] = (float) (4 * waist);
        data[o + 17] = (float) (1 / ratio);
        data[o + 18] = (float) (1 / capLength);
        data[o + 19] = (float) shell;
        data[o + 20] = (float) (shellB - shell);
        data[o + 21] = (float) shellSide;
        data[o + 22] = (float) Math.max(
                capLength, Math.max(1, ratio) * Math.max(Math.max(radiusA, radiusB), (radiusA + radiusB) / 2 + waist));
        return this;
    }

    /** Adds an ellipsoid with the axes' half lengths {@code radius}·(1, ratio) across and {@code half} along. */
    DistanceField addEllipsoid(
            double[] centre, double[] along, double[] side, double radius, double ratio, double half, double shell) {
        double[] tip = Vec.plus(centre, Vec.scale(Vec.unit(along), 1e-4));
        return add(centre, tip, side, radius, radius, 0, ratio, half, shell, shell, 0);
    }

    /** Takes a ball round the origin out of the solid and lines the hollow with a shell. */
    DistanceField carve(double radius, double shell) {
        carveRadius = (float) radius;
        carveShell = (float) shell;
        return this;
    }

    Probe probe() {
        return new Probe();
    }

    /** Evaluates the field; one per thread. */
    final class Probe {
        private final int[] active = new int[count];
        /** How near each active capsule may be by now; a capsule farther than matters is not evaluated. */
        private final float[] bound = new float[count];

        private float lastBest;
        private int activeCount;
        private float near;
        private float far;
        /** Shell thickness at the last point asked for. */
        float shell;

        Probe() {
            for (int i = 0; i < count; i++) {
                active[i] = i * STRIDE;
            }
            activeCount = count;
        }

        /**
         * Keeps only the capsules that rays within {@code spread} of this one can touch; false if none. {@code near} and
         * {@code far} become distances along it.
         */
        boolean cull(Ray ray, float spread) {
            float dx = ray.dx();
            float dy = ray.dy();
            float dz = ray.dz();
            activeCount = 0;
            near = Float.MAX_VALUE;
            far = -Float.MAX_VALUE;
            for (int i = 0; i < count; i++) {
                int o = i * STRIDE;
                float reach = data[o + 22] + spread + blend * 0.5f;
                float gap = segmentDistance(o, ray);
                if (gap < reach) {
                    active[activeCount++] = o;
                    float t0 =
                            (data[o] - ray.ox()) * dx + (data[o + 1] - ray.oy()) * dy + (data[o + 2] - ray.oz()) * dz;
                    float t1 = t0 + data[o + 12] * (data[o + 3] * dx + data[o + 4] * dy + data[o + 5] * dz);
                    near = Math.min(near, Math.min(t0, t1) - reach);
                    far = Math.max(far, Math.max(t0, t1) + reach);
                }
            }
            return activeCount > 0;
        }

        float near() {
            return near;
        }

        float far() {
            return far;
        }

        /** Least distance between the line and the capsule's axis segment. */
        private float segmentDistance(int o, Ray ray) {
            float dx = ray.dx();
            float dy = ray.dy();
            float dz = ray.dz();
            float wx = data[o] - ray.ox();
            float wy = data[o + 1] - ray.oy();
            float wz = data[o + 2] - ray.oz();
            float along = data[o + 3] * dx + data[o + 4] * dy + data[o + 5] * dz;
            float wd = wx * dx + wy * dy + wz * dz;
            float wa = wx * data[o + 3] + wy * data[o + 4] + wz * data[o + 5];
            float det = 1 - along * along;
            float s = det < 1e-6f ? 0 : (along * wd - wa) / det;
            s = Math.max(0, Math.min(data[o + 12], s));
            float px = wx + s * data[o + 3];
            float py = wy + s * data[o + 4];
            float pz = wz + s * data[o + 5];
            float t = px * dx + py * dy + pz * dz;
            px -= t * dx;
            py -= t * dy;
            pz -= t * dz;
            return (float) Math.sqrt(px * px + py * py + pz * pz);
        }

        /** Forgets what earlier points told; call it before the first point of a ray. */
        void restart() {
            Arrays.fill(bound, 0, activeCount, -Float.MAX_VALUE);
            lastBest = Float.MAX_VALUE;
        }

        /**
         * Signed distance to the surface, negative inside; sets {@link #shell}.
         *
         * @param moved distance from the point asked for before
         */
        float distance(float x, float y, float z, float moved) {
            float slack = LIPSCHITZ * Math.abs(moved);
            float limit = lastBest + slack + blend;
            float best = Float.MAX_VALUE;
            float thickness = 0;
            for (int i = 0; i < activeCount; i++) {
                float lower = bound[i] - slack;
                if (lower > limit) {
                    bound[i] = lower;
                    continue;
                }
                int o = active[i];
                float px = x - data[o];
                float py = y - data[o + 1];
                float pz = z - data[o + 2];
                float t = px * data[o + 3] + py * data[o + 4] + pz * data[o + 5];
                float held = t < 0 ? 0 : Math.min(t, data[o + 12]);
                float f = held * data[o + 13];
                float inverse = 1 / (data[o + 14] + f * (data[o + 15] + (1 - f) * data[o + 16]));
                float inverse2 = inverse * data[o + 17];
                float inverse3 = data[o + 18];
                float a = (px * data[o + 6] + py * data[o + 7] + pz * data[o + 8]) * inverse;
                float b = (px * data[o + 9] + py * data[o + 10] + pz * data[o + 11]) * inverse2;
                float c = (t - held) * inverse3;
                float k0 = (float) Math.sqrt(a * a + b * b + c * c);
                float ga = a * inverse;
                float gb = b * inverse2;
                float gc = c * inverse3;
                float k1 = (float) Math.sqrt(ga * ga + gb * gb + gc * gc);
                float d = k1 < 1e-6f ? -1 / Math.max(inverse, inverse2) : k0 * (k0 - 1) / k1;
                bound[i] = d;
                float own = data[o + 19] + f * data[o + 20] + (k0 > 1e-6f ? data[o + 21] * a / Math.max(k0, 0.5f) : 0);
                if (best == Float.MAX_VALUE) {
                    best = d;
                    thickness = own;
                } else {
                    float h = blend - Math.abs(best - d);
                    if (h > 0) {
                        float w = 0.5f + 0.5f * (best - d) / blend;
                        thickness += (own - thickness) * w;
                        best = Math.min(best, d) - h * h / (4 * blend);
                    } else if (d < best) {
                        best = d;
                        thickness = own;
                    }
                }
            }
            lastBest = best;
            if (carveRadius > 0) {
                float hollow = carveRadius - (float) Math.sqrt(x * x + y * y + z * z);
                if (hollow > best) {
                    best = hollow;
                    thickness = carveShell;
                }
            }
            shell = thickness;
            return best;
        }
    }
}
