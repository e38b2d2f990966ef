package org.xattnbmd.trainer.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.robustness.Condition.Group;

class ConditionsTest {

    private static final List<ClinicalField> FIELDS = Rows.fields();
    private static final List<ManifestRow> ROWS = Rows.rows(9);
    private static final Radiograph PICTURE = Rows.radiograph(0, 96);
    private static final Radiograph NONE = Rows.radiograph(1, 96);

    private static List<Condition> conditions(long seed) {
        return Conditions.of(FIELDS, ROWS, NONE, 2, seed);
    }

    private static BmdRequest request(Condition condition, int place) {
        return condition.change().apply(new Condition.Subject(place, ROWS.get(place), PICTURE));
    }

    private static float[] values(Condition condition, int place) {
        return request(condition, place).clinical().encode(FIELDS);
    }

    @Test
    void keysAreUniqueAndTheCleanOneComesFirst() {
        assertThat(conditions(1)).extracting(Condition::key).doesNotHaveDuplicates();
        assertThat(conditions(1).get(0).group()).isEqualTo(Group.CLEAN);
        assertThat(values(conditions(1).get(0), 3))
                .isEqualTo(ROWS.get(3).facts().clinical().encode(FIELDS));
        assertThat(conditions(1)).filteredOn(c -> c.group() == Group.MISSING).hasSize(FIELDS.size() + 2);
        assertThat(conditions(1))
                .filteredOn(c -> c.group() == Group.CORRUPTED)
                .hasSize(IntStream.range(0, Corruption.values().length)
                        .map(i -> Corruption.values()[i].levels())
                        .sum());
    }

    @Test
    void eachMissingFieldIsTheOnlyOneMissing() {
        float[] known = ROWS.get(2).facts().clinical().encode(FIELDS);
        for (int f = 0; f < FIELDS.size(); f++) {
            String key = "missing/" + FIELDS.get(f).name();
            float[] values = values(
                    conditions(1).stream()
                            .filter(c -> c.key().equals(key))
                            .findFirst()
                            .orElseThrow(),
                    2);
            float[] expected = known.clone();
            expected[f] = Float.NaN;
            assertThat(values).isEqualTo(expected);
        }
    }

    @Test
    void withoutAnImageAllSubjectsHaveTheSameOneAndTheirOwnFields() {
        Condition none = conditions(1).stream()
                .filter(c -> c.key().equals("missing/image"))
                .findFirst()
                .orElseThrow();
        assertThat(request(none, 4).radiograph()).isSameAs(NONE);
        assertThat(values(none, 4)).isEqualTo(ROWS.get(4).facts().clinical().encode(FIELDS));
    }

    @Test
    void aPermutationHandsOutEverybodysValuesAndNobodyKeepsTheirOwn() {
        for (Condition condition : conditions(3)) {
            if (condition.group() != Group.PERMUTED) {
                continue;
            }
            for (int f = 0; f < FIELDS.size(); f++) {
                List<Float> before = new ArrayList<>();
                List<Float> after = new ArrayList<>();
                int kept = 0;
                for (int i = 0; i < ROWS.size(); i++) {
                    before.add(ROWS.get(i).facts().clinical().encode(FIELDS)[f]);
                    after.add(values(condition, i)[f]);
                    kept += before.get(i).equals(after.get(i)) ? 1 : 0;
                }
                assertThat(after).containsExactlyInAnyOrderElementsOf(before);
                boolean own = Conditions.units(FIELDS)
                        .get(condition.name())
                        .contains(FIELDS.get(f).name());
                // Categories repeat, so that another subject may have the same one.
                if (!own || FIELDS.get(f).categories().isEmpty()) {
                    assertThat(kept).isEqualTo(own ? 0 : ROWS.size());
                }
            }
        }
    }

    @Test
    void theSeedDecides() {
        Condition first = permuted(5);
        assertThat(values(first, 1)).isEqualTo(values(permuted(5), 1));
        boolean differs = false;
        for (int i = 0; i < ROWS.size(); i++) {
            differs |= !Arrays.equals(values(first, i), values(permuted(6), i));
        }
        assertThat(differs).isTrue();
    }

    private static Condition permuted(long seed) {
        return conditions(seed).stream()
                .filter(c -> c.group() == Group.PERMUTED)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void permutationsAreOneCycle() {
        for (int n = 1; n < 30; n++) {
            int[] order = Conditions.permutation(n, 7);
            int at = 0;
            for (int step = 1; step < n; step++) {
                at = order[at];
                assertThat(at).isNotZero();
            }
            assertThat(order[at]).isZero();
        }
    }
}
