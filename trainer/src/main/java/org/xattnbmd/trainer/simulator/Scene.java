package org.xattnbmd.trainer.simulator;

import java.util.List;

/**
 * What lies under the tube. Frame: the hip that was measured has its joint's centre at the origin, x lateral on its side,
 * y up, z to the back. Immutable.
 */
record Scene(List<Bone> bones, SoftTissue softTissue) {

    private static final double[] ORIGIN = {0, 0, 0};

    /** The one hip. */
    static Scene hip(Phantom phantom, Pose pose) {
        return new Scene(
                List.of(
                        Bone.of(phantom.femur(), pose.femurToWorld(), ORIGIN),
                        Bone.of(phantom.pelvis(), pose.pelvisToWorld(), ORIGIN)),
                phantom.softTissue());
    }

    /** That hip and the other one, which is its mirror image with a femur and a pose of its own, with the sacrum between. */
    static Scene pelvis(Phantom phantom, Pose pose, OtherHip other, double[] otherFemurToWorld) {
        double[] middle = Vec.apply(pose.pelvisToWorld(), Vec.of(other.midlineCm(), 0, 0));
        double[] joint = Vec.scale(middle, 2);
        Sacrum sacrum = other.sacrum();
        return new Scene(
                List.of(
                        Bone.of(phantom.femur(), pose.femurToWorld(), ORIGIN),
                        Bone.of(other.pelvis(), pose.pelvisToWorld(), ORIGIN),
                        Bone.of(other.femur(), otherFemurToWorld, joint),
                        Bone.of(other.pelvis(), Bone.reflected(pose.pelvisToWorld()), joint),
                        new Bone(
                                sacrum.field(),
                                sacrum,
                                sacrum.corticalDensity(),
                                pose.pelvisToWorld(),
                                middle,
                                0.20,
                                0.45)),
                other.softTissue());
    }
}
