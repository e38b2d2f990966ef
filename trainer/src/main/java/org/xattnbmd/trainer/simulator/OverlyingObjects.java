package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * What lies in the beam beside bone and soft tissue: calcified arteries and veins, scars of injections, catheters and leads,
 * snaps of clothing, a gonad shield. Metal stays off the measured neck, as the radiographer sees to, or the picture would be
 * taken again. Sizes and places are defaults of this simulator, in cm from the hip joint's centre. Stateless.
 */
final class OverlyingObjects {

    private static final double LEAD = 45;
    private static final double METAL = 15;
    /** Between the middle of a piece of metal and that of the neck, in the frontal plane. */
    private static final double KEPT_FREE_CM = 4;

    private OverlyingObjects() {}

    /**
     * At least one of them, for one side of the body, fixed to the pelvis.
     *
     * @param midline of the pelvis, x
     * @param front z of the skin in front
     * @param shared whether what belongs to both sides, as a shield and a catheter, is drawn with this one
     */
    static List<Attachment> draw(FemurShape femur, double midline, double front, boolean shared, Rng rng) {
        List<Attachment> all = new ArrayList<>();
        int first = rng.below(3);
        if (first == 0 || rng.chance(0.35)) {
            artery(all, rng);
        }
        if (first == 1 || rng.chance(0.4)) {
            phleboliths(all, rng);
        }
        if (first == 2 || rng.chance(0.15)) {
            scar(all, rng);
        }
        if (rng.chance(0.3)) {
            snaps(all, femur, front, rng);
        }
        if (shared) {
            if (rng.chance(0.25)) {
                catheter(all, midline, front, rng);
            }
            if (rng.chance(0.2)) {
                shield(all, femur, midline, front, rng);
            }
        }
        return all;
    }

    /** The femoral artery's wall, calcified in plaques: two lines beside each other, broken. */
    private static void artery(List<Attachment> all, Rng rng) {
        double shift = 0.5 * rng.gaussian();
        double[][] course = {
            {-3.2, 6.5, -2.5},
            {-1.4, 3.2, -4.0},
            {-0.7, 0.4, -4.6},
            {-0.9, -3.0, -4.4},
            {-1.5, -7.0, -3.6},
            {-2.0, -12.0, -2.6}
        };
        double half = rng.uniform(0.25, 0.45);
        double share = rng.uniform(0.3, 0.9);
        double thick = rng.uniform(0.04, 0.10);
        DistanceField plaques = Attachment.shape();
        int pieces = 50;
        for (int wall = -1; wall <= 1; wall += 2) {
            for (int i = 0; i < pieces; i++) {
                double[] from = at(course, (double) i / pieces);
                double[] to = at(course, (i + 0.9) / pieces);
                double wave = 0.12 * StrictMath.sin(0.9 * i);
                double off = shift + wave + wall * half * rng.uniform(0.85, 1.15);
                if (rng.chance(share)) {
                    Attachment.bar(
                            plaques,
                            Vec.plus(from, Vec.of(off, 0, 0)),
                            Vec.plus(to, Vec.of(off, 0, 0)),
                            thick,
                            thick,
                            4);
                }
            }
        }
        if (plaques.size() > 0) {
            all.add(new Attachment(plaques, rng.uniform(0.4, 1.2), false));
        }
    }

    /** Where a broken line is, {@code share} of its corners along. */
    private static double[] at(double[][] line, double share) {
        double place = share * (line.length - 1);
        int i = Math.min(line.length - 2, (int) place);
        double t = place - i;
        return Vec.plus(Vec.scale(line[i], 1 - t), Vec.scale(line[i + 1], t));
    }

