package org.xattnbmd.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;

class PairedGainTest {

    private static final Bootstrap BOOTSTRAP = new Bootstrap(500, 0.95, 3);

    private final List<Case> base = Reports.cases(120, 0.06, 5);

    /** The same subjects with so much more error, alternately up and down. */
    private List<Case> worse(double by) {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < base.size(); i++) {
            Case c = base.get(i);
            double sign = c.estimated() >= c.measured() ? 1 : -1;
            cases.add(moved(c, sign * by));
        }
        return cases;
    }

    private static Case moved(Case c, double by) {
        return new Case(
                c.subjectId(),
                c.sex(),
                c.age(),
                c.measured(),
                c.estimated() + by,
                c.spread(),
                c.lower() + by,
                c.upper() + by);
    }

    @Test
    void aSourceThatHelpsEverySubjectAlikeIsToldWithoutDoubt() {
        PairedGain gain = PairedGain.of("less", base, worse(0.01), BOOTSTRAP);

        assertThat(gain.without()).isEqualTo("less");
        assertThat(gain.mae().value()).isCloseTo(-0.01, within(1e-12));
        // Every pair differs by the same, so no resample can differ: pairing takes the subjects' own difficulty out.
        assertThat(gain.mae().interval().lower()).isCloseTo(-0.01, within(1e-12));
        assertThat(gain.mae().interval().upper()).isCloseTo(-0.01, within(1e-12));
        assertThat(gain.r2().value())
                .isCloseTo(
                        RegressionMetrics.of(base).r2()
                                - RegressionMetrics.of(worse(0.01)).r2(),
                        within(1e-12));
        assertThat(gain.r2().interval().lower()).isPositive();
    }

    @Test
    void aSourceThatIsNoiseIsNot() {
        Random random = new Random(8);
        List<Case> other =
                base.stream().map(c -> moved(c, 0.02 * random.nextGaussian())).toList();
        List<Case> another =
                base.stream().map(c -> moved(c, 0.02 * random.nextGaussian())).toList();

        PairedGain gain = PairedGain.of("other", other, another, BOOTSTRAP);

        assertThat(gain.mae().interval().lower()).isNegative();
        assertThat(gain.mae().interval().upper()).isPositive();
    }

    @Test
    void otherSubjectsOrAnotherOrderAreRefused() {
        List<Case> turned = new ArrayList<>(base);
        Collections.reverse(turned);

        assertThatThrownBy(() -> PairedGain.of("x", base, turned, BOOTSTRAP)).hasMessageContaining("same subjects");
        assertThatThrownBy(() -> PairedGain.of("x", base, base.subList(0, 5), BOOTSTRAP))
                .hasMessageContaining("as many cases");
    }
}
