package org.xattnbmd.trainer.simulator;

/**
 * The true femoral neck in a picture: the upright box round a piece of the neck 4.4 cm long and 0.6 cm wider on each side
 * than the neck, in fractions of the picture's side, origin in the upper left corner. Its centre is where a reader puts the
 * neck's ({@link FemurShape#readNeckCentre()}).
 */
public record NeckBox(double x, double y, double halfWidth, double halfHeight) {

    private static final double HALF_LENGTH_CM = 2.2;
    private static final double MARGIN_CM = 0.6;

    static NeckBox of(FemurShape shape, Pose pose, double fieldCm) {
        double[] n = shape.neckAxis();
        double[] up = shape.superior();
        double[] c = shape.readNeckCentre();
        double left = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double low = Double.MAX_VALUE;
        double high = -Double.MAX_VALUE;
        for (int k = 0; k < 4; k++) {
            double along = (k & 1) == 0 ? -HALF_LENGTH_CM : HALF_LENGTH_CM;
            double across = ((k & 2) == 0 ? -1 : 1) * (shape.size().neckRadius() + MARGIN_CM);
            double[] corner = Vec.along(Vec.along(c, n, along), up, across);
            double[] at = pose.project(Vec.apply(pose.femurToWorld(), corner));
            left = Math.min(left, at[0]);
            right = Math.max(right, at[0]);
            low = Math.min(low, at[1]);
            high = Math.max(high, at[1]);
        }
        return new NeckBox(
                0.5 + (left + right) / 2 / fieldCm,
                0.5 - (low + high) / 2 / fieldCm,
                (right - left) / 2 / fieldCm,
                (high - low) / 2 / fieldCm);
    }

    NeckBox mirrored() {
        return new NeckBox(1 - x, y, halfWidth, halfHeight);
    }
}
