package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.xattnbmd.sdk.ModelCard.AgeReference;
import org.xattnbmd.sdk.ModelCard.AgeReference.Row;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.internal.clinical.TScores;

class ReferencesPropertyTest {

    private static final AgeReference PEERS = new AgeReference(
            "made up for tests",
            "GE Lunar",
            List.of(
                    new Row("female", 20, 1.0, 0.12),
                    new Row("female", 50, 0.9, 0.13),
                    new Row("female", 80, 0.7, 0.1)),
            "test");

    @Property
    void tScoreIsTheSameOnEveryScaleWhenValueAndReferenceAreConvertedTogether(
            @ForAll @DoubleRange(min = 0.3, max = 1.6) double bmd,
            @ForAll DensitometerScale from,
            @ForAll DensitometerScale to) {
        ReferencePopulation reference = ReferencePopulation.nhanes3WhiteWomen().onScale(from.label());

        assertThat(TScores.tScore(brought(bmd, from, to), reference.onScale(to.label())))
                .isCloseTo(TScores.tScore(bmd, reference), within(1e-9));
    }

    @Property
    void conversionThereAndBackIsTheSame(
            @ForAll @DoubleRange(min = 0.3, max = 1.6) double bmd,
            @ForAll DensitometerScale from,
            @ForAll DensitometerScale to) {
        assertThat(brought(brought(bmd, from, to), to, from)).isCloseTo(bmd, within(1e-12));
    }

    @Property
    void zScoreLiesBetweenThoseOfTheNeighbouringAgesAndIsExactAtThem(
            @ForAll @DoubleRange(min = 20, max = 80) double age,
            @ForAll @DoubleRange(min = 0.3, max = 1.6) double bmd) {
        double younger = PEERS.zScore(bmd, "female", age < 50 ? 20 : 50).orElseThrow();
        double older = PEERS.zScore(bmd, "female", age < 50 ? 50 : 80).orElseThrow();

        assertThat(PEERS.zScore(bmd, "Female", age).orElseThrow())
                .isBetween(Math.min(younger, older) - 1e-9, Math.max(younger, older) + 1e-9);
        assertThat(PEERS.zScore(0.9, "female", 50)).hasValue(0);
    }

    @Property
    void zScoreIsNeverExtrapolated(@ForAll @DoubleRange(max = 120) double age) {
        assertThat(PEERS.zScore(0.9, "female", age).isPresent()).isEqualTo(age >= 20 && age <= 80);
        assertThat(PEERS.zScore(0.9, "male", age)).isEmpty();
    }

    /** A BMD as the mean of a population, which is what can be converted. */
    private static double brought(double bmd, DensitometerScale from, DensitometerScale to) {
        return new ReferencePopulation("any", from.label(), bmd, 0.1, "any")
                .onScale(to.label())
                .mean();
    }
}
