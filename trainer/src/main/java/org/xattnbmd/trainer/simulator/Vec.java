package org.xattnbmd.trainer.simulator;

/** Small vectors and rotations, for building a phantom (not for the inner loops). */
final class Vec {

    private Vec() {}

    static double[] of(double x, double y, double z) {
        return new double[] {x, y, z};
    }

    static double[] plus(double[] a, double[] b) {
        return of(a[0] + b[0], a[1] + b[1], a[2] + b[2]);
    }

    static double[] minus(double[] a, double[] b) {
        return of(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    }

    static double[] scale(double[] a, double s) {
        return of(a[0] * s, a[1] * s, a[2] * s);
    }

    /** a + s·direction. */
    static double[] along(double[] a, double[] direction, double s) {
        return plus(a, scale(direction, s));
    }

    static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    static double[] unit(double[] a) {
        return scale(a, 1 / norm(a));
    }

    static double[] cross(double[] a, double[] b) {
        return of(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
    }

    static double[] anyPerpendicular(double[] a) {
        double[] other = Math.abs(a[1]) < 0.9 * norm(a) ? of(0, 1, 0) : of(0, 0, 1);
        return unit(cross(a, other));
    }

    /** Rotation matrix (row-major) by the angle in degrees about one coordinate axis (0 x, 1 y, 2 z). */
    static double[] rotation(int axis, double degrees) {
        double c = StrictMath.cos(StrictMath.toRadians(degrees));
        double s = StrictMath.sin(StrictMath.toRadians(degrees));
        return switch (axis) {
            case 0 -> new double[] {1, 0, 0, 0, c, -s, 0, s, c};
            case 1 -> new double[] {c, 0, s, 0, 1, 0, -s, 0, c};
            default -> new double[] {c, -s, 0, s, c, 0, 0, 0, 1};
        };
    }

    static double[] multiply(double[] a, double[] b) {
        double[] r = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    r[3 * i + j] += a[3 * i + k] * b[3 * k + j];
                }
            }
        }
        return r;
    }

    static double[] apply(double[] m, double[] v) {
        return of(
                m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
                m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
                m[6] * v[0] + m[7] * v[1] + m[8] * v[2]);
    }

    static double[] transpose(double[] m) {
        return new double[] {m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]};
    }
}
