package org.xattnbmd.trainer.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.trainer.robustness.NeckLook.Localised;

class NeckLookTest {

    private static final Area TRUTH = new Area(100, 60, 80, 40);

    @Test
    void theTrueBoxHasNoError() {
        Localised exact = NeckLook.localised(TRUTH, TRUTH, 0.5);
        assertThat(exact.overlap()).isEqualTo(1);
        assertThat(exact.scale()).isEqualTo(1);
        assertThat(exact.centreMillimetres()).isZero();
    }

    @Test
    void byHand() {
        // Half a width to the right: a third of the union is common. 40 pixels of 0.5 mm.
        Localised beside = NeckLook.localised(new Area(140, 60, 80, 40), TRUTH, 0.5);
        assertThat(beside.overlap()).isEqualTo(1 / 3.0, within(1e-12));
        assertThat(beside.centreMillimetres()).isEqualTo(20, within(1e-12));
        assertThat(beside.centreErrorX()).isEqualTo(40);
        assertThat(beside.centreErrorY()).isZero();
        assertThat(beside.centreShare()).isEqualTo(40 / Math.sqrt(3200), within(1e-12));
        // Twice as wide and high about the same centre.
        Localised large = NeckLook.localised(new Area(60, 40, 160, 80), TRUTH, Double.NaN);
        assertThat(large.scale()).isEqualTo(2, within(1e-12));
        assertThat(large.overlap()).isEqualTo(0.25, within(1e-12));
        assertThat(large.centreMillimetres()).isNaN();
        assertThat(NeckLook.localised(new Area(500, 500, 10, 10), TRUTH, 1).overlap())
                .isZero();
    }

    @Test
    void overlapIsSymmetricAndAShare() {
        Random random = new Random(9);
        for (int i = 0; i < 500; i++) {
            Area a = area(random);
            Area b = area(random);
            Localised there = NeckLook.localised(a, b, 1);
            Localised back = NeckLook.localised(b, a, 1);
            assertThat(there.overlap()).isBetween(0.0, 1.0).isEqualTo(back.overlap(), within(1e-12));
            assertThat(there.scale() * back.scale()).isEqualTo(1, within(1e-9));
            assertThat(there.centreMillimetres()).isEqualTo(back.centreMillimetres(), within(1e-9));
        }
    }

    private static Area area(Random random) {
        return new Area(
                50 * random.nextDouble(),
                50 * random.nextDouble(),
                1 + 60 * random.nextDouble(),
                1 + 60 * random.nextDouble());
    }
}
