package org.xattnbmd.trainer.simulator;

/**
 * A straight line from a point on: where it starts, in cm, and its direction, of unit length.
 *
 * @param ox start, x
 * @param oy start, y
 * @param oz start, z
 * @param dx direction, x
 * @param dy direction, y
 * @param dz direction, z
 */
record Ray(float ox, float oy, float oz, float dx, float dy, float dz) {

    /** From vectors of three numbers each. */
    static Ray of(double[] start, double[] direction) {
        return new Ray(
                (float) start[0],
                (float) start[1],
                (float) start[2],
                (float) direction[0],
                (float) direction[1],
                (float) direction[2]);
    }
}
