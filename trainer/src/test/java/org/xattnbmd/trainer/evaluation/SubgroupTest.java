package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SubgroupTest {

    @Test
    void bandsIncludeTheirLowerEdgeAndLeaveOutEmptyLevels() {
        List<Case> cases = List.of(aged(69.9), aged(70), aged(74.9), aged(80), aged(Double.NaN));
        List<Subgroup> groups = Subgroup.byAgeBand(cases, 70, 75, 80);
        assertThat(groups)
                .extracting(Subgroup::level)
                .containsExactly("< 70 years", "70 to < 75 years", "≥ 80 years", "unknown");
        assertThat(groups).extracting(g -> g.cases().size()).containsExactly(1, 2, 1, 1);
        assertThat(Subgroup.byBmdBand(cases, 0.691, 0.899))
                .extracting(Subgroup::level)
                .containsExactly("≥ 0.899 g/cm²");
    }

    @Property(tries = 100)
    void everyFactorSplitsTheCasesWithoutLossOrOverlap(@ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int n) {
        List<Case> cases = Cases.random(n, seed);
        for (List<Subgroup> groups : List.of(
                Subgroup.bySex(cases),
                Subgroup.byAgeBand(cases, 70, 75, 80),
                Subgroup.byBmdBand(cases, 0.691, 0.899))) {
            assertThat(groups.stream().flatMap(g -> g.cases().stream())).containsExactlyInAnyOrderElementsOf(cases);
            assertThat(groups.stream().mapToInt(g -> g.regression().n()).sum()).isEqualTo(n);
            assertThat(groups.stream().mapToInt(g -> g.coverage().covered()).sum())
                    .isEqualTo(Coverage.of(cases).covered());
        }
    }

    @Test
    void fifthsOfBmdHoldTheLowestFirst() {
        List<Subgroup> fifths = Subgroup.byBmdRank(Cases.random(52, 6), 5);
        assertThat(fifths).hasSize(5);
        assertThat(fifths.stream().mapToInt(g -> g.cases().size())).containsExactly(10, 10, 11, 10, 11);
        for (int i = 1; i < 5; i++) {
            double lower = fifths.get(i - 1).cases().stream()
                    .mapToDouble(Case::measured)
                    .max()
                    .orElseThrow();
            assertThat(fifths.get(i).cases()).allMatch(c -> c.measured() >= lower);
        }
        assertThat(Subgroup.byBmdRank(Cases.random(3, 6), 5)).hasSize(3);
    }

    @Test
    void refusesEdgesOutOfOrder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subgroup.byAgeBand(List.of(aged(70)), 80, 70))
                .withMessageContaining("rising order");
        assertThatIllegalArgumentException().isThrownBy(() -> new Subgroup("sex", "female", List.of()));
    }

    private static Case aged(double age) {
        return new Case("s" + age, "female", age, 1.0, 1.0, 0.1, 0.9, 1.1);
    }
}
