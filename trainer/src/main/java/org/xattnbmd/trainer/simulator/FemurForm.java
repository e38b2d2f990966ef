package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * How the outer form of one femur departs from the plain one. Immutable. Sizes are defaults of this simulator.
 *
 * @param headless whether head and neck are gone, as under a stem
 * @param shaftGain thickness of the shaft's cortex just below the trochanters over the plain one
 * @param collapse share of the head's diameter that is gone from its top
 * @param bumps ellipsoids melted into it: centre (3) and radius, all in cm
 */
record FemurForm(boolean headless, double shaftGain, double collapse, List<double[]> bumps) {

    static final FemurForm PLAIN = new FemurForm(false, 1, 0, List.of());

    static FemurForm draw(FemurShape s, Domain anatomy, Necrosis necrosis, boolean headless, Rng rng) {
        if (anatomy == Domain.SMOOTH_ANATOMY) {
            return new FemurForm(headless, 1, 0, List.of());
        }
        List<double[]> bumps = new ArrayList<>();
        double r = s.size().shaftRadius();
        double[] root = Vec.scale(s.neckAxis(), s.size().axisToShaft());
        // The lesser trochanter, medial and behind.
        bumps.add(new double[] {
            root[0] - rng.uniform(0.95, 1.22) * r,
            root[1] - rng.uniform(3.0, 4.2),
            rng.uniform(0.3, 0.9),
            rng.uniform(0.40, 0.80)
        });
        // Facets of the greater trochanter.
        double tip = 0.05 * s.size().headRadius() + 0.15;
        for (int i = 0; i < 3; i++) {
            bumps.add(new double[] {
                root[0] + rng.uniform(0.15, 0.85) * r,
                -tip - rng.uniform(0.1, 1.6),
                rng.uniform(0.2, 1.4),
                rng.uniform(0.35, 0.75)
            });
        }
        if (anatomy == Domain.ARTHRITIC && !headless) {
            // Osteophytes round the head's rim.
            double[] n = s.neckAxis();
            double[] up = s.superior();
            int count = 2 + rng.below(4);
            for (int i = 0; i < count; i++) {
                double angle = rng.uniform(0, 2 * Math.PI);
                double[] at = Vec.along(
                        Vec.scale(n, rng.uniform(0.35, 0.6) * s.size().headRadius()),
                        up,
                        0.88 * StrictMath.cos(angle) * s.size().headRadius());
                bumps.add(new double[] {
                    at[0], at[1], 0.88 * StrictMath.sin(angle) * s.size().headRadius(), rng.uniform(0.3, 0.6)
                });
            }
        }
        return new FemurForm(headless, rng.uniform(1.25, 1.9), necrosis.collapse(), List.copyOf(bumps));
    }
}
