package org.xattnbmd.trainer.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded synthetic cases. */
final class Cases {

    private Cases() {}

    static Case of(double measured, double estimated) {
        return of("s" + measured + "/" + estimated, measured, estimated);
    }

    static Case of(String subject, double measured, double estimated) {
        return new Case(subject, "female", 75, measured, estimated, 0.05, estimated - 0.1, estimated + 0.1);
    }

    /** Measured N(0.88, 0.15) g/cm², errors of a spread that itself varies between subjects. */
    static List<Case> random(int n, long seed) {
        Random random = new Random(seed);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double measured = 0.88 + 0.15 * random.nextGaussian();
            double spread = 0.03 + 0.05 * random.nextDouble();
            double estimated = measured + spread * random.nextGaussian();
            String sex = random.nextBoolean() ? "female" : "male";
            double age = 65 + 20 * random.nextDouble();
            cases.add(new Case(
                    "sim-" + i,
                    sex,
                    age,
                    measured,
                    estimated,
                    spread,
                    estimated - 1.645 * spread,
                    estimated + 1.645 * spread));
        }
        return cases;
    }
}
