package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;

class DensitometerScaleTest {

    /** Hologic's are NHANES III's own: 0.858 - 0.120 and 0.858 - 2.5 * 0.120; Lunar's first is XAttn-BMD's threshold. */
    @ParameterizedTest
    @CsvSource({"HOLOGIC, 0.738, 0.558", "LUNAR, 0.899, 0.691"})
    void thresholdsAreThePublishedOnes(DensitometerScale scale, double lowBoneMass, double osteoporosis) {
        assertThat(scale.bmdAt(DensitometerScale.NORMAL_FROM)).isEqualTo(lowBoneMass);
        assertThat(scale.bmdAt(DensitometerScale.OSTEOPOROSIS_TO)).isEqualTo(osteoporosis);
    }

    @ParameterizedTest
    @EnumSource
    void aScaleHasItsOwnReferenceWithinRoundingOfTheConversion(DensitometerScale scale) {
        ReferencePopulation converted = ReferencePopulation.nhanes3WhiteWomen().onScale(scale.label());
        assertThat(scale.reference().densitometer()).isEqualTo(scale.label());
        assertThat(scale.reference().mean()).isCloseTo(converted.mean(), within(0.0005));
        assertThat(scale.reference().sd()).isCloseTo(converted.sd(), within(0.0005));
        double t =
                (scale.bmdAt(-2) - scale.reference().mean()) / scale.reference().sd();
        assertThat(t).isCloseTo(-2, within(0.005));
    }

    @Test
    void namesAreFoundInAnyCaseAndOthersRefused() {
        assertThat(DensitometerScale.named(" ge lunar")).isEqualTo(DensitometerScale.LUNAR);
        assertThat(DensitometerScale.named("lunar")).isEqualTo(DensitometerScale.LUNAR);
        Codes.assertRefused(Code.REFERENCE_SCALE, () -> DensitometerScale.named("Prodigy"));
    }
}
