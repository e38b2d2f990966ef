package org.xattnbmd.trainer.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The cohort's distributions against the figures it is meant to resemble. */
class PopulationTest {

    private static final int MANY = 4000;
    private static final List<ClinicalProfile> COHORT = IntStream.range(0, MANY)
            .mapToObj(i -> Population.draw(Rng.stream(3, i, Rng.Purpose.POPULATION), Site.PRIMARY))
            .toList();

    @Test
    void sizesAndHabitsAreThoseOfACommunityCohort() {
        assertThat(mean(women(), ClinicalProfile::heightCm)).isBetween(158.0, 162.0);
        assertThat(mean(men(), ClinicalProfile::heightCm)).isBetween(171.5, 175.5);
        assertThat(mean(women(), ClinicalProfile::weightKg)).isBetween(69.0, 73.0);
        assertThat(mean(men(), ClinicalProfile::weightKg)).isBetween(81.0, 86.0);
        assertThat(mean(COHORT, ClinicalProfile::bmi)).isBetween(27.0, 29.0);
        assertThat(sd(COHORT, ClinicalProfile::bmi)).isBetween(3.5, 5.2);
        assertThat(mean(COHORT, ClinicalProfile::age)).isBetween(71.0, 77.0);
        assertThat(COHORT).allMatch(p -> p.age() >= 50 && p.age() <= 90);
        assertThat(share(COHORT, p -> p.habits().smoking() == ClinicalProfile.Smoking.CURRENT))
                .isBetween(0.04, 0.10);
        assertThat(mean(men(), p -> p.habits().alcoholUnitsPerWeek()))
                .isGreaterThan(2 * mean(women(), p -> p.habits().alcoholUnitsPerWeek()));
        assertThat(mean(women(), p -> p.habits().dietScore()))
                .isGreaterThan(mean(men(), p -> p.habits().dietScore()));
    }

    @Test
    void measuredBmdHasThePublishedLevelAndSpread() {
        List<double[]> labels = IntStream.range(0, 100)
                .mapToObj(i -> {
                    Rng rng = Rng.stream(3, i, Rng.Purpose.POPULATION);
                    ClinicalProfile p = Population.draw(rng, Site.PRIMARY);
                    double bmd =
                            Densitometer.measure(Phantom.grow(p, 3, i), Rng.stream(3, i, Rng.Purpose.DENSITOMETER));
                    return new double[] {p.female() ? 1 : 0, bmd};
                })
                .toList();
        double[] women =
                labels.stream().filter(l -> l[0] == 1).mapToDouble(l -> l[1]).toArray();
        double[] men =
                labels.stream().filter(l -> l[0] == 0).mapToDouble(l -> l[1]).toArray();
        double[] all = labels.stream().mapToDouble(l -> l[1]).toArray();
        // Lunar scale: women about 0.82 (0.12), men about 0.94 (0.14); margins are three standard errors.
        assertThat(mean(women)).isBetween(0.78, 0.88);
        assertThat(mean(men)).isBetween(0.90, 1.00);
        assertThat(sd(women)).isBetween(0.09, 0.17);
        assertThat(sd(men)).isBetween(0.09, 0.17);
        assertThat(sd(all)).isBetween(0.12, 0.18);
    }

    @Test
    void boneFallsWithAgeAndRisesWithWeightAndMoreSoInWomen() {
        assertThat(slope(women(), ClinicalProfile::age)).isBetween(-0.009, -0.003);
        assertThat(slope(men(), ClinicalProfile::age)).isBetween(-0.007, -0.001);
        assertThat(slope(women(), ClinicalProfile::weightKg)).isBetween(0.002, 0.006);
    }

    @Test
    void theOtherSiteIsAnotherPopulation() {
        List<ClinicalProfile> external = IntStream.range(0, MANY)
                .mapToObj(i -> Population.draw(Rng.stream(3, i, Rng.Purpose.POPULATION), Site.EXTERNAL))
                .toList();
        assertThat(mean(external, ClinicalProfile::age)).isGreaterThan(mean(COHORT, ClinicalProfile::age) + 1.5);
        assertThat(mean(external, ClinicalProfile::weightKg)).isLessThan(mean(COHORT, ClinicalProfile::weightKg) - 1.5);
    }

    private static List<ClinicalProfile> women() {
        return COHORT.stream().filter(ClinicalProfile::female).toList();
    }

    private static List<ClinicalProfile> men() {
        return COHORT.stream().filter(p -> !p.female()).toList();
    }

    private static double share(List<ClinicalProfile> of, java.util.function.Predicate<ClinicalProfile> test) {
        return (double) of.stream().filter(test).count() / of.size();
    }

    private static double mean(List<ClinicalProfile> of, ToDoubleFunction<ClinicalProfile> value) {
        return mean(of.stream().mapToDouble(value).toArray());
    }

    private static double sd(List<ClinicalProfile> of, ToDoubleFunction<ClinicalProfile> value) {
        return sd(of.stream().mapToDouble(value).toArray());
    }

    /** Least-squares slope of expected BMD on one fact. */
    private static double slope(List<ClinicalProfile> of, ToDoubleFunction<ClinicalProfile> fact) {
        double x = mean(of, fact);
        double y = mean(of, ClinicalProfile::expectedBmd);
        double xy = 0;
        double xx = 0;
        for (ClinicalProfile p : of) {
            xy += (fact.applyAsDouble(p) - x) * (p.expectedBmd() - y);
            xx += (fact.applyAsDouble(p) - x) * (fact.applyAsDouble(p) - x);
        }
        return xy / xx;
    }

    private static double mean(double[] a) {
        double s = 0;
        for (double v : a) {
            s += v;
        }
        return s / a.length;
    }

    private static double sd(double[] a) {
        double m = mean(a);
        double s = 0;
        for (double v : a) {
            s += (v - m) * (v - m);
        }
        return Math.sqrt(s / (a.length - 1));
    }
}
