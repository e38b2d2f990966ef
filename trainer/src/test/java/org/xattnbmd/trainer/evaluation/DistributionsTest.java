package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reference values from SciPy 1.17.1. */
class DistributionsTest {

    @ParameterizedTest
    @CsvSource({
        "0.5,1,0.7048327646991335",
        "2,4,0.11611652351681556",
        "-3.25,9,0.009997369084021572",
        "12,2.5,0.0028362150300783244",
        "0.001,30,0.9992087357664851",
        "40,9,1.8982998449339822e-11"
    })
    void studentTails(double t, double degrees, double p) {
        assertThat(Distributions.studentTwoSided(t, degrees)).isCloseTo(p, Percentage.withPercentage(1e-8));
    }

    @ParameterizedTest
    @CsvSource({
        "0,1",
        "0.1,0.920344325445942",
        "1,0.31731050786291415",
        "1.75,0.08011831372763417",
        "-1.959963984540054,0.05",
        "3,0.0026997960632601866",
        "6,1.973175290075389e-09",
        "10,1.523970604832094e-23"
    })
    void normalTails(double z, double p) {
        assertThat(Distributions.normalTwoSided(z)).isCloseTo(p, Percentage.withPercentage(1e-8));
    }

    @Test
    void studentQuantiles() {
        assertThat(Distributions.studentQuantile(0.95, 4)).isEqualTo(2.7764451051977934, within(1e-10));
        assertThat(Distributions.studentQuantile(0.95, 9)).isEqualTo(2.262157162798205, within(1e-10));
    }
}
