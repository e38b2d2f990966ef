package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.evaluation.AttentionMass.Edges;

class AttentionMassTest {

    @Test
    void addsUpCoveredCellsAndPartsOfThem() {
        float[] grid = {1, 2, 3, 4};
        AttentionMass half = AttentionMass.inside(grid, 2, 2, new Edges(0, 0, 0.5, 1));
        assertThat(half.share()).isEqualTo(0.4, within(1e-12));
        assertThat(half.chance()).isEqualTo(0.5, within(1e-12));
        // A quarter of every cell round the middle.
        AttentionMass middle = AttentionMass.inside(grid, 2, 2, new Edges(0.25, 0.25, 0.75, 0.75));
        assertThat(middle.share()).isEqualTo(0.25, within(1e-12));
    }

    @Property(tries = 600)
    void anEvenMapHasTheShareOfChance(
            @ForAll @DoubleRange(min = -0.5, max = 0.5) double left,
            @ForAll @DoubleRange(min = 0, max = 0.9) double top,
            @ForAll @DoubleRange(min = 0, max = 1) double width) {
        float[] even = new float[20];
        Arrays.fill(even, 0.05f);
        AttentionMass mass = AttentionMass.inside(even, 4, 5, new Edges(left, top, left + width, top + 0.3));
        assertThat(mass.share()).isEqualTo(mass.chance(), within(1e-9));
    }

    @Test
    void undefinedWithoutAttentionOrRegion() {
        assertThat(AttentionMass.inside(new float[4], 2, 2, new Edges(0, 0, 1, 1))
                        .share())
                .isNaN();
        assertThat(AttentionMass.inside(new float[] {1, 1, 1, 1}, 2, 2, new Edges(1.2, 0, 1.4, 1))
                        .chance())
                .isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttentionMass.inside(new float[3], 2, 2, new Edges(0, 0, 1, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttentionMass.inside(new float[4], 2, 2, new Edges(1, 0, 0, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttentionMass.inside(new float[] {-1}, 1, 1, new Edges(0, 0, 1, 1)));
    }
}
