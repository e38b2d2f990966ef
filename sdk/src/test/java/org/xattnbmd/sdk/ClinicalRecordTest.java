package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.TinyModel;

class ClinicalRecordTest {

    @Test
    void encodesInTheOrderOfTheFieldsWithMissingAsNaN() {
        ClinicalRecord record = ClinicalRecord.builder()
                .set("weight_kg", "68.5")
                .set("sex", "Male")
                .set("age", 75)
                .build();

        assertThat(record.encode(TinyModel.FIELDS)).containsExactly(75f, 1f, Float.NaN, 68.5f);
        assertThat(ClinicalRecord.empty().encode(TinyModel.FIELDS)).containsOnly(Float.NaN);
    }

    @Test
    void refusesWhatTheModelDoesNotKnow() {
        assertRefused(Code.CLINICAL_FIELD_UNKNOWN, () -> encode("shoe_size", "42"));
        assertRefused(Code.CLINICAL_CATEGORY_UNKNOWN, () -> encode("sex", "unknown"));
        assertThatThrownBy(() -> encode("shoe_size", "42")).hasMessageContaining("height_cm");
        assertThatThrownBy(() -> encode("sex", "x")).hasMessageContaining("female");
    }

    @Test
    void refusesValuesOutOfRangeWithTheRange() {
        assertRefused(Code.CLINICAL_OUT_OF_RANGE, () -> encode("age", "-3"));
        assertThatThrownBy(() -> encode("age", "-3")).hasMessageContaining("from 18 to 110 years");
        assertRefused(
                Code.CLINICAL_OUT_OF_RANGE,
                () -> ClinicalRecord.builder()
                        .set("weight_kg", Double.POSITIVE_INFINITY)
                        .build()
                        .encode(TinyModel.FIELDS));
    }

    @Test
    void refusesTextThatIsNoPlainNumber() {
        for (String text : new String[] {"abc", "", "75f", "0x1p3", "NaN", "1e3", "7,5", "Infinity"}) {
            assertRefused(Code.CLINICAL_NOT_A_NUMBER, () -> encode("weight_kg", text));
        }
        assertRefused(
                Code.CLINICAL_NOT_A_NUMBER,
                () -> ClinicalRecord.builder().set("age", Double.NaN).build().encode(TinyModel.FIELDS));
    }

    /** Where the columns of a table have slipped it may be anything. */
    @Test
    void aTextInANumbersPlaceIsNotRepeated() {
        for (String field : new String[] {"age", "sex", "weight_kg"}) {
            assertThatThrownBy(() -> encode(field, "JANE DOE 1950")).message().doesNotContain("JANE", "1950");
        }
    }

    @Test
    void textFormShowsNoValues() {
        assertThat(ClinicalRecord.builder().set("age", 75).build().toString())
                .contains("age")
                .doesNotContain("75");
    }

    private static float[] encode(String field, String value) {
        return ClinicalRecord.builder().set(field, value).build().encode(TinyModel.FIELDS);
    }
}
