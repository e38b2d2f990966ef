package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Reference values from SciPy 1.17.1; the data are Student's sleep data and Hollander &amp; Wolfe's depression scores. */
class PairedTestTest {

    private static final double[] SLEEP = differences(
            new double[] {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0},
            new double[] {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4});

    @Test
    void pairedTTestOfStudentsSleepData() {
        PairedTest test = PairedTest.correctedResampled(SLEEP, 0);
        assertThat(test.name()).isEqualTo("paired t-test");
        assertThat(test.statistic()).isEqualTo(-4.062127683382037, within(1e-12));
        assertThat(test.pValue()).isEqualTo(0.002832890197384273, within(1e-12));
    }

    @Test
    void correctionForOverlappingFoldsWeakensTheEvidence() {
        PairedTest test = PairedTest.correctedResampled(SLEEP, 1.0 / 9);
        assertThat(test.statistic()).isEqualTo(-2.7957480106770447, within(1e-12));
        assertThat(test.pValue()).isEqualTo(0.020857022957686787, within(1e-12));
    }

    @Test
    void wilcoxonOfTheDepressionScoresIsExact() {
        PairedTest test = PairedTest.wilcoxon(differences(
                new double[] {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30},
                new double[] {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29}));
        assertThat(test.statistic()).isEqualTo(40);
        assertThat(test.pValue()).isEqualTo(0.0390625, within(1e-15));
    }

    @Test
    void wilcoxonCountsTiesExactlyAndLeavesZerosOut() {
        PairedTest test = PairedTest.wilcoxon(new double[] {1, 1, -1, 2, 2, 3, -3, 4, 0});
        assertThat(test.n()).isEqualTo(8);
        assertThat(test.statistic()).isEqualTo(27.5);
        assertThat(test.pValue()).isEqualTo(0.2421875, within(1e-15));
    }

    @Test
    void wilcoxonOfManyDifferencesIsApproximated() {
        double[] many = IntStream.range(0, 60)
                .mapToDouble(i -> (i * 37 % 101 - 38) / 10.0)
                .toArray();
        assertThat(PairedTest.wilcoxon(many).pValue()).isEqualTo(0.0072066777489340535, within(1e-12));
    }

    @Test
    void nothingToSayIsNotSignificant() {
        assertThat(PairedTest.correctedResampled(new double[] {0.2}, 0.1).pValue())
                .isNaN();
        assertThat(PairedTest.correctedResampled(new double[5], 0.1).pValue()).isEqualTo(1);
        assertThat(PairedTest.wilcoxon(new double[5]).pValue()).isEqualTo(1);
        assertThat(PairedTest.wilcoxon(new double[0]).pValue()).isNaN();
    }

    @Test
    void holmByHand() {
        // Sorted 0.005*4, 0.01*3, 0.03*2, 0.04*1 = 0.02, 0.03, 0.06, 0.04 and never falling.
        assertThat(PairedTest.holm(0.01, 0.04, 0.03, 0.005))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
        assertThat(PairedTest.holm(0.3, Double.NaN, 0.6)).containsExactly(0.6, Double.NaN, 0.6);
        assertThat(PairedTest.holm()).isEmpty();
    }

    @Property(tries = 200)
    void holmLiesBetweenTheRawValuesAndBonferroni(
            @ForAll @Size(min = 1, max = 12) double[] raw, @ForAll @DoubleRange(min = 0.01, max = 1) double scale) {
        double[] p = Arrays.stream(raw).map(v -> scale / (1 + Math.abs(v))).toArray();
        double[] adjusted = PairedTest.holm(p);
        for (int i = 0; i < p.length; i++) {
            assertThat(adjusted[i]).isBetween(p[i], Math.min(1, p.length * p[i]));
        }
    }

    @Property(tries = 100)
    void signDoesNotMatterToTwoSidedTests(@ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int n) {
        double[] d = new Random(seed).doubles(n, -1, 1.2).toArray();
        double[] mirrored = Arrays.stream(d).map(v -> -v).toArray();
        assertThat(PairedTest.wilcoxon(mirrored).pValue())
                .isEqualTo(PairedTest.wilcoxon(d).pValue(), within(1e-12));
        assertThat(PairedTest.correctedResampled(mirrored, 0.1).pValue())
                .isEqualTo(PairedTest.correctedResampled(d, 0.1).pValue(), within(1e-12));
    }

    @Test
    void falseFindingsStayNearTheirLevel() {
        Random random = new Random(4);
        int rejectedT = 0;
        int rejectedRank = 0;
        for (int i = 0; i < 2000; i++) {
            double[] d = random.ints(10, 0, 10)
                    .mapToDouble(ignored -> random.nextGaussian())
                    .toArray();
            rejectedT += PairedTest.correctedResampled(d, 0).pValue() < 0.05 ? 1 : 0;
            rejectedRank += PairedTest.wilcoxon(d).pValue() < 0.05 ? 1 : 0;
        }
        assertThat(rejectedT / 2000.0).isEqualTo(0.05, within(0.02));
        // The exact test of ten differences can only reject at 0.0488.
        assertThat(rejectedRank / 2000.0).isEqualTo(0.0488, within(0.02));
    }

    @Test
    void refusesWhatCannotBeTested() {
        assertThatIllegalArgumentException().isThrownBy(() -> PairedTest.wilcoxon(new double[] {1, Double.NaN}));
        assertThatIllegalArgumentException().isThrownBy(() -> PairedTest.correctedResampled(new double[] {1, 2}, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> PairedTest.holm(0.5, 1.5));
    }

    private static double[] differences(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    }
}
