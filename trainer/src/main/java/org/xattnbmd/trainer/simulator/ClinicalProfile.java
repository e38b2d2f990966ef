package org.xattnbmd.trainer.simulator;

/**
 * One simulated subject's true clinical facts, before any goes missing.
 *
 * @param female sex
 * @param age years, at the radiograph
 * @param ageAtScan years, at the densitometer scan
 * @param heightCm standing height
 * @param weightKg body weight
 * @param habits how the subject lives
 * @param expectedBmd areal BMD in g/cm² that the bone of this subject tends to; the phantom is grown from it and the
 *     label is measured on the phantom
 */
record ClinicalProfile(
        boolean female,
        double age,
        double ageAtScan,
        double heightCm,
        double weightKg,
        Habits habits,
        double expectedBmd) {

    /**
     * How somebody lives.
     *
     * @param alcoholUnitsPerWeek UK units a week
     * @param activityScore Dallosso activity score, 0 to 100
     * @param dietScore prudent-diet principal-component score, mean about 0, SD about 1
     */
    record Habits(double alcoholUnitsPerWeek, double activityScore, double dietScore, Smoking smoking) {}

    enum Smoking {
        NEVER,
        FORMER,
        CURRENT
    }

    double bmi() {
        return weightKg / (heightCm * heightCm * 1e-4);
    }
}
