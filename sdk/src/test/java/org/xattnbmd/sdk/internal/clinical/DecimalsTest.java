package org.xattnbmd.sdk.internal.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalsTest {

    @ParameterizedTest
    @CsvSource({
        "12.345, 12.3",
        "0.012345, 0.0123",
        "1234.5, 1235",
        "-3.0001, -3.00",
        "0, 0.00",
        "9.999, 10.00",
        "-1e-12, 0.000000000",
        "1e16, 1.0E16",
        "NaN, NaN"
    })
    void threeSignificantDigits(double value, String text) {
        assertThat(Decimals.significant(value, 3)).isEqualTo(text);
    }

    @Property
    void saysTheNumberThatItWasGiven(@ForAll @DoubleRange(min = 0.01, max = 1e6) double value) {
        BigDecimal wanted = new BigDecimal(value).round(new MathContext(3, RoundingMode.HALF_UP));

        assertThat(Double.parseDouble(Decimals.significant(value, 3)))
                .isCloseTo(value, within(wanted.ulp().doubleValue() * 0.5001));
    }
}
