package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.evaluation.StratifiedFolds.Subject;

class StratifiedFoldsTest {

    @Property(tries = 600)
    void everySubjectIsTestedOnceAndFoldsAreAlike(
            @ForAll long seed,
            @ForAll @IntRange(min = 10, max = 120) int n,
            @ForAll @IntRange(min = 2, max = 10) int k) {
        List<Subject> subjects = subjects(n, seed);
        Map<String, Subject> byId = new HashMap<>();
        subjects.forEach(s -> byId.put(s.id(), s));
        StratifiedFolds folds = StratifiedFolds.of(subjects, k, seed);
        assertThat(folds.folds().stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(byId.keySet());
        for (int f = 0; f < k; f++) {
            assertThat(folds.test(f)).hasSizeBetween(n / k, (n + k - 1) / k);
            assertThat(folds.train(f))
                    .doesNotContainAnyElementsOf(folds.test(f))
                    .hasSize(n - folds.test(f).size());
        }
        for (String sex : List.of("female", "male")) {
            List<Long> counts = folds.folds().stream()
                    .map(ids -> ids.stream()
                            .filter(id -> byId.get(id).sex().equals(sex))
                            .count())
                    .toList();
            assertThat(Collections.max(counts) - Collections.min(counts)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void foldsHaveNearlyTheSameBmd() {
        List<Subject> subjects = subjects(400, 8);
        Map<String, Double> bmd = new HashMap<>();
        subjects.forEach(s -> bmd.put(s.id(), s.bmd()));
        for (List<String> fold : StratifiedFolds.of(subjects, 10, 1).folds()) {
            // A random split of 400 would scatter by 0.15 / sqrt(40) = 0.024.
            assertThat(fold.stream().mapToDouble(bmd::get).average().orElseThrow())
                    .isEqualTo(0.9, within(0.016));
        }
    }

    @Test
    void seedDecidesAndInputOrderDoesNot() {
        List<Subject> subjects = subjects(60, 2);
        List<Subject> shuffled = new ArrayList<>(subjects);
        Collections.shuffle(shuffled, new Random(1));
        StratifiedFolds folds = StratifiedFolds.of(subjects, 5, 42);
        assertThat(StratifiedFolds.of(shuffled, 5, 42)).isEqualTo(folds);
        assertThat(StratifiedFolds.of(subjects, 5, 43)).isNotEqualTo(folds);
    }

    @Test
    void refusesWhatCannotBeDealt() {
        List<Subject> subjects = subjects(5, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> StratifiedFolds.of(subjects, 6, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> StratifiedFolds.of(subjects, 1, 1));
        Subject first = subjects.get(0);
        assertThatIllegalArgumentException().isThrownBy(() -> StratifiedFolds.of(List.of(first, first), 2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StratifiedFolds.of(List.of(first, new Subject("x", "male", Double.NaN)), 2, 1));
    }

    private static List<Subject> subjects(int n, long seed) {
        Random random = new Random(seed);
        List<Subject> subjects = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            subjects.add(new Subject(
                    "sim-" + i, random.nextInt(3) > 0 ? "female" : "male", 0.9 + 0.15 * random.nextGaussian()));
        }
        return subjects;
    }
}
