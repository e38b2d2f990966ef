package org.xattnbmd.sdk.internal.picture.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class NumbersTest {

    @Property
    void everyDecimalIsReadAsBigDecimalReadsIt(
            @ForAll BigInteger digits,
            @ForAll @IntRange(max = 20) int scale,
            @ForAll @IntRange(min = -200, max = 200) int exponent,
            @ForAll @IntRange(max = 5) int form) {
        BigDecimal mantissa = new BigDecimal(digits, scale);
        String plain = mantissa.toPlainString();
        String text = switch (form) {
            case 0 -> plain;
            case 1 -> " " + plain + "  ";
            case 2 -> plain + "e" + exponent;
            case 3 -> plain + String.format("E%+04d", exponent);
            case 4 -> (plain.contains(".") ? plain : plain + ".") + "e" + exponent;
            default -> plain.replaceFirst("^(-?)0\\.", "$1.");
        };
        BigDecimal wanted = form >= 2 && form <= 4 ? mantissa.scaleByPowerOfTen(exponent) : mantissa;

        assertThat(Numbers.decimal(text)).as(text).hasValue(wanted.doubleValue());
    }

    @Property
    void whateverIsReadIsWhatBigDecimalReads(
            @ForAll @StringLength(max = 12) @Chars({'0', '1', '9', '.', ',', '-', '+', 'e', 'E', ' ', 'x'})
                    String text) {
        Numbers.decimal(text)
                .ifPresent(value -> assertThat(new BigDecimal(text.strip()).doubleValue())
                        .as(text)
                        .isEqualTo(value));
    }

    @Example
    void whatIsNoNumberIsNone() {
        for (String text : new String[] {
            "",
            " ",
            ".",
            "-",
            "+",
            "e5",
            ".e5",
            "1e",
            "1e+",
            "0,8",
            "1,000.5",
            "1.2.3",
            "--1",
            "1 2",
            "0x10",
            "NaN",
            "Infinity",
            "1d",
            "1f",
            "٣",
            "1e999",
            "-1e-999",
            "x".repeat(100_000),
            "1".repeat(2000)
        }) {
            assertThat(Numbers.decimal(text)).as(text).isEmpty();
        }
        assertThat(Numbers.decimal("0.000e-999")).hasValue(0);
    }
}
