package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldComparisonTest {

    private static final double[] FIRST = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    private static final double[] SECOND = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

    @Test
    void comparesEveryVariantWithTheReference() {
        Map<String, double[]> folds = new LinkedHashMap<>();
        folds.put("concat", SECOND);
        folds.put("both", FIRST);
        folds.put("same", SECOND);
        FoldComparison comparison = FoldComparison.of("MAE", folds, "concat", 1.0 / 9);
        assertThat(comparison.rows()).extracting(FoldComparison.Row::variant).containsExactly("concat", "both", "same");

        FoldComparison.Row reference = comparison.rows().get(0);
        assertThat(reference.difference().value()).isZero();
        assertThat(reference.tests()).isEmpty();

        FoldComparison.Row both = comparison.rows().get(1);
        assertThat(both.mean()).isEqualTo(0.75, within(1e-12));
        assertThat(both.standardDeviation()).isEqualTo(1.7890096577591626, within(1e-12));
        assertThat(both.difference().value()).isEqualTo(-1.58, within(1e-12));
        assertThat(both.difference().relative()).isEqualTo(-1.58 / 2.33, within(1e-12));
        assertThat(both.difference().interval().lower()).isEqualTo(-1.58 - 1.2784443746615062, within(1e-9));
        assertThat(both.difference().interval().upper()).isEqualTo(-1.58 + 1.2784443746615062, within(1e-9));
        assertThat(both.tests().orElseThrow().corrected().pValue()).isEqualTo(0.020857022957686787, within(1e-12));
        assertThat(both.tests().orElseThrow().holmP()).isEqualTo(2 * 0.020857022957686787, within(1e-12));

        FoldComparison.Row same = comparison.rows().get(2);
        assertThat(same.tests().orElseThrow().holmP()).isEqualTo(1);
        assertThat(same.difference().interval()).isEqualTo(new Interval(0, 0));
    }

    @Test
    void aSingleFoldSaysNothingAboutChance() {
        FoldComparison comparison = FoldComparison.of(
                "R²", new LinkedHashMap<>(Map.of("a", new double[] {0.5}, "b", new double[] {0.6})), "a", 0.1);
        FoldComparison.Row b = comparison.rows().stream()
                .filter(r -> r.variant().equals("b"))
                .findFirst()
                .orElseThrow();
        assertThat(b.difference().relative()).isEqualTo(0.2, within(1e-12));
        assertThat(b.standardDeviation()).isNaN();
        assertThat(b.tests().orElseThrow().holmP()).isNaN();
        assertThat(b.difference().interval().defined()).isFalse();
    }

    @Test
    void refusesUnequalFoldsAndAMissingReference() {
        Map<String, double[]> folds = Map.of("a", new double[3], "b", new double[4]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FoldComparison.of("MAE", folds, "a", 0.1))
                .withMessageContaining("expected 3 folds")
                .withMessageContaining("received 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FoldComparison.of("MAE", folds, "c", 0.1))
                .withMessageContaining("\"c\"");
    }
}
