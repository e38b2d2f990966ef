package org.xattnbmd.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AxisTest {

    @Test
    void endsAndTicksAreRound() {
        Axis axis = Axis.covering("BMD", 0.53, 1.27, 6);
        assertThat(axis.ticks()).hasSize(6);
        assertThat(axis.min()).isEqualTo(0.4, within(1e-9));
        assertThat(axis.max()).isEqualTo(1.4, within(1e-9));
        assertThat(axis.ticks()).extracting(axis::tickLabel).containsExactly("0.4", "0.6", "0.8", "1.0", "1.2", "1.4");
    }

    @Test
    void emptyAndUndefinedRangesStillGiveAnAxis() {
        for (Axis axis : new Axis[] {
            Axis.covering("", 0, 0, 5),
            Axis.covering("", 0.9, 0.9, 5),
            Axis.covering("", Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 5)
        }) {
            assertThat(axis.max()).isGreaterThan(axis.min());
            assertThat(axis.ticks().size()).isBetween(3, 12);
        }
    }

    @Property(tries = 300)
    void anyRangeIsCoveredByAFewTicks(
            @ForAll @DoubleRange(min = -1e4, max = 1e4) double low,
            @ForAll @DoubleRange(min = 0.01, max = 1e4) double width,
            @ForAll @IntRange(min = 3, max = 8) int ticks) {
        Axis axis = Axis.covering("", low, low + width, ticks);
        assertThat(axis.min()).isLessThanOrEqualTo(low + 1e-6 * width);
        assertThat(axis.max()).isGreaterThanOrEqualTo(low + width - 1e-6 * width);
        assertThat(axis.ticks().size()).isBetween(2, ticks + 3);
        assertThat(axis.ticks().get(axis.ticks().size() - 1))
                .isEqualTo(axis.max(), within(1e-9 * (1 + Math.abs(axis.max()))));
    }
}
