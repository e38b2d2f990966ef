package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.internal.graph.Half;

class HalfTest {

    @Test
    void everyHalfSurvivesTheWayThroughFloat() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float f = Half.toFloat((short) bits);
            short back = Half.fromFloat(f);
            if (Float.isNaN(f)) {
                assertThat(Half.toFloat(back)).isNaN();
            } else {
                assertThat(back).as("bits %04x", bits).isEqualTo((short) bits);
            }
        }
    }

    @Property
    boolean roundsToTheNearest(@ForAll @FloatRange(min = -70000, max = 70000) float f) {
        short h = Half.fromFloat(f);
        float rounded = Half.toFloat(h);
        if (Float.isInfinite(rounded)) {
            return Math.abs(f) >= 65520;
        }
        // Neighbours differ by one in the bits, and none is nearer.
        float up = Half.toFloat((short) (h + 1));
        float down = (h & 0x7fff) == 0 ? rounded : Half.toFloat((short) (h - 1));
        double error = Math.abs((double) f - rounded);
        return (Float.isNaN(up) || error <= Math.abs((double) f - up)) && error <= Math.abs((double) f - down);
    }

    @Test
    void knowsItsSpecialValues() {
        assertThat(Half.toFloat((short) 0x3c00)).isEqualTo(1f);
        assertThat(Half.toFloat((short) 0x7bff)).isEqualTo(Half.MAX);
        assertThat(Half.fromFloat(Float.POSITIVE_INFINITY)).isEqualTo((short) 0x7c00);
        assertThat(Half.fromFloat(1e6f)).isEqualTo((short) 0x7c00);
        assertThat(Half.fromFloat(-0f)).isEqualTo((short) 0x8000);
        assertThat(Half.fromFloat(5.9604645e-8f)).isEqualTo((short) 1);
    }
}
