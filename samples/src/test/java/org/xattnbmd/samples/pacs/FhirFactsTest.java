package org.xattnbmd.samples.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.fixtures.TinyModel;

class FhirFactsTest {

    private static final DicomWeb.Study STUDY = new DicomWeb.Study("1.2.3", "20260102");

    @TempDir
    Path folder;

    private static String bundle(String birth, String observations) {
        return """
                {"resourceType":"Bundle","type":"collection","entry":[
                {"resource":{"resourceType":"Patient","id":"p","gender":"female","birthDate":"%s"}},
                {"resource":{"resourceType":"Patient","id":"q","gender":"male","birthDate":"1990-01-01"}},
                {"resource":{"resourceType":"ImagingStudy","id":"s","status":"available",
                 "identifier":[{"system":"urn:dicom:uid","value":"urn:oid:1.2.3"}],"subject":{"reference":"Patient/p"}}}%s]}""".formatted(birth, observations);
    }

    private static String height(String when, String quantity, String status) {
        return """
                ,{"resource":{"resourceType":"Observation","status":"%s","subject":{"reference":"Patient/p"},
                "code":{"coding":[{"system":"http://loinc.org","code":"8302-2"}]},
                "effectiveDateTime":"%s","valueQuantity":%s}}""".formatted(status, when, quantity);
    }

    private FhirFacts read(String json) throws IOException {
        return FhirFacts.read(Files.writeString(folder.resolve("f.json"), json));
    }

    private static float value(FhirFacts facts, String field) {
        List<ClinicalField> fields = TinyModel.FIELDS;
        float[] encoded = facts.of(STUDY).orElseThrow().clinical().build().encode(fields);
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().startsWith(field)) {
                return encoded[i];
            }
        }
        throw new IllegalArgumentException(field);
    }

    @Test
    void ageIsThatOfTheStudysDayAndTheLastHeightThatCountsIsTaken() throws IOException {
        String two = height("2025-05-01", "{\"value\":1.61,\"unit\":\"m\",\"code\":\"m\"}", "final")
                + height("2024-05-01", "{\"value\":170,\"unit\":\"cm\",\"code\":\"cm\"}", "final")
                + height("2025-09-01", "{\"value\":99,\"unit\":\"cm\",\"code\":\"cm\"}", "entered-in-error");
        FhirFacts facts = read(bundle("1950-01-02", two));
        assertThat(value(facts, "age")).isCloseTo(76f, within(0.01f));
        assertThat(facts.of(STUDY).orElseThrow().clinical().build().names()).contains("age", "sex", "height");
        assertThat(facts.of(new DicomWeb.Study("9.9", "20260102"))).isEmpty();
    }

    @Test
    void whatCannotBeUnderstoodIsRefused() throws IOException {
        FhirFacts year = read(bundle("1950", ""));
        assertThatThrownBy(() -> year.of(STUDY))
                .isInstanceOf(BmdException.class)
                .hasMessageNotContaining("1950");
        FhirFacts text = read(bundle("1950-01-02", height("2025-05-01", "{\"value\":\"tall\"}", "final")));
        assertThatThrownBy(() -> text.of(STUDY))
                .isInstanceOf(BmdException.class)
                .hasMessageNotContaining("tall");
        assertThatThrownBy(() -> read("{\"resourceType\":\"Patient\"}")).isInstanceOf(BmdException.class);
        assertThatThrownBy(() -> read("{")).isInstanceOf(BmdException.class);
        assertThatThrownBy(() -> read("[".repeat(10_000))).isInstanceOf(BmdException.class);
    }
}
