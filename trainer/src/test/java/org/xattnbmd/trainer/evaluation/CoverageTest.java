package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoverageTest {

    /** Table I, method 3, of Newcombe 1998, Statistics in Medicine 17:857. */
    @ParameterizedTest
    @CsvSource({"81,263,0.2553,0.3662", "15,148,0.0624,0.1605", "0,20,0.0000,0.1611", "1,29,0.0061,0.1718"})
    void wilsonIntervalAgreesWithNewcombe(int successes, int trials, double lower, double upper) {
        Interval interval = Coverage.wilson(successes, trials);
        assertThat(interval.lower()).isEqualTo(lower, within(5e-5));
        assertThat(interval.upper()).isEqualTo(upper, within(5e-5));
    }

    @Test
    void countsCasesInsideTheirIntervals() {
        Coverage coverage =
                Coverage.of(List.of(Cases.of(0.9, 0.85), Cases.of(0.9, 1.0), Cases.of(0.9, 1.2), Cases.of(0.9, 0.7)));
        assertThat(coverage.covered()).isEqualTo(2);
        assertThat(coverage.fraction()).isEqualTo(0.5);
        assertThat(coverage.meanWidth()).isEqualTo(0.2, within(1e-12));
        assertThat(coverage.confidenceInterval().contains(0.5)).isTrue();
    }

    @Test
    void refusesNothingAndNonsense() {
        assertThatIllegalArgumentException().isThrownBy(() -> Coverage.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Coverage.wilson(3, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Case("a", "male", 70, 1, 1, 0.1, 1.1, 0.9))
                .withMessageContaining("lower <= upper");
        assertThatIllegalArgumentException().isThrownBy(() -> new Case("a", "male", 70, Double.NaN, 1, 0.1, 0.9, 1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Case(" ", "male", 70, 1, 1, 0.1, 0.9, 1.1));
    }
}
