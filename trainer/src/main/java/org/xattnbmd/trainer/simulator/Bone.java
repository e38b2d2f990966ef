package org.xattnbmd.trainer.simulator;

/**
 * One bone where it lies in the scene. Immutable.
 *
 * @param field its shape in its own frame
 * @param interior its spongiosa
 * @param corticalDensity g/cm³
 * @param toWorld orthogonal matrix from its frame to the scene's, a reflection for a bone of the other side
 * @param origin its frame's origin in the scene, cm
 * @param fineStepCm step of a ray near its surface
 * @param coarseStepCm step deep inside it
 * @param unevenness of its cortex; null for none
 */
record Bone(
        DistanceField field,
        ShellIntegrator.Interior interior,
        float corticalDensity,
        double[] toWorld,
        double[] origin,
        double fineStepCm,
        double coarseStepCm,
        Unevenness unevenness) {

    /** Swaps the sides: x to -x. */
    static final double[] REFLECTION = {-1, 0, 0, 0, 1, 0, 0, 0, 1};

    static Bone of(Femur femur, double[] toWorld, double[] origin) {
        return new Bone(
                femur.field(),
                femur.spongiosa(),
                (float) femur.shape().mineral().cortical(),
                toWorld,
                origin,
                0.13,
                0.28,
                femur.unevenness());
    }

    static Bone of(Pelvis pelvis, double[] toWorld, double[] origin) {
        return new Bone(
                pelvis.field(), pelvis, pelvis.corticalDensity(), toWorld, origin, 0.17, 0.40, pelvis.unevenness());
    }

    /** The rotation of a bone's mirror image: reflected in its own frame, then rotated. */
    static double[] reflected(double[] rotation) {
        return Vec.multiply(rotation, REFLECTION);
    }
}
