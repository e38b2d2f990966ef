package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class TScoresPropertyTest {

    @Property
    void roundingMovesByAtMostHalfATenthAndKeepsOrder(
            @ForAll @DoubleRange(min = -8, max = 8) double a, @ForAll @DoubleRange(min = -8, max = 8) double b) {
        assertThat(TScores.rounded(a)).isCloseTo(a, within(0.05 + 1e-9));
        assertThat(TScores.rounded(Math.min(a, b))).isLessThanOrEqualTo(TScores.rounded(Math.max(a, b)));
    }
}
