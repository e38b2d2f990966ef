package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatPrecisionTest {

    @Test
    void byHand() {
        // SDs sqrt(0.0002) and 0.02 on means 0.91 and 1.00; degrees of freedom 1 and 2.
        RepeatPrecision precision =
                RepeatPrecision.of(List.of(new double[] {0.90, 0.92}, new double[] {0.98, 1.0, 1.02}));
        assertThat(precision.subjects()).isEqualTo(2);
        assertThat(precision.readings()).isEqualTo(5);
        assertThat(precision.rmsSd()).isEqualTo(Math.sqrt((0.0002 + 2 * 0.0004) / 3), within(1e-12));
        assertThat(precision.rmsCv()).isEqualTo(Math.sqrt((0.0002 / (0.91 * 0.91) + 0.0004) / 2), within(1e-12));
        assertThat(precision.leastSignificantChange()).isEqualTo(2.77 * precision.rmsSd(), within(1e-12));
    }

    @Test
    void identicalReadingsHaveNoError() {
        assertThat(RepeatPrecision.of(List.of(new double[] {0.8, 0.8, 0.8})).rmsCv())
                .isEqualTo(0, within(1e-12));
    }

    @Test
    void refusesWhatIsNoRepetition() {
        assertThatIllegalArgumentException().isThrownBy(() -> RepeatPrecision.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> RepeatPrecision.of(List.of(new double[] {0.9})));
        assertThatIllegalArgumentException().isThrownBy(() -> RepeatPrecision.of(List.of(new double[] {0.9, 0})));
    }
}
