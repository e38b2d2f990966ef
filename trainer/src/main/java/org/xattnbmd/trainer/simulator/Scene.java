package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * What lies under the tube. Frame: the hip that was measured has its joint's centre at the origin, x lateral on its side,
 * y up, z to the back. Immutable.
 */
record Scene(List<Bone> bones, SoftTissue softTissue) {

    Scene {
        bones = List.copyOf(bones);
    }

    private static final double[] ORIGIN = {0, 0, 0};

    /** The one hip. */
    static Scene hip(Phantom phantom, Pose pose) {
        List<Bone> bones = new ArrayList<>();
        bones.add(Bone.of(phantom.femur(), pose.femurToWorld(), ORIGIN));
        bones.add(Bone.of(phantom.pelvis(), pose.pelvisToWorld(), ORIGIN));
        attach(bones, phantom.attachments(), pose.femurToWorld(), pose.pelvisToWorld(), ORIGIN);
        return new Scene(bones, phantom.softTissue());
    }

    /** That hip and the other one, which is its mirror image with a femur and a pose of its own, with the sacrum between. */
    static Scene pelvis(Phantom phantom, Pose pose, OtherHip other, double[] otherFemurToWorld) {
        double[] middle = Vec.apply(pose.pelvisToWorld(), Vec.of(other.midlineCm(), 0, 0));
        double[] joint = Vec.scale(middle, 2);
        Sacrum sacrum = other.sacrum();
        List<Bone> bones = new ArrayList<>();
        bones.add(Bone.of(phantom.femur(), pose.femurToWorld(), ORIGIN));
        bones.add(Bone.of(other.pelvis(), pose.pelvisToWorld(), ORIGIN));
        bones.add(Bone.of(other.femur(), otherFemurToWorld, joint));
        bones.add(Bone.of(other.pelvis(), Bone.reflected(pose.pelvisToWorld()), joint));
        bones.add(new Bone(
                sacrum.field(), sacrum, sacrum.corticalDensity(), pose.pelvisToWorld(), middle, 0.20, 0.45, null));
        attach(bones, phantom.attachments(), pose.femurToWorld(), pose.pelvisToWorld(), ORIGIN);
        attach(bones, other.attachments(), otherFemurToWorld, Bone.reflected(pose.pelvisToWorld()), joint);
        return new Scene(bones, other.softTissue());
    }

    private static void attach(
            List<Bone> bones, List<Attachment> all, double[] femur, double[] pelvis, double[] joint) {
        for (Attachment a : all) {
            bones.add(a.bone(a.onFemur() ? femur : pelvis, joint));
        }
    }
}
