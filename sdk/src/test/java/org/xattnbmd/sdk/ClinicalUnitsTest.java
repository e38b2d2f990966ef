package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.clinical.PlausibilityRules;

class ClinicalUnitsTest {

    private static final int HEIGHT = 2;
    private static final int WEIGHT = 3;

    @ParameterizedTest
    @CsvSource({
        "1.7, m, 170",
        "1700, mm, 170",
        "170, cm, 170",
        "170, CM, 170",
        "67, in, 170.18",
        "67, [in_i], 170.18",
        "5.5, ft, 167.64",
        "2.2, m, 220"
    })
    void height(double value, String unit, double centimetres) {
        assertThat(encode("height", value, unit)[HEIGHT]).isEqualTo((float) centimetres);
        assertThat(encode("height_cm", value, unit)[HEIGHT]).isEqualTo((float) centimetres);
    }

    @ParameterizedTest
    @CsvSource({"150, lb, 68.0388555", "150, [lb_av], 68.0388555", "68000, g, 68", "10.5, st, 66.67807839"})
    void weight(double value, String unit, double kilograms) {
        assertThat(encode("weight", value, unit)[WEIGHT]).isCloseTo((float) kilograms, within(1e-5f));
    }

    @ParameterizedTest
    @CsvSource({"900, months, 75", "900, mo, 75", "75, a, 75", "27393.75, days, 75", "3913.392857142857, weeks, 75"})
    void age(double value, String unit, double years) {
        assertThat(encode("age", value, unit)[0]).isEqualTo((float) years);
    }

    @Test
    void rangesAreCheckedAfterConversionAndToldInTheFieldsUnit() {
        assertRefused(Code.CLINICAL_OUT_OF_RANGE, () -> encode("height", 170, "m"));
        assertThatThrownBy(() -> encode("height", 170, "m")).hasMessageContaining("from 120 to 220 cm");
        assertRefused(Code.CLINICAL_NOT_A_NUMBER, () -> encode("height", Double.NaN, "cm"));
        assertRefused(Code.CLINICAL_NOT_A_NUMBER, () -> encode("height", Double.POSITIVE_INFINITY, "cm"));
    }

    @Test
    void unitsThatAreUnknownOrMeasureSomethingElseAreRefusedWithThoseThatDo() {
        assertRefused(Code.CLINICAL_UNIT_UNKNOWN, () -> encode("height", 170, "kg"));
        assertRefused(Code.CLINICAL_UNIT_UNKNOWN, () -> encode("height", 170, "furlong"));
        assertRefused(Code.CLINICAL_UNIT_UNKNOWN, () -> encode("sex", 1, "cm"));
        assertThatThrownBy(() -> encode("height", 170, "kg")).hasMessageContaining("mm, cm, m, in, ft");
    }

    @Test
    void onlyAValueWithAUnitMayLeaveTheUnitOutOfTheName() {
        assertRefused(
                Code.CLINICAL_FIELD_UNKNOWN,
                () -> ClinicalRecord.builder().set("height", 170).build().encode(TinyModel.FIELDS));
        assertRefused(
                Code.CLINICAL_FIELD_TWICE,
                () -> ClinicalRecord.builder()
                        .set("height", 170, "cm")
                        .set("height_cm", 171)
                        .build()
                        .encode(TinyModel.FIELDS));
    }

    @Test
    void aUnitOfTheCardsOwnIsTakenAsItIs() {
        ClinicalField field = new ClinicalField("activity", "", "score 0-100", 0, 100, List.of(), 50, 10);
        ClinicalRecord record =
                ClinicalRecord.builder().set("activity", 40, "score 0-100").build();

        assertThat(record.encode(List.of(field))).containsExactly(40f);
    }

    @Test
    void fillingFromAHeaderKnowsThatAFieldIsSetUnderItsBareName() {
        ClinicalRecord header = ClinicalRecord.builder()
                .set("height_cm", "150")
                .set("weight", 60, "kg")
                .set("shoe_size", 42)
                .build();
        float[] row = ClinicalRecord.builder()
                .set("height", 1.7, "m")
                .fillFrom(header, TinyModel.card())
                .build()
                .encode(TinyModel.FIELDS);

        assertThat(row).containsExactly(Float.NaN, Float.NaN, 170f, 60f);
    }

    @Test
    void contradictionsAreFoundWithoutNamingValues() {
        List<ClinicalField> fields = new ArrayList<>(TinyModel.FIELDS);
        fields.add(new ClinicalField("bmi", "", "kg/m²", 12, 60, List.of(), 27, 4));
        fields.add(new ClinicalField("age_at_scan", "", "years", 18, 110, List.of(), 70, 10));
        float none = Float.NaN;

        assertThat(check(fields, 75, 1, 170, 68, 23.5f, 75.4f)).isEmpty();
        assertThat(check(fields, 75, 1, 170, 68, 26, none))
                .singleElement()
                .isEqualTo("Body mass index, height and weight contradict each other. Check all three.");
        assertThat(check(fields, none, none, 121, 170, none, none))
                .singleElement()
                .asString()
                .contains("Height and weight");
        assertThat(check(fields, 75, none, none, none, none, 57))
                .singleElement()
                .asString()
                .contains("more than five years");
        assertThat(check(fields, none, none, none, none, 30, none)).isEmpty();
        assertThat(PlausibilityRules.check(List.of(), new float[0])).isEmpty();
    }

    private static List<String> check(List<ClinicalField> fields, float... row) {
        return PlausibilityRules.check(fields, row);
    }

    private static float[] encode(String field, double value, String unit) {
        return ClinicalRecord.builder().set(field, value, unit).build().encode(TinyModel.FIELDS);
    }
}
