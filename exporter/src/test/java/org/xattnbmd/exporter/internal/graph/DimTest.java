package org.xattnbmd.exporter.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths as expressions: what they compute, and how files write them. */
class DimTest {

    private static final List<String> NAMES = List.of("batch", "height", "width");

    /** An expression, with what it is at some sizes computed beside it in numbers. */
    private record Pair(Dim dim, long number) {}

    private static Pair random(Random random, Map<String, Long> sizes, int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            if (random.nextInt(3) == 0) {
                long number = random.nextInt(9) - 2;
                return new Pair(Dim.of(number), number);
            }
            String name = NAMES.get(random.nextInt(NAMES.size()));
            return new Pair(Dim.axis(name), sizes.get(name));
        }
        Pair a = random(random, sizes, depth - 1);
        Pair b = random(random, sizes, depth - 1);
        return switch (random.nextInt(4)) {
            case 0 -> new Pair(a.dim.plus(b.dim), a.number + b.number);
            case 1 -> new Pair(a.dim.times(b.dim), a.number * b.number);
            case 2 -> new Pair(a.dim.plus(3), a.number + 3);
            default -> {
                long divisor = 1 + random.nextInt(5);
                yield new Pair(a.dim.floorDividedBy(divisor), Math.floorDiv(a.number, divisor));
            }
        };
    }

    @Property(tries = 500)
    void computesWhatNumbersDo(@ForAll @IntRange(max = 1_000_000) int seed) {
        Random random = new Random(seed);
        Map<String, Long> sizes = Map.of("batch", 2L, "height", 7L, "width", 5L);
        Pair pair = random(random, sizes, 4);
        if (!pair.dim.isUnknown()) {
            assertThat(pair.dim.at(sizes)).as(pair.dim.toString()).hasValue(pair.number);
            Dim partly = pair.dim.fixedAt(Map.of("height", 7L));
            assertThat(partly.axes()).doesNotContain("height");
            assertThat(partly.at(sizes)).hasValue(pair.number);
        }
    }

    @Property(tries = 500)
    void isReadAsItIsWritten(@ForAll @IntRange(max = 1_000_000) int seed) {
        Random random = new Random(seed);
        Dim d = random(random, Map.of("batch", 2L, "height", 7L, "width", 5L), 4).dim;
        if (!d.isUnknown() && !d.isFixed() && d.label().length() <= 200) {
            assertThat(Dim.named(d.label())).isEqualTo(d);
            assertThat(Dim.named(d.label()).label()).isEqualTo(d.label());
        }
    }

    @Property(tries = 500)
    void aQuotientTimesTheDivisorIsTheDividend(@ForAll @IntRange(max = 1_000_000) int seed) {
        Random random = new Random(seed);
        Map<String, Long> sizes = Map.of("batch", 2L, "height", 7L, "width", 5L);
        Dim a = random(random, sizes, 3).dim;
        Dim b = random(random, sizes, 3).dim;
        Dim quotient = a.dividedBy(b);
        if (quotient != null) {
            assertThat(quotient.times(b)).isEqualTo(a);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6*batch*height | 3*batch | 2*height",
                "batch*height+batch | height+1 | batch",
                "batch*height+batch | batch | height+1",
                "(height-1)//2+1 | (height-1)//2+1 | 1",
                "12 | 4 | 3"
            })
    void divides(String dividend, String divisor, String quotient) {
        Dim by = divisor.matches("\\d+") ? Dim.of(Long.parseLong(divisor)) : Dim.named(divisor);
        Dim of = dividend.matches("\\d+") ? Dim.of(Long.parseLong(dividend)) : Dim.named(dividend);
        assertThat(of.dividedBy(by)).hasToString(quotient);
    }

    @Test
    void whatIsNoDivisorGivesNoQuotient() {
        assertThat(Dim.named("height+1").dividedBy(Dim.named("height"))).isNull();
        assertThat(Dim.of(7).dividedBy(Dim.of(2))).isNull();
        assertThat(Dim.of(7).dividedBy(Dim.of(0))).isNull();
        assertThat(Dim.unknown().dividedBy(Dim.unknown())).isNull();
    }

    /** Whatever stands in a file is a name, and is written again as it was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "seq len",
                "past_sequence_length + 1",
                "2*",
                "a//0",
                "((((",
                "a+a",
                "1*a",
                "a*2",
                "-",
                "99999999999999999999*a",
                "unk__12",
                "a.b",
                "größe",
                "a//-2"
            })
    void otherTextsAreNames(String text) {
        Dim d = Dim.named(text);
        assertThat(d.label()).isEqualTo(text);
        assertThat(d.isFixed()).isFalse();
        assertThat(d.axes()).containsExactly(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "None", "dynamic"})
    void whatIsNoNameIsUnknown(String text) {
        assertThat(Dim.named(text).isUnknown()).isTrue();
        assertThat(Dim.named(text).label()).isEqualTo(text);
        assertThat(Dim.named(text).plus(Dim.of(1)).isUnknown()).isTrue();
    }

    @Test
    void hostileTextsCostNothing() {
        String deep = "(".repeat(100_000);
        assertThat(Dim.named(deep).axes()).containsExactly(deep);
        Dim grown = Dim.named("a+b+c+d+e+f");
        for (int i = 0; i < 50; i++) {
            grown = grown.times(grown);
        }
        assertThat(grown.isUnknown()).isTrue();
    }
}