    /** Calcified clots of pelvic veins, rings with a lucent middle. */
    private static void phleboliths(List<Attachment> all, Rng rng) {
        int count = 1 + rng.below(6);
        DistanceField stones = Attachment.shape();
        DistanceField middles = Attachment.shape();
        for (int i = 0; i < count; i++) {
            double[] place = Vec.of(rng.uniform(-7.5, -3.2), rng.uniform(-3.5, 3), rng.uniform(-2, 3));
            double radius = rng.uniform(0.12, 0.32);
            Attachment.ball(stones, place, radius);
            Attachment.ball(middles, place, 0.5 * radius);
        }
        double density = rng.uniform(0.3, 0.9);
        all.add(new Attachment(stones, density, false));
        all.add(new Attachment(middles, -0.7 * density, false));
    }

    /** Calcified fat of the buttock where injections were given. */
    private static void scar(List<Attachment> all, Rng rng) {
        int lumps = 2 + rng.below(5);
        DistanceField scars = Attachment.shape();
        double[] middle = Vec.of(rng.uniform(0, 7), rng.uniform(3, 11), rng.uniform(4, 7));
        for (int i = 0; i < lumps; i++) {
            double[] place = Vec.plus(middle, Vec.of(0.9 * rng.gaussian(), 0.9 * rng.gaussian(), 0.3 * rng.gaussian()));
            Attachment.ball(scars, place, rng.uniform(0.15, 0.6));
        }
        all.add(new Attachment(scars, rng.uniform(0.1, 0.4), false));
    }

    /** Buttons, rivets and snaps on the skin. */
    private static void snaps(List<Attachment> all, FemurShape femur, double front, Rng rng) {
        int count = 1 + rng.below(3);
        DistanceField metal = Attachment.shape();
        for (int i = 0; i < count; i++) {
            double[] place = Vec.of(rng.uniform(-9, 9), rng.uniform(-11, 12), front);
            double radius = rng.uniform(0.25, 0.7);
            if (free(place, femur)) {
                metal.addEllipsoid(place, Vec.of(0, 0, 1), Vec.of(1, 0, 0), radius, 1, 0.15, 10);
            }
        }
        if (metal.size() > 0) {
            all.add(new Attachment(metal, METAL, false));
        }
    }

    private static boolean free(double[] place, FemurShape femur) {
        double[] off = Vec.minus(place, femur.neckCentre());
        return Math.hypot(off[0], off[1]) > KEPT_FREE_CM;
    }

    /** A tube in the bladder or a lead on the skin: a line of metal or barium along plastic. */
    private static void catheter(List<Attachment> all, double midline, double front, Rng rng) {
        boolean lead = rng.chance(0.4);
        double[][] course = new double[6][];
        double x = lead ? rng.uniform(-8, 8) : midline + rng.normal(0, 0.6);
        for (int i = 0; i < course.length; i++) {
            course[i] = Vec.of(x, (lead ? 14 : 1.5) - 3.0 * i, lead ? front : -1);
            x += rng.normal(lead ? 0.8 : 0.1, 0.6);
        }
        all.add(new Attachment(Attachment.curve(0.05, 0.05, course), lead ? METAL : 1.5, false));
        if (!lead) {
            all.add(new Attachment(Attachment.curve(0.28, 0.28, course), 0.12, false));
        }
    }

    /** A leaf of lead over the midline, often off it, never over the measured neck. */
    private static void shield(List<Attachment> all, FemurShape femur, double midline, double front, Rng rng) {
        double halfWidth = rng.uniform(2.5, 4);
        double top = rng.uniform(-1, 4);
        double most = femur.neckCentre()[0] - KEPT_FREE_CM - halfWidth;
        double x = Math.min(most, midline + rng.normal(0, 1.2));
        DistanceField leaf = Attachment.shape();
        double[] upper = Vec.of(x, top, front);
        double[] lower = Vec.of(x + 0.3 * rng.gaussian(), top - rng.uniform(5, 8), front);
        Attachment.bar(leaf, upper, lower, halfWidth, rng.uniform(0.15, 0.6) * halfWidth, 0.3 / halfWidth);
        all.add(new Attachment(leaf, LEAD, false));
    }
}
