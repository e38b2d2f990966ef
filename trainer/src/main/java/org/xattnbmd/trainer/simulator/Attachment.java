package org.xattnbmd.trainer.simulator;

/**
 * What is fixed to a femur or a pelvis, in its frame, and has a density of its own: a ridge of cortex, a cyst (negative:
 * mineral that is missing there), metal. Immutable.
 *
 * @param field its shape
 * @param density g/cm³ of hydroxyapatite that attenuates as much
 * @param onFemur whether it moves with the femur, else with the pelvis
 */
record Attachment(DistanceField field, double density, boolean onFemur) {

    /** Thicker than anything here: all of it is shell, of one density. */
    private static final double SOLID = 10;

    private static final double MELTING_CM = 0.03;
    /** Bars between two points of a curve. */
    private static final int PIECES = 3;

    static DistanceField shape() {
        return new DistanceField(MELTING_CM);
    }

    /**
     * Flat bars along a smooth curve through points, running out at both ends.
     *
     * @param halfWidth of the bars in the frontal plane, {@code halfDepth} from front to back, cm
     */
    static DistanceField curve(double halfWidth, double halfDepth, double[]... points) {
        DistanceField field = shape();
        int pieces = (points.length - 1) * PIECES;
        double[] before = points[0];
        for (int k = 1; k <= pieces; k++) {
            double[] next = between(points, k / (double) PIECES);
            double from = halfWidth * taper((k - 1) / (double) pieces);
            double to = halfWidth * taper(k / (double) pieces);
            bar(field, before, next, from, to, halfDepth / halfWidth);
            before = next;
        }
        return field;
    }

    private static double taper(double along) {
        double end = Math.min(along, 1 - along);
        return 0.35 + 0.65 * Math.min(1, end / 0.2);
    }

    /** Catmull and Rom's spline. */
    private static double[] between(double[][] points, double at) {
        int i = Math.min(points.length - 2, (int) at);
        double t = at - i;
        double[] a = points[Math.max(0, i - 1)];
        double[] b = points[i];
        double[] c = points[i + 1];
        double[] d = points[Math.min(points.length - 1, i + 2)];
        double[] out = new double[3];
        for (int k = 0; k < 3; k++) {
            out[k] = 0.5
                    * (2 * b[k]
                            + t * (c[k] - a[k])
                            + t * t * (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k])
                            + t * t * t * (3 * (b[k] - c[k]) + d[k] - a[k]));
        }
        return out;
    }

    /** One solid bar from a to b; {@code ratio} is its depth from front to back over its width. */
    static void bar(DistanceField field, double[] a, double[] b, double radiusA, double radiusB, double ratio) {
        double[] across = Vec.of(b[1] - a[1], a[0] - b[0], 0);
        if (Vec.norm(across) < 1e-6) {
            across = Vec.of(1, 0, 0);
        }
        field.add(a, b, across, radiusA, radiusB, 0, ratio, radiusA, SOLID, SOLID, 0);
    }

    static void ball(DistanceField field, double[] centre, double radius) {
        field.addEllipsoid(centre, Vec.of(0, 1, 0), Vec.of(1, 0, 0), radius, 1, radius, SOLID);
    }

    Bone bone(double[] toWorld, double[] origin) {
        return new Bone(field, null, (float) density, toWorld, origin, 0.08, 0.30, null);
    }
}
