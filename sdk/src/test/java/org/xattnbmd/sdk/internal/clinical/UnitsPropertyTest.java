package org.xattnbmd.sdk.internal.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class UnitsPropertyTest {

    private static final List<List<String>> QUANTITIES = List.of(
            List.of("mm", "cm", "m", "in", "ft"),
            List.of("g", "kg", "lb", "st"),
            List.of("years", "months", "weeks", "days"),
            List.of("kg/m2", "lb/in2"),
            List.of("units/week", "units/day", "g/week", "g/day"));

    record Pair(String from, String to) {}

    @Provide
    Arbitrary<Pair> sameQuantity() {
        return Arbitraries.of(QUANTITIES)
                .flatMap(units -> Combinators.combine(Arbitraries.of(units), Arbitraries.of(units))
                        .as(Pair::new));
    }

    @Provide
    Arbitrary<Pair> differentQuantities() {
        return Combinators.combine(Arbitraries.of(QUANTITIES), Arbitraries.of(QUANTITIES))
                .filter((a, b) -> a != b)
                .flatAs((a, b) -> Combinators.combine(Arbitraries.of(a), Arbitraries.of(b))
                        .as(Pair::new));
    }

    @Property
    void thereAndBackIsTheSame(
            @ForAll("sameQuantity") Pair pair, @ForAll @DoubleRange(min = -1000, max = 1000) double value) {
        double there = Units.convert(value, pair.from, pair.to).orElseThrow();

        assertThat(Units.convert(there, pair.to, pair.from).orElseThrow())
                .isCloseTo(value, within(1e-12 * Math.abs(value)));
    }

    @Property
    void orderIsKept(
            @ForAll("sameQuantity") Pair pair,
            @ForAll @DoubleRange(max = 1000) double a,
            @ForAll @DoubleRange(max = 1000) double b) {
        assertThat(Units.convert(Math.min(a, b), pair.from, pair.to).orElseThrow())
                .isLessThanOrEqualTo(
                        Units.convert(Math.max(a, b), pair.from, pair.to).orElseThrow());
    }

    @Property
    void differentQuantitiesNeverConvert(@ForAll("differentQuantities") Pair pair) {
        assertThat(Units.convert(1, pair.from, pair.to)).isEmpty();
    }

    @Property
    void wholeCentimetresInMetresAreExactlyThatManyCentimetres(
            @ForAll @IntRange(min = 120, max = 220) int centimetres) {
        double metres = BigDecimal.valueOf(centimetres, 2).doubleValue();

        assertThat(Units.convert(metres, "m", "cm")).contains((double) centimetres);
        assertThat(Units.convert(10.0 * centimetres, "mm", "cm")).contains((double) centimetres);
    }
}
