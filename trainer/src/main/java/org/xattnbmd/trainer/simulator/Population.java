package org.xattnbmd.trainer.simulator;

import org.xattnbmd.trainer.simulator.ClinicalProfile.Smoking;

/**
 * Draws clinical facts, and the bone they go with, for a community cohort like the Hertfordshire Cohort Study widened to
 * 50–90 years. Sizes of effects: age −0.75 %/y in women, between Rotterdam's −0.6 (Burger 1994) and Rochester's −1.0, and
 * −0.33 %/y in men (Rotterdam −0.3); current smoking −1/3 SD (Ward and Klesges 2001); weight, activity, alcohol and diet
 * in the direction the literature gives, their magnitudes defaults of this simulator.
 */
final class Population {

    static final double MIN_AGE = 50;
    static final double MAX_AGE = 90;

    private Population() {}

    static ClinicalProfile draw(Rng rng, Site site) {
        boolean female = rng.chance(0.5);
        double age = drawAge(rng, site);
        double ageAtScan = Math.max(MIN_AGE, age + rng.normal(0.2, 0.5, -1, 1.5));
        double height = (female ? 160.5 : 174) - 0.08 * (age - 70) + (female ? 6.0 : 6.5) * rng.gaussian();
        double heightZ = (height - (female ? 160 : 173.6)) / 6.3;
        double weight = (female ? 71 : 83)
                + site.weightShiftKg()
                - 0.12 * (age - 72)
                + 13 * (0.4 * heightZ + 0.917 * rng.normal(0.06, 1, -2.0, 2.9));
        weight = Math.min(130, Math.max(40, weight));
        Smoking smoking = drawSmoking(rng, female);
        double activity = rng.normal((female ? 61 : 64) - 0.5 * (age - 75), 14, 0, 100);
        double alcohol = drawAlcohol(rng, female);
        double diet = (female ? 0.4 : -0.3) - (smoking == Smoking.CURRENT ? 0.5 : 0) + 0.95 * rng.gaussian();

        double expected = (female ? 0.822 : 0.938)
                - (female ? 0.0062 : 0.0031) * (age - 73)
                + 0.0042 * (weight - (female ? 71 : 83))
                + 0.0012 * (activity - 62)
                + 0.011 * diet
                + alcoholEffect(alcohol, female)
                - smokingEffect(smoking, female)
                + 0.066 * rng.gaussian();
        return new ClinicalProfile(
                female,
                round(age, 1),
                round(ageAtScan, 1),
                round(height, 1),
                round(weight, 1),
                new ClinicalProfile.Habits(round(alcohol, 1), round(activity, 0), round(diet, 2), smoking),
                Math.min(1.40, Math.max(0.42, expected)));
    }

    /** Two thirds near the cohort's 71–81 years, one third anywhere from 50 to 90, so that age matters. */
    private static double drawAge(Rng rng, Site site) {
        double age = rng.chance(0.62) ? rng.normal(75.5, 3.0) : rng.uniform(MIN_AGE, MAX_AGE);
        return Math.min(MAX_AGE, Math.max(MIN_AGE, age + site.ageShiftYears()));
    }

    private static Smoking drawSmoking(Rng rng, boolean female) {
        double u = rng.uniform();
        if (u < 0.07) {
            return Smoking.CURRENT;
        }
        return u < (female ? 0.38 : 0.60) ? Smoking.FORMER : Smoking.NEVER;
    }

    private static double drawAlcohol(Rng rng, boolean female) {
        double u = rng.uniform();
        double drinks = StrictMath.exp(StrictMath.log(female ? 3.0 : 9.0) + 0.9 * rng.gaussian());
        return u < (female ? 0.28 : 0.12) ? 0 : Math.min(80, drinks);
    }

    private static double alcoholEffect(double units, boolean female) {
        double moderate = 0.014 * Math.min(1, units / 7);
        double heavy = Math.max(0, units - (female ? 14 : 21)) * 0.0018;
        return moderate - Math.min(0.07, heavy);
    }

    private static double smokingEffect(Smoking smoking, boolean female) {
        return switch (smoking) {
            case NEVER -> 0;
            case FORMER -> 0.010;
            case CURRENT -> female ? 0.038 : 0.048;
        };
    }

    private static double round(double value, int digits) {
        double scale = StrictMath.pow(10, digits);
        return Math.rint(value * scale) / scale;
    }
}
