package org.xattnbmd.trainer.simulator;

import java.util.Locale;

/**
 * Clinical facts as recorded: a null is a value nobody wrote down. Age and sex are always known.
 *
 * @param sex female or male
 */
public record ClinicalFacts(
        double age, double ageAtScan, String sex, Double heightCm, Double weightKg, Double bmi, Habits habits) {

    /**
     * How somebody lives, as far as it was recorded.
     *
     * @param smoking never, former or current
     */
    public record Habits(Double alcoholUnitsPerWeek, Double activityScore, Double dietScore, String smoking) {}

    /** Loses about 3 % of lifestyle values and 1 % of height and weight (and the BMI with either). */
    static ClinicalFacts record(ClinicalProfile p, Rng rng) {
        boolean noHeight = rng.chance(0.01);
        boolean noWeight = rng.chance(0.01);
        return new ClinicalFacts(
                p.age(),
                p.ageAtScan(),
                p.female() ? "female" : "male",
                noHeight ? null : p.heightCm(),
                noWeight ? null : p.weightKg(),
                noHeight || noWeight ? null : Math.rint(p.bmi() * 10) / 10,
                habits(p.habits(), rng));
    }

    private static Habits habits(ClinicalProfile.Habits h, Rng rng) {
        return new Habits(
                rng.chance(0.03) ? null : h.alcoholUnitsPerWeek(),
                rng.chance(0.03) ? null : h.activityScore(),
                rng.chance(0.03) ? null : h.dietScore(),
                rng.chance(0.03) ? null : h.smoking().name().toLowerCase(Locale.ROOT));
    }
}
