package org.xattnbmd.trainer.simulator;

/**
 * A radiograph positioned with less care: any field, off centre, turned, the leg and the pelvis rotated. Ranges are those
 * met in clinics by judgement, not citations.
 *
 * @param framing view and field; below 22 cm one hip, below 33 cm half a pelvis, above it a whole one
 * @param legDegrees further external rotation of the leg
 * @param tiltDegrees further tilt of the pelvis
 * @param rollDegrees turn of the detector
 * @param offset where the middle of the field is moved to, as shares of its side
 */
record FreeFraming(Framing framing, double legDegrees, double tiltDegrees, double rollDegrees, double[] offset) {

    private static final double ONE_HIP_CM = 22;
    /** The neck's centre stays this far inside the picture, as a share of its side. */
    private static final double MARGIN = 0.15;
    /** The field's middle lies at most this far beside the neck, at the detector: on the patient. */
    private static final double MOST_LATERAL_CM = 5;

    /** @param asked {@link View#PELVIS} for a whole pelvis; a hip may become half a pelvis or a whole one */
    static FreeFraming draw(View asked, Rng rng) {
        double field = asked == View.PELVIS ? rng.uniform(33, 45) : rng.uniform(12, 45);
        double leg = rng.uniform(-25, 25);
        double tilt = rng.normal(0, 6, -15, 15);
        double roll = rng.uniform(-15, 15);
        double[] offset = {rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3)};
        View view = field < ONE_HIP_CM ? View.HIP : View.PELVIS;
        return new FreeFraming(new Framing(view, field), leg, tilt, roll, offset);
    }

    /** The leg and the pelvis rotated further, the detector turned. */
    Pose turn(Pose pose) {
        return new Pose(
                Vec.multiply(pose.femurToWorld(), Vec.rotation(1, -legDegrees)),
                Vec.multiply(Vec.rotation(0, tiltDegrees), pose.pelvisToWorld()),
                pose.sourceImageDistance(),
                pose.objectImageDistance(),
                pose.centreX(),
                pose.centreY(),
                rollDegrees);
    }

    /** The beam moved off centre, as far as the neck stays in the picture. */
    Pose shift(Pose pose, FemurShape femur) {
        double[] at = pose.project(Vec.apply(pose.femurToWorld(), femur.neckCentre()));
        double reach = 0.5 - MARGIN;
        double x = held(at[0] / framing.fieldCm() + offset[0], reach, MOST_LATERAL_CM / framing.fieldCm())
                - at[0] / framing.fieldCm();
        double y = held(at[1] / framing.fieldCm() + offset[1], reach, reach) - at[1] / framing.fieldCm();
        double[] turn = pose.roll();
        double scale = framing.fieldCm() * pose.sourceDistance() / pose.sourceImageDistance();
        return pose.centredAt(
                pose.centreX() - scale * (turn[0] * x - turn[1] * y),
                pose.centreY() - scale * (turn[0] * y + turn[1] * x));
    }

    private static double held(double v, double reach, double low) {
        return Math.min(reach, Math.max(-Math.min(reach, low), v));
    }
}
