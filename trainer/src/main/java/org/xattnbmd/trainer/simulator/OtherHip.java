package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * What a pelvis shows beside the hip that was measured. Left and right femora of one person are alike to a few per cent;
 * the label stays that of the hip that was measured. Immutable.
 *
 * @param femur of the other side, in the frame of a hip whose lateral is +x
 * @param pelvis each half of it, the other one mirrored
 * @param attachments ridges and cysts on it, and what lies over it
 * @param midlineCm the pelvis's midline in the measured hip's frame
 * @param versionDegrees anteversion of the other femur's neck
 */
record OtherHip(
        Femur femur,
        Pelvis pelvis,
        Sacrum sacrum,
        SoftTissue softTissue,
        List<Attachment> attachments,
        double midlineCm,
        double versionDegrees) {

    /** Half the width of the cartilage between the pubic bones. */
    private static final double HALF_SYMPHYSIS_CM = 0.25;

    static OtherHip grow(Phantom phantom, SubjectDomains domains, long seed, int index) {
        Rng rng = Rng.stream(seed, index, Rng.Purpose.OTHER_HIP);
        FemurShape shape = phantom.femur().shape().otherSide(rng);
        double midline = phantom.pelvis().medialEnd() - HALF_SYMPHYSIS_CM;
        Rng landmarks = Rng.stream(seed, index, Rng.Purpose.OTHER_LANDMARKS);
        Domain anatomy = domains.otherAnatomy(landmarks);
        Necrosis necrosis = Necrosis.draw(anatomy, landmarks);
        FemurForm form = FemurForm.draw(shape, anatomy, necrosis, false, landmarks);
        List<Attachment> attachments = new ArrayList<>();
        if (anatomy != Domain.SMOOTH_ANATOMY) {
            attachments.addAll(Landmarks.pelvic(shape, phantom.pelvis().depth(), anatomy, landmarks));
            attachments.addAll(Landmarks.femoral(shape, anatomy, landmarks));
            attachments.addAll(necrosis.attachments(shape, landmarks));
        }
        if (domains.overlay() == Domain.OVERLAID) {
            Rng overlying = Rng.stream(seed, index, Rng.Purpose.OTHER_OVERLYING);
            double front = phantom.softTissue().front();
            attachments.addAll(OverlyingObjects.draw(shape, midline, front, false, overlying));
        }
        return new OtherHip(
                Phantom.grow(shape, form, domains.texture(), rng, landmarks),
                phantom.pelvis().whole(),
                new Sacrum(shape, phantom.pelvis().scale(), rng),
                phantom.softTissue().around(midline, rng),
                attachments,
                midline,
                rng.normal(10, 7, -8, 28));
    }

    /** The pose with the beam on the pelvis's middle, a hand's breadth above the symphysis, off by some millimetres. */
    Pose centred(Pose hip, Rng rng) {
        return hip.centredAt(midlineCm + rng.normal(0, 0.7, -1.5, 1.5), 2.2 + rng.normal(0, 1.0, -2, 2));
    }

    /** The other leg beside the one that lies as the pose says: turned and spread like it, not quite the same. */
    double[] legToWorld(Rng rng) {
        double internal = rng.normal(10, 8, -15, 25);
        double abduction = rng.normal(3, 3, -6, 12);
        double flexion = rng.normal(0, 3, -8, 8);
        return Vec.multiply(Bone.REFLECTION, Pose.femurRotation(versionDegrees - internal, abduction, flexion));
    }
}
