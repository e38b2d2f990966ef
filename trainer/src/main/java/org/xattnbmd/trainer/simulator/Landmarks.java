package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of an anteroposterior hip that smooth bones lack: where the beam grazes a plate of cortex. Each is a chain of
 * flat bars along the plate. Places follow anatomy in units of the femoral head's radius, looked up by eye on public
 * radiographs; every one is drawn at random about its place. Stateless.
 */
final class Landmarks {

    private static final double CORTEX = 0.95;

    private Landmarks() {}

    /**
     * Those of the pelvis: sourcil, iliopectineal and ilioischial line, teardrop, both acetabular walls, the border of
     * the ilium.
     *
     * @param depth of the socket in the pelvis beyond the usual, cm
     */
    static List<Attachment> pelvic(FemurShape femur, double depth, Domain anatomy, Rng rng) {
        double r = femur.size().headRadius();
        boolean arthritic = anatomy == Domain.ARTHRITIC;
        double dense = CORTEX * Math.sqrt(femur.mineral().trabecular() / 0.135);
        List<Attachment> all = new ArrayList<>();
        // The sourcil: an arc over the head from its lateral edge to the fossa.
        double socket = 1.14 + (arthritic ? 0 : 0.05);
        double from = rng.uniform(52, 68);
        double to = rng.uniform(115, 140);
        double thick = (arthritic ? rng.uniform(0.14, 0.30) : rng.uniform(0.08, 0.18)) * r / 2.3;
        double[][] arc = new double[9][];
        for (int i = 0; i < arc.length; i++) {
            double a = StrictMath.toRadians(from + (to - from) * i / (arc.length - 1));
            arc[i] = Vec.of(socket * r * StrictMath.cos(a), socket * r * StrictMath.sin(a) + 0.05, 0);
        }
        all.add(pelvis(Attachment.curve(thick, rng.uniform(0.8, 1.4), arc), 0.75 * dense));
        all.add(line(r, depth, rng, dense, 0.07, 0.9, new double[][] {
            {-0.95, 3.3, 1.5},
            {-1.15, 1.9, 0.8},
            {-1.33, 0.8, -0.1},
            {-1.75, 0.15, -0.8},
            {-2.5, -0.45, -1.2},
            {-3.4, -0.85, -1.6}
        }));
        all.add(line(r, depth, rng, dense, 0.06, 1.0, new double[][] {
            {-1.2, 1.9, 0.9}, {-1.38, 0.8, 0.8}, {-1.42, -0.3, 0.8}, {-1.28, -1.2, 0.9}, {-1.1, -2.1, 0.9}
        }));
        all.add(line(r, depth, rng, dense, 0.05, 0.6, new double[][] {
            {-1.16, 0.25, -0.2}, {-1.17, -0.5, -0.2}, {-1.28, -0.8, -0.2}, {-1.41, -0.5, -0.2}, {-1.43, 0.2, -0.2}
        }));
        all.add(line(r, depth, rng, dense, 0.05, 0.5, new double[][] {
            {0.35, 1.08, -0.3}, {0.05, 0.55, -0.8}, {-0.35, 0.0, -0.9}, {-0.8, -0.45, -0.8}, {-1.2, -0.85, -0.7}
        }));
        all.add(line(r, depth, rng, dense, 0.06, 0.5, new double[][] {
            {0.55, 1.05, 0.5}, {0.64, 0.45, 0.9}, {0.5, -0.25, 0.9}, {0.1, -0.85, 0.9}, {-0.4, -1.3, 0.9}
        }));
        all.add(line(r, depth, rng, dense, 0.05, 0.8, new double[][] {
            {0.62, 1.15, 0.0}, {0.45, 1.5, 0.0}, {0.45, 2.0, -0.1}, {0.75, 3.2, -0.4}
        }));
        if (arthritic) {
            DistanceField lip = Attachment.shape();
            double reach = rng.uniform(0.1, 0.5);
            Attachment.bar(
                    lip, Vec.of(0.5 * r, 1.1 * r, 0), Vec.of((0.62 + reach) * r, (1.0 - reach) * r, 0), 0.25, 0.12, 3);
            all.add(pelvis(lip, 0.4 * dense));
            cysts(all, r, 1.3, false, rng);
        }
        return all;
    }

