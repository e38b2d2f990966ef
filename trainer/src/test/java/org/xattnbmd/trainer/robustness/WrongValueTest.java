package org.xattnbmd.trainer.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard.ClinicalField;

class WrongValueTest {

    private static final List<ClinicalField> FIELDS = Rows.fields();
    private static final Map<String, String> TRUE = Rows.values(7);

    private static WrongValue named(String name) {
        return WrongValue.of(FIELDS).stream()
                .filter(w -> w.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        WrongValue.of(FIELDS).stream().map(WrongValue::name).toList()));
    }

    private static double number(Map<String, String> values, String field) {
        return Double.parseDouble(values.get(field));
    }

    @Test
    void amountsAreAsDeclared() {
        assertThat(number(named("Age at radiograph +5 years").change().apply(TRUE), "age"))
                .isEqualTo(72);
        assertThat(number(named("Age at radiograph −5 years").change().apply(TRUE), "age"))
                .isEqualTo(62);
        assertThat(number(named("Weight +10 %").change().apply(TRUE), "weight_kg"))
                .isEqualTo(73.7, within(1e-9));
        Map<String, String> both = named("Weight and BMI −10 %").change().apply(TRUE);
        assertThat(number(both, "weight_kg")).isEqualTo(60.3, within(1e-9));
        assertThat(number(both, "bmi")).isEqualTo(24.3, within(1e-9));
        assertThat(named("Sex: another category").change().apply(TRUE)).containsEntry("sex", "female");
    }

    @Test
    void whereThereIsNoBetterSourceTheAmountIsTheCardsStandardDeviation() {
        ClinicalField activity = FIELDS.get(7);
        Map<String, String> wrong = WrongValue.of(FIELDS).stream()
                .filter(w -> w.name().startsWith(activity.label() + " +"))
                .findFirst()
                .orElseThrow()
                .change()
                .apply(TRUE);
        assertThat(number(wrong, "activity_score") - 47).isEqualTo(activity.sd(), within(0.051));
    }

    @Test
    void everyMistakeChangesSomethingKnownGivesAReasonAndNothingElse() {
        assertThat(WrongValue.of(FIELDS)).extracting(WrongValue::name).doesNotHaveDuplicates();
        for (WrongValue wrong : WrongValue.of(FIELDS)) {
            Map<String, String> changed = wrong.change().apply(TRUE);
            long differences = TRUE.keySet().stream()
                    .filter(f -> !TRUE.get(f).equals(changed.get(f)))
                    .count();
            assertThat(differences).as(wrong.name()).isBetween(1L, 2L);
            assertThat(changed.keySet()).isEqualTo(TRUE.keySet());
            assertThat(wrong.reason()).isNotBlank();
            assertThat(wrong.change().apply(Map.of())).isEmpty();
        }
    }

    @Test
    void plausibleMistakesStayInTheRangeAndMistakesOfUnitsNeedNot() {
        Map<String, String> extreme = new HashMap<>(TRUE);
        extreme.put("age", "109");
        extreme.put("bmi", "59");
        for (WrongValue wrong : WrongValue.of(FIELDS)) {
            Map<String, String> changed = wrong.change().apply(extreme);
            if (wrong.name().contains("taken for")) {
                continue;
            }
            assertThat(Condition.record(changed).encode(FIELDS))
                    .as(wrong.name())
                    .hasSize(FIELDS.size());
        }
        Map<String, String> inches =
                named("Height: inches taken for centimetres").change().apply(TRUE);
        assertThatThrownBy(() -> Condition.record(inches).encode(FIELDS)).isInstanceOf(BmdException.class);
    }

    @Test
    void fieldsOfSomebodyElsesModelGetTheirOwnMistakes() {
        List<ClinicalField> own = List.of(
                new ClinicalField("grip_kg", "Grip", "kg", 0, 90, List.of(), 25, 8.04),
                new ClinicalField("fracture", "Fracture", "", 0, 1, List.of("no", "yes"), 0.2, 0.4));
        List<WrongValue> wrong = WrongValue.of(own);
        assertThat(wrong)
                .extracting(WrongValue::name)
                .containsExactly("Grip +8 kg", "Grip −8 kg", "Fracture: another category");
        assertThat(wrong.get(2).change().apply(Map.of("fracture", "no"))).containsEntry("fracture", "yes");
        assertThat(number(wrong.get(1).change().apply(Map.of("grip_kg", "5")), "grip_kg"))
                .isZero();
    }
}
