package org.xattnbmd.trainer.finder;

import java.util.SplittableRandom;
import org.xattnbmd.trainer.training.Draws;

/**
 * Which part of an overview one training example shows: a turned, stretched rectangle, possibly mirrored. Fractions of the
 * overview and of the example.
 *
 * @param x centre
 * @param y centre
 * @param width at 0°
 * @param height at 0°
 * @param degrees turn of the picture
 * @param mirrored left for right
 */
record Window(double x, double y, double width, double height, double degrees, boolean mirrored) {

    private static final double WHOLE = 0.2;
    private static final double MIRRORED = 0.35;
    private static final double ABSENT = 0.12;
    private static final double WRONG_TURN = 0.04;
    private static final double SMALLEST_NECK = 0.07;
    private static final double LARGEST_NECK = 0.62;

    /** Any field of view: the neck takes 7 to 62 % of the example, or what the overview allows. */
    static Window draw(float[] box, SplittableRandom random) {
        boolean mirrored = random.nextDouble() < MIRRORED;
        double turn = Draws.symmetric(random, 10);
        if (random.nextDouble() < WRONG_TURN) {
            turn += 90 * (1 + random.nextInt(3));
        }
        if (random.nextDouble() < WHOLE) {
            return new Window(0.5, 0.5, 1, 1, turn / 3, mirrored);
        }
        double neck = box[2] + box[3];
        double share = SMALLEST_NECK * Math.pow(LARGEST_NECK / SMALLEST_NECK, random.nextDouble());
        double side = Math.min(1.25, neck / share);
        double stretch = 1 + Draws.symmetric(random, 0.08);
        boolean absent = random.nextDouble() < ABSENT;
        double reach = absent ? 0.75 : 0.36;
        double x = box[0] + Draws.symmetric(random, reach) * side;
        double y = box[1] + Draws.symmetric(random, reach) * side;
        return new Window(inside(x, side), inside(y, side), side * stretch, side / stretch, turn, mirrored);
    }

    /** Hardly more than a tenth of the example may lie beyond the overview, on one side. */
    private static double inside(double centre, double side) {
        double low = Math.min(0.5, side / 2 - 0.12 * side);
        return Math.max(low, Math.min(1 - low, centre));
    }

    boolean upright() {
        return Math.abs(degrees) < 45;
    }

    /** From the example to the overview: {@code u}, {@code v} to {@code (x, y)}. */
    void toOverview(double u, double v, double[] at) {
        double angle = Math.toRadians(degrees);
        double a = ((mirrored ? 1 - u : u) - 0.5) * width;
        double b = (v - 0.5) * height;
        at[0] = x + a * Math.cos(angle) + b * Math.sin(angle);
        at[1] = y - a * Math.sin(angle) + b * Math.cos(angle);
    }

    /** A box of the overview in the example; the size of an upright box hardly changes by small turns. */
    float[] toExample(float[] box) {
        double angle = Math.toRadians(degrees);
        double dx = box[0] - x;
        double dy = box[1] - y;
        double a = dx * Math.cos(angle) - dy * Math.sin(angle);
        double b = dx * Math.sin(angle) + dy * Math.cos(angle);
        double u = a / width + 0.5;
        return new float[] {
            (float) (mirrored ? 1 - u : u),
            (float) (b / height + 0.5),
            (float) (box[2] / width),
            (float) (box[3] / height)
        };
    }
}
