package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AucComparisonTest {

    private static final double[] MEASURED = {0.62, 0.71, 0.75, 0.80, 0.84, 0.88, 0.91, 0.93, 0.97, 1.01, 1.06, 1.12};
    private static final double[] A = {0.70, 0.69, 0.83, 0.78, 0.92, 0.86, 0.90, 0.99, 0.95, 0.97, 1.10, 1.05};
    private static final double[] B = {0.90, 0.75, 0.93, 0.80, 0.97, 0.84, 0.88, 0.86, 1.02, 0.93, 0.99, 0.93};

    /** Computed with the mid-rank algorithm of Sun &amp; Xu 2014 in NumPy, which shares no code with this one. */
    @Test
    void agreesWithTheMidRankAlgorithm() {
        AucComparison comparison = AucComparison.of(MEASURED, A, B, 0.899);
        assertThat(comparison.aucA()).isEqualTo(35 / 36.0, within(1e-12));
        assertThat(comparison.aucB()).isEqualTo(0.75, within(1e-12));
        assertThat(comparison.standardError()).isEqualTo(0.1296957503325417, within(1e-12));
        assertThat(comparison.pValue()).isEqualTo(0.08663681660312027, within(1e-10));
        assertThat(comparison.interval().contains(0)).isTrue();
    }

    @Test
    void theSameRankingIsNoDifference() {
        AucComparison comparison = AucComparison.of(MEASURED, A, A, 0.899);
        assertThat(comparison.pValue()).isEqualTo(1);
        assertThat(comparison.interval()).isEqualTo(new Interval(0, 0));
    }

    @Property(tries = 50)
    void swappingTheModelsTurnsTheSignOnly(@ForAll long seed) {
        List<Case> a = Cases.random(40, seed);
        double[] measured = Pairs.column(a, Case::measured);
        double[] first = Pairs.column(a, Case::estimated);
        double[] second = Pairs.column(Cases.random(40, seed + 1), Case::estimated);
        AucComparison there = AucComparison.of(measured, first, second, 0.88);
        AucComparison back = AucComparison.of(measured, second, first, 0.88);
        assertThat(there.aucA()).isEqualTo(RocCurve.of(measured, first, 0.88).auc(), within(1e-12));
        assertThat(back.pValue()).isEqualTo(there.pValue(), within(1e-12));
        assertThat(back.interval().lower()).isEqualTo(-there.interval().upper(), within(1e-12));
    }

    @Test
    void refusesASingleClass() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AucComparison.of(MEASURED, A, B, 0.65))
                .withMessageContaining("received 1 below and 11");
    }
}
