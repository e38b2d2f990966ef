package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * Avascular necrosis of one femoral head as radiographs show it from stage 2 on (Ficat 1985): a cystic segment under the
 * bearing surface with a sclerotic rim, from stage 3 on the crescent of a subchondral fracture and the flattened head. Places
 * and sizes are defaults of this simulator. Immutable.
 *
 * @param stage 2 to 4, or 0 for a sound head
 * @param collapse share of the head's diameter that is gone from its top
 */
record Necrosis(int stage, double collapse) {

    static final Necrosis NONE = new Necrosis(0, 0);

    private static final int CRESCENT = 3;
    private static final int LATE = 4;

    /** Draws nothing from {@code rng} in other anatomies. */
    static Necrosis draw(Domain anatomy, Rng rng) {
        if (anatomy != Domain.NECROTIC) {
            return NONE;
        }
        int stage = 2 + rng.below(3);
        double collapse = rng.uniform(0.04, 0.10);
        return new Necrosis(stage, stage < CRESCENT ? 0 : stage == LATE ? 2 * collapse : collapse);
    }

    /** What it adds to the femur and takes from it. */
    List<Attachment> attachments(FemurShape s, Rng rng) {
        List<Attachment> all = new ArrayList<>();
        if (stage == 0) {
            return all;
        }
        double r = s.size().headRadius();
        double spongiosa = s.mineral().trabecular();
        // The middle of the segment: above the joint's centre, mostly in front.
        double middle = rng.uniform(70, 110);
        double half = rng.uniform(30, 55);
        double depth = rng.uniform(0.25, 0.6);
        double[] towards = direction(middle);
        DistanceField hollow = Attachment.shape();
        double[] centre = Vec.plus(Vec.scale(towards, (0.9 - 0.5 * depth) * r), Vec.of(0, -collapse * r, -0.2 * r));
        double across = 0.9 * StrictMath.sin(StrictMath.toRadians(half)) * r;
        hollow.addEllipsoid(centre, towards, Vec.of(towards[1], -towards[0], 0), across, 0.9, 0.6 * depth * r, 10);
        all.add(new Attachment(hollow, -rng.uniform(0.5, 0.95) * spongiosa, true));
        all.add(rim(r, middle, half, depth, rng));
        int patches = 1 + rng.below(4);
        for (int i = 0; i < patches; i++) {
            DistanceField patch = Attachment.shape();
            double angle = middle + rng.uniform(-half, half);
            double[] at = Vec.plus(
                    Vec.scale(direction(angle), (0.9 - depth * rng.uniform(0.1, 0.9)) * r),
                    Vec.of(0, -collapse * r, 0));
            Attachment.ball(patch, at, rng.uniform(0.2, 0.5));
            all.add(new Attachment(patch, rng.uniform(0.15, 0.5), true));
        }
        if (stage >= CRESCENT) {
            double[][] crescent = arc(r, middle, 0.8 * half, 0.92, 0, rng);
            all.add(new Attachment(
                    Attachment.curve(rng.uniform(0.05, 0.11), 0.5 * r, crescent), -0.9 * spongiosa, true));
        }
        return all;
    }

    /** The serpiginous border towards living bone. */
    private Attachment rim(double r, double middle, double half, double depth, Rng rng) {
        double[][] border = arc(r, middle, half, 0.88, depth, rng);
        return new Attachment(
                Attachment.curve(rng.uniform(0.10, 0.22), rng.uniform(0.35, 0.65) * r, border),
                rng.uniform(0.2, 0.55),
                true);
    }

    /** Nine points from one end of the segment to the other, hanging down by {@code depth} head radii between them. */
    private double[][] arc(double r, double middle, double half, double at, double depth, Rng rng) {
        double[][] points = new double[9][];
        for (int i = 0; i < points.length; i++) {
            double along = 2.0 * i / (points.length - 1) - 1;
            double sag = depth * (1 - along * along) + (depth > 0 ? 0.05 * rng.gaussian() : 0);
            points[i] = Vec.plus(
                    Vec.scale(direction(middle + half * along), (at - sag) * r), Vec.of(0, -collapse * r, -0.15 * r));
        }
        return points;
    }

    private static double[] direction(double degrees) {
        double a = StrictMath.toRadians(degrees);
        return Vec.of(StrictMath.cos(a), StrictMath.sin(a), 0);
    }
}
