package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Metal in the hip that was measured, as radiographs that a reader of bone density must refuse. Forms and densities are
 * defaults of this simulator; no product is meant.
 */
public enum Implant {
    NONE,
    /** Total or half replacement: stem, ball, mostly a cup. */
    STEM,
    /** A cap over the native head on a short pin, and a cup. */
    RESURFACING,
    /** Dynamic hip screw: lag screw through neck and head, side plate with screws. */
    HIP_SCREW,
    /** Nail in the shaft with a lag screw. */
    NAIL,
    /** Two or three screws through the neck. */
    NECK_SCREWS;

    /** g/cm³ of hydroxyapatite that attenuate as titanium does at 60 keV, and as cobalt–chromium or steel does. */
    private static final double TITANIUM = 8.5;

    private static final double COBALT = 20;

    /** As written in manifests. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean headless() {
        return this == STEM;
    }

    static Implant draw(Variety variety, long seed, int index) {
        Rng rng = Rng.stream(seed, index, Rng.Purpose.IMPLANT);
        return rng.uniform() < variety.implantShare() ? values()[1 + rng.below(values().length - 1)] : NONE;
    }

    /** The metal in the frames of femur and pelvis. */
    List<Attachment> attachments(FemurShape s, Rng rng) {
        List<Attachment> all = new ArrayList<>();
        double[] n = s.neckAxis();
        double[] root = Vec.scale(n, s.size().axisToShaft());
        double r = s.size().shaftRadius();
        double head = s.size().headRadius();
        DistanceField metal = Attachment.shape();
        double density = rng.chance(0.5) ? TITANIUM : COBALT;
        switch (this) {
            case STEM -> {
                double canal = Math.max(0.35, r - s.cortex().shaft());
                double[] shoulder = Vec.along(root, Vec.of(0, 1, 0), -0.6);
                double length = rng.uniform(8, 15);
                Attachment.bar(metal, shoulder, Vec.of(root[0], shoulder[1] - length, 0), 0.75 * r, 0.75 * canal, 0.7);
                double[] taper = Vec.scale(n, 0.3 * head);
                Attachment.bar(metal, taper, shoulder, 0.55, 0.75, 1);
                all.add(new Attachment(metal, density, true));
                DistanceField ball = Attachment.shape();
                Attachment.ball(ball, Vec.of(0, 0, 0), rng.uniform(1.4, 1.8));
                all.add(new Attachment(ball, rng.chance(0.7) ? COBALT : TITANIUM, true));
                if (rng.chance(0.8)) {
                    all.add(cup(1.1 * head, rng.uniform(0.2, 0.4), density, rng));
                } else {
                    DistanceField bipolar = Attachment.shape();
                    Attachment.ball(bipolar, Vec.of(0, 0, 0), 1.02 * head);
                    all.add(new Attachment(bipolar, COBALT, true));
                }
            }
            case RESURFACING -> {
                all.add(new Attachment(cap(head, n), COBALT, true));
                Attachment.bar(metal, Vec.of(0, 0, 0), Vec.scale(n, rng.uniform(1.6, 2.4) * head), 0.4, 0.25, 1);
                all.add(new Attachment(metal, COBALT, true));
                all.add(cup(1.2 * head, 0.25, COBALT, rng));
            }
            case HIP_SCREW, NAIL -> {
                double[] tip = Vec.scale(n, rng.uniform(-0.75, -0.45) * head);
                double[] entry = Vec.along(root, n, this == NAIL ? 0.4 : r / Math.max(0.3, n[0]));
                Attachment.bar(metal, tip, Vec.scale(n, 0.5 * head), 0.6, 0.6, 1);
                Attachment.bar(metal, Vec.scale(n, 0.4 * head), entry, 0.42, 0.42, 1);
                double low = root[1] - rng.uniform(7, 16);
                if (this == NAIL) {
                    Attachment.bar(
                            metal, Vec.of(root[0] + 0.2, root[1] + 3.0, 0.2), Vec.of(root[0], low, 0), 0.8, 0.5, 1);
                } else {
                    plate(metal, Vec.of(root[0] + 1.15 * r, entry[1], 0), low, r);
                }
                all.add(new Attachment(metal, density, true));
            }
            case NECK_SCREWS -> {
                double[] up = s.superior();
                int count = 2 + rng.below(2);
                for (int i = 0; i < count; i++) {
                    double side = (i - 0.5 * (count - 1)) * 0.95;
                    double[] shift = Vec.plus(Vec.scale(up, side), Vec.of(0, 0, 0.6 * rng.gaussian()));
                    double[] tip = Vec.plus(Vec.scale(n, rng.uniform(-0.6, -0.3) * head), shift);
                    double[] end = Vec.plus(Vec.along(root, n, r / Math.max(0.3, n[0])), shift);
                    Attachment.bar(metal, tip, end, 0.3, 0.3, 1);
                    Attachment.bar(metal, tip, Vec.along(tip, n, 1.6), 0.38, 0.38, 1);
                }
                all.add(new Attachment(metal, density, true));
            }
            case NONE -> {
                // No metal.
            }
        }
        return all;
    }

    private static void plate(DistanceField metal, double[] top, double low, double r) {
        Attachment.bar(metal, top, Vec.of(top[0], low, 0), 0.28, 0.28, 3);
        for (double y = top[1] - 2.5; y > low; y -= 1.8) {
            Attachment.bar(metal, Vec.of(top[0], y, 0), Vec.of(top[0] - 2.2 * r, y, 0), 0.2, 0.2, 1);
        }
    }

    /** A hemisphere of bars over the head. */
    private static DistanceField cap(double head, double[] n) {
        DistanceField field = Attachment.shape();
        field.addEllipsoid(Vec.scale(n, -0.12 * head), Vec.of(0, 1, 0), Vec.of(1, 0, 0), head, 1, head, 0.25);
        return field;
    }

    /** A hollow shell tilted 45°. */
    private static Attachment cup(double radius, double wall, double density, Rng rng) {
        double tilt = rng.uniform(30, 55);
        double[][] points = new double[13][];
        for (int i = 0; i < points.length; i++) {
            double a = StrictMath.toRadians(180 - tilt + 180.0 * i / (points.length - 1) - 180 + 2 * (45 - tilt) + 90);
            points[i] = Vec.of(radius * StrictMath.cos(a), radius * StrictMath.sin(a), 0);
        }
        return new Attachment(Attachment.curve(wall, 0.8 * radius, points), density, false);
    }
}
