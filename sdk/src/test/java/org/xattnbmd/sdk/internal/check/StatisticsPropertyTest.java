package org.xattnbmd.sdk.internal.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StatisticsPropertyTest {

    @Property
    void areaIsTheShareOfPairsInTheRightOrder(
            @ForAll @Size(min = 2, max = 20) List<@IntRange(max = 9) Integer> measured,
            @ForAll @Size(min = 20, max = 20) List<@IntRange(max = 5) Integer> estimates) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            readings.add(reading(measured.get(i), estimates.get(i)));
        }
        double right = 0;
        int pairs = 0;
        for (Reading low : readings) {
            for (Reading high : readings) {
                if (low.measured() < 5 && high.measured() >= 5) {
                    pairs++;
                    right += low.estimate() < high.estimate() ? 1 : low.estimate() == high.estimate() ? 0.5 : 0;
                }
            }
        }
        if (pairs == 0) {
            assertThat(Statistics.areaUnderRoc(readings, 5)).isEmpty();
        } else {
            assertThat(Statistics.areaUnderRoc(readings, 5).orElseThrow()).isCloseTo(right / pairs, within(1e-12));
        }
    }

    @Test
    void figuresByHand() {
        List<Reading> readings = List.of(reading(1, 1.5), reading(2, 1), reading(3, 3.2));

        assertThat(Statistics.meanAbsoluteError(readings)).isCloseTo(1.7 / 3, within(1e-12));
        assertThat(Statistics.bias(readings)).isCloseTo(-0.3 / 3, within(1e-12));
        assertThat(Statistics.rSquared(readings).orElseThrow()).isCloseTo(1 - 1.29 / 2, within(1e-12));
        assertThat(Statistics.rSquared(List.of(reading(1, 2)))).isEmpty();
        assertThat(Statistics.share(readings, r -> r.measured() > 1, r -> r.estimate() > 2))
                .hasValue(0.5);
        assertThat(Statistics.share(readings, r -> r.measured() > 5, r -> true)).isEmpty();
    }

    private static Reading reading(double measured, double estimate) {
        return new Reading(measured, estimate, List.of(), true, Map.of());
    }
}
