package org.xattnbmd.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.evaluation.Interval;

class FormatTest {

    @Test
    void numbersLookTheSameEverywhere() {
        assertThat(Format.bmdUnit(0.8994)).isEqualTo("0.899\u00A0g/cm²");
        assertThat(Format.signedBmd(0.0123)).isEqualTo("+0.012");
        assertThat(Format.signedBmd(-0.0123)).isEqualTo("−0.012");
        assertThat(Format.signedBmd(-0.0001)).isEqualTo("0.000");
        assertThat(Format.signedBmd(0.0001)).isEqualTo("0.000");
        assertThat(Format.ratio(Double.NaN)).isEqualTo("n/a");
        assertThat(Format.ratio(Double.POSITIVE_INFINITY)).isEqualTo("∞");
        assertThat(Format.percent(0.9125)).isEqualTo("91.3\u00A0%");
        assertThat(Format.level(0.9)).isEqualTo("90\u00A0%");
        assertThat(Format.level(0.975)).isEqualTo("97.5\u00A0%");
        assertThat(Format.range(new Interval(-0.1, 0.25))).isEqualTo("−0.100 to 0.250");
        assertThat(Format.range(Interval.UNDEFINED)).isEqualTo("n/a");
        assertThat(Format.scientific(3.14e-7)).isEqualTo("3.1\u00A0×\u00A010⁻⁷");
        assertThat(Format.scientific(0)).isEqualTo("0");
        assertThat(Format.duration(Duration.ofMillis(5_430))).isEqualTo("5.4\u00A0s");
        assertThat(Format.duration(Duration.ofSeconds(254))).isEqualTo("4 min 14 s");
        assertThat(Format.duration(Duration.ofSeconds(7_260))).isEqualTo("2 h 01 min");
        assertThat(Format.count(1, "subject", "subjects")).isEqualTo("1\u00A0subject");
    }

    @Test
    void coordinatesAreShort() {
        assertThat(Markup.number(12.5)).isEqualTo("12.5");
        assertThat(Markup.number(-0.001)).isEqualTo("0");
        assertThat(Markup.number(100)).isEqualTo("100");
        assertThat(Markup.number(2.0 / 3)).isEqualTo("0.67");
    }
}