    /** Those of the femur: intertrochanteric crest and line, fovea. */
    static List<Attachment> femoral(FemurShape s, Domain anatomy, Rng rng) {
        List<Attachment> all = new ArrayList<>();
        double r = s.size().shaftRadius();
        double head = s.size().headRadius();
        double[] root = Vec.scale(s.neckAxis(), s.size().axisToShaft());
        double dense = CORTEX * Math.sqrt(s.mineral().trabecular() / 0.135);
        double bow = rng.uniform(-0.2, 0.2) * r;
        all.add(new Attachment(
                Attachment.curve(
                        rng.uniform(0.10, 0.22),
                        rng.uniform(0.2, 0.4),
                        Vec.of(root[0] + 0.10 * r, root[1] + 1.6, 1.0),
                        Vec.of(root[0] - 0.15 * r + bow, root[1] + 0.5, 1.2),
                        Vec.of(root[0] - 0.30 * r + bow, root[1] - 1.0, 1.2),
                        Vec.of(root[0] - 0.85 * r, root[1] - 3.0, 1.0)),
                0.35 * dense,
                true));
        double way = StrictMath.toRadians(rng.uniform(160, 200));
        DistanceField fovea = Attachment.shape();
        Attachment.ball(
                fovea,
                Vec.of(0.90 * head * StrictMath.cos(way), 0.90 * head * StrictMath.sin(way), 0.1 * head),
                rng.uniform(0.25, 0.45));
        all.add(new Attachment(fovea, -0.5 * s.mineral().trabecular(), true));
        if (anatomy == Domain.ARTHRITIC) {
            DistanceField sclerosis = Attachment.shape();
            double[] top = Vec.of(0.1 * head, 0.86 * head, 0);
            sclerosis.addEllipsoid(top, Vec.of(0, 1, 0), Vec.of(1, 0, 0), 0.45 * head, 1, 0.12 * head, 10);
            all.add(new Attachment(sclerosis, rng.uniform(0.05, 0.25), true));
            cysts(all, head, 0.75, true, rng);
        }
        return all;
    }

    /** Subchondral cysts with a sclerotic rim. */
    private static void cysts(List<Attachment> all, double r, double distance, boolean onFemur, Rng rng) {
        int count = rng.below(3);
        for (int i = 0; i < count; i++) {
            double angle = StrictMath.toRadians(rng.uniform(60, 120));
            double[] at = Vec.of(
                    distance * r * StrictMath.cos(angle), distance * r * StrictMath.sin(angle), rng.uniform(-0.5, 0.5));
            double size = rng.uniform(0.18, 0.45);
            DistanceField hollow = Attachment.shape();
            Attachment.ball(hollow, at, size);
            all.add(new Attachment(hollow, -0.16, onFemur));
            DistanceField rim = Attachment.shape();
            Attachment.ball(rim, at, 1.3 * size);
            all.add(new Attachment(rim, 0.06, onFemur));
        }
    }

    /** A line of the pelvis through points in head radii. */
    private static Attachment line(
            double r, double depth, Rng rng, double dense, double halfWidth, double halfDepth, double[][] inRadii) {
        double[] drift = {depth / r + 0.05 * rng.gaussian(), 0.05 * rng.gaussian()};
        double[][] points = new double[inRadii.length][];
        for (int i = 0; i < points.length; i++) {
            points[i] = Vec.of(
                    r * (inRadii[i][0] + drift[0] + 0.02 * rng.gaussian()),
                    r * (inRadii[i][1] + drift[1] + 0.02 * rng.gaussian()),
                    r * inRadii[i][2]);
        }
        double thick = 2.2 * halfWidth * StrictMath.exp(0.35 * rng.gaussian());
        double density = dense * rng.uniform(0.25, 0.6) * halfWidth / thick * 1.6;
        return pelvis(Attachment.curve(thick, halfDepth * rng.uniform(0.7, 1.2), points), density);
    }

    private static Attachment pelvis(DistanceField field, double density) {
        return new Attachment(field, density, false);
    }
}
