package org.xattnbmd.trainer.simulator;

/**
 * How one subject lay under the tube. Angles in degrees, lengths in cm.
 *
 * @param femurToWorld rotation of the femur's frame about the joint's centre
 * @param pelvisToWorld rotation of the pelvis's frame
 * @param sourceImageDistance from the focal spot to the detector
 * @param objectImageDistance from the joint's centre to the detector
 * @param centreX where the central ray meets the detector, patient-lateral
 * @param centreY the same, upwards
 * @param rollDegrees how far the detector is turned under the body, counter-clockwise
 */
record Pose(
        double[] femurToWorld,
        double[] pelvisToWorld,
        double sourceImageDistance,
        double objectImageDistance,
        double centreX,
        double centreY,
        double rollDegrees) {

    /** Table top and grid between the patient's back and the detector. */
    private static final double TABLE_GAP = 3.5;

    /** The first radiograph of a subject. */
    static Pose draw(Rng rng, Site site, FemurShape femur, double thicknessCm) {
        return Drawn.of(rng, site).pose(femur, thicknessCm);
    }

    /**
     * A further radiograph of the same subject: the leg, the pelvis and the beam are positioned anew, while what belongs to
     * the bone and the room, version and source-to-image distance, stays as in the first.
     *
     * @param first the stream of the subject's first radiograph, at its beginning
     * @param fresh the stream of this one; of the same seed as {@code first} it gives the first radiograph's pose
     */
    static Pose again(Rng first, Rng fresh, Site site, FemurShape femur, double thicknessCm) {
        Drawn same = Drawn.of(first, site);
        return Drawn.of(fresh, site)
                .with(same.version, same.sourceImageDistance)
                .pose(femur, thicknessCm);
    }

    /** Internal rotation of the leg N(10, 8), pelvic tilt SD 5, axial rotation SD 3, abduction N(3, 4), centring SD 15 mm. */
    private record Drawn(
            double version,
            double internal,
            double abduction,
            double flexion,
            double[] pelvis,
            double sourceImageDistance,
            double offsetX,
            double offsetY) {

        static Drawn of(Rng rng, Site site) {
            double version = rng.normal(10, 7, -8, 28);
            double internal = rng.normal(10, 8, -15, 25);
            double abduction = rng.normal(3, 4, -8, 14);
            double flexion = rng.normal(0, 4, -10, 10);
            double[] pelvis = Vec.multiply(
                    Vec.multiply(Vec.rotation(2, rng.normal(0, 2)), Vec.rotation(1, rng.normal(0, 3))),
                    Vec.rotation(0, rng.normal(0, 5)));
            double sid = site.drawSourceImageDistanceCm(rng);
            return new Drawn(
                    version,
                    internal,
                    abduction,
                    flexion,
                    pelvis,
                    sid,
                    rng.normal(0, 1.2, -2.4, 2.4),
                    rng.normal(0, 1.2, -2.4, 2.4));
        }

        Drawn with(double otherVersion, double otherDistance) {
            return new Drawn(otherVersion, internal, abduction, flexion, pelvis, otherDistance, offsetX, offsetY);
        }

        Pose pose(FemurShape femur, double thicknessCm) {
            double[] leg = femurRotation(version - internal, abduction, flexion);
            double oid = thicknessCm / 2 + 0.5 + TABLE_GAP;
            double[] neck = Vec.apply(leg, femur.neckCentre());
            // Centred a little medial of and above the neck, so that the joint is in the field.
            return new Pose(leg, pelvis, sourceImageDistance, oid, neck[0] - 0.8 + offsetX, neck[1] - 0.5 + offsetY, 0);
        }
    }

    /** The same bones under a beam centred elsewhere. */
    Pose centredAt(double x, double y) {
        return new Pose(femurToWorld, pelvisToWorld, sourceImageDistance, objectImageDistance, x, y, rollDegrees);
    }

    /** External rotation takes the trochanters back; abduction takes the shaft's lower end outwards. */
    static double[] femurRotation(double externalRotation, double abduction, double flexion) {
        return Vec.multiply(
                Vec.multiply(Vec.rotation(2, abduction), Vec.rotation(0, flexion)), Vec.rotation(1, -externalRotation));
    }

    double sourceDistance() {
        return sourceImageDistance - objectImageDistance;
    }

    /** Where a point given relative to the joint's centre falls on the detector, in cm from the central ray. */
    double[] project(double[] point) {
        // The focal spot lies straight above the point where the central ray meets the detector.
        double t = sourceImageDistance / (point[2] + sourceDistance());
        double x = t * (point[0] - centreX);
        double y = t * (point[1] - centreY);
        double[] turn = roll();
        return new double[] {turn[0] * x + turn[1] * y, turn[0] * y - turn[1] * x};
    }

    /** Cosine and sine of the detector's turn; exactly 1 and 0 where there is none. */
    double[] roll() {
        if (rollDegrees == 0) {
            return new double[] {1, 0};
        }
        double angle = StrictMath.toRadians(rollDegrees);
        return new double[] {StrictMath.cos(angle), StrictMath.sin(angle)};
    }
}
