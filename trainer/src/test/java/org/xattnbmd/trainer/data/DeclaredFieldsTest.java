package org.xattnbmd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.FieldDeclaration.Absence;
import org.xattnbmd.trainer.data.FieldDeclaration.Absence.Sense;
import org.xattnbmd.trainer.data.FieldDeclaration.Kind;

/** Clinical fields that a study declares in its cohort.json. */
class DeclaredFieldsTest {

    private static final String HEADER =
            "subject_id,image,split,side,age,sex,grip_kg,ferritin,prior_fracture,menopause,falls,femoral_neck_bmd_g_cm2";

    private static final List<String> DECLARED = List.of(
            "\"sex\"",
            "{\"name\": \"age\", \"range\": [5, 17]}",
            "{\"name\": \"grip_kg\", \"label\": \"Grip strength\", \"kind\": \"number\", \"unit\": \"kg\", \"range\": [0, 90]}",
            "{\"name\": \"ferritin\", \"kind\": \"number\", \"unit\": \"µg/l\", \"range\": [1, 5000], \"transform\": \"log\","
                    + " \"when_missing\": \"mean\"}",
            "{\"name\": \"prior_fracture\", \"kind\": \"yes-no\", \"codes\": {\"1\": \"yes\", \"0\": \"no\"},"
                    + " \"when_missing\": {\"value\": \"no\"}}",
            "{\"name\": \"menopause\", \"kind\": \"category\", \"codes\": [\"pre\", \"peri\", \"post\"]}",
            "{\"name\": \"falls\", \"kind\": \"ordinal\", \"codes\": [\"none\", \"one\", \"more\"]}");

    @TempDir
    Path folder;

    @BeforeEach
    void picture() throws IOException {
        Files.createFile(folder.resolve("a.png"));
    }

    private void declare(List<String> fields) throws IOException {
        String list = fields.stream().map(f -> "    " + f).collect(Collectors.joining(",\n"));
        Files.writeString(
                folder.resolve(CohortLayout.FILE),
                "{\n  \"densitometer_scale\": \"Hologic\",\n  \"clinical_fields\": [\n" + list + "\n  ]\n}\n");
    }

    private void rows(String... rows) throws IOException {
        Files.writeString(folder.resolve(CohortManifest.FILE), HEADER + "\n" + String.join("\n", rows) + "\n");
    }

    private static List<String> with(int place, String declaration) {
        String[] changed = DECLARED.toArray(new String[0]);
        changed[place] = declaration;
        return Arrays.asList(changed);
    }

    @Test
    void declarationsBecomeTheNetworksInputInTheirOrder() throws IOException {
        declare(DECLARED);
        rows("A,a.png,train,left,12,female,31.5,88,1,peri,more,0.8", "B,a.png,train,left,13,male,,,,,,0.7");
        CohortLayout layout = CohortLayout.read(folder);
        StudyFields fields = layout.clinicalFields();
        assertThat(fields.declarations())
                .extracting(FieldDeclaration::name)
                .containsExactly("sex", "age", "grip_kg", "ferritin", "prior_fracture", "menopause", "falls");
        assertThat(fields.declarations())
                .extracting(FieldDeclaration::kind)
                .containsExactly(
                        Kind.CATEGORY, Kind.NUMBER, Kind.NUMBER, Kind.NUMBER, Kind.YES_NO, Kind.CATEGORY, Kind.ORDINAL);
        assertThat(fields.definitions().get(1))
                .isEqualTo(new ClinicalField("age", "Age at radiograph", "years", 5, 17, List.of(), 0, 1));
        assertThat(fields.definitions().get(4).categories()).containsExactly("no", "yes");
        assertThat(fields.declarations().get(3).log()).isTrue();
        assertThat(fields.declarations().get(3).absence().sense()).isEqualTo(Sense.MEAN);
        assertThat(fields.declarations().get(4).absence()).isEqualTo(new Absence(Sense.VALUE, 0));

        List<ManifestRow> read = CohortManifest.read(layout);
        assertThat(read.get(0).facts().encoded()).containsExactly(0, 12, 31.5f, 88, 1, 1, 2);
        assertThat(read.get(0).facts().age()).isEqualTo(12);
        float no = Float.NaN;
        assertThat(read.get(1).facts().encoded()).containsExactly(1, 13, no, no, no, no, no);
        assertThat(layout.sources()).as("what the data's hash is of").hasSize(2);
    }

    /** Rows give a model what it has, and are checked for all that the cohort declares. */
    @Test
    void aModelIsToldItsOwnFieldsAlone() throws IOException {
        declare(DECLARED);
        rows("A,a.png,train,left,12,female,31.5,88,1,peri,more,0.8");
        List<ClinicalField> model = List.of(
                new ClinicalField("falls", "Falls", "", 0, 2, List.of("none", "one", "more"), 1, 1),
                new ClinicalField("weight_kg", "Weight", "kg", 30, 200, List.of(), 70, 10));
        ManifestRow row =
                CohortManifest.read(CohortLayout.read(folder).as(model)).get(0);
        assertThat(row.facts().encoded()).containsExactly(2, Float.NaN);
        assertThat(row.facts().fields()).containsOnlyKeys("falls");
        assertThat(row.facts().sex()).isEqualTo("female");

        ClinicalField other = new ClinicalField("grip_kg", "Grip", "lb", 0, 90, List.of(), 1, 1);
        assertThatThrownBy(() -> CohortLayout.read(folder).as(List.of(other)))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.COHORT_DESCRIPTION))
                .hasMessageContainingAll("grip_kg", "in lb", "in kg");
    }

    @Test
    void theTablesOwnCodesAndUnitsAreTheSources() throws IOException {
        Files.writeString(folder.resolve(CohortLayout.FILE), """
                {
                  "densitometer_scale": "Hologic",
                  "clinical_fields": [
                    "age", "sex",
                    {"name": "grip_kg", "kind": "number", "unit": "kg", "range": [0, 90]},
                    {"name": "falls", "kind": "ordinal", "codes": {"0": "none", "1": "some", "2": "some", "3": "many"}}
                  ],
                  "fields": {
                    "subject_id": {"column": "ID"}, "image": {"constant": "a.png"}, "side": {"constant": "left"},
                    "split": {"constant": "train"},
                    "age": {"column": "AGE"}, "sex": {"column": "SEX", "values": {"1": "male", "2": "female"}},
                    "grip_kg": {"column": "GRIP", "unit": "lb"}, "falls": {"column": "FALLS", "missing": ["9"]},
                    "femoral_neck_bmd_g_cm2": {"column": "BMD"}
                  }
                }
                """);
        Files.writeString(
                folder.resolve(CohortManifest.FILE), "ID,AGE,SEX,GRIP,FALLS,BMD\nA,70,2,100,2,0.8\nB,71,1,50,9,0.9\n");
        List<ManifestRow> read = CohortManifest.read(folder);
        assertThat(read.get(0).facts().encoded()).containsExactly(70, 0, 45.359238f, 1);
        assertThat(read.get(1).facts().encoded()[3]).isNaN();
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "2; {\"name\": \"falls\", \"kind\": \"number\", \"range\": [0, 1]}; two fields of one name, the first in line 6",
                "2; {\"name\": \"g\", \"label\": \"falls\", \"kind\": \"number\", \"range\": [0, 1]}; two fields of one label",
                "5; {\"name\": \"menopause\", \"kind\": \"category\"}; expected 2 to 64 codes, received none",
                "5; {\"name\": \"menopause\", \"kind\": \"category\", \"codes\": [\"a\", \"A\"]}; in capitals alone",
                "5; {\"name\": \"menopause\", \"kind\": \"category\", \"codes\": [\"a\", \"b\", \"a\"]}; two codes of one name",
                "2; {\"name\": \"grip_kg\", \"kind\": \"number\", \"range\": [90, 90]}; below the greatest, received 90 and 90",
                "2; {\"name\": \"grip_kg\", \"kind\": \"number\"}; expected a range of two numbers",
                "2; {\"name\": \"grip_kg\", \"kind\": \"integer\", \"range\": [0, 1]}; received \"integer\"",
                "2; {\"name\": \"grip_kg\", \"kind\": \"number\", \"range\": [0, 9], \"transform\": \"log\"}; a range above 0",
                "2; {\"name\": \"grip_kg\", \"kind\": \"number\", \"range\": [0, 9], \"transform\": \"sqrt\"}; the transformation log",
                "2; {\"name\": \"Grip\", \"kind\": \"number\", \"range\": [0, 9]}; expected a name of a-z",
                "2; {\"name\": \"split\", \"kind\": \"number\", \"range\": [0, 9]}; a column that every cohort has",
                "2; {\"name\": \"grip_kg\", \"kind\": \"number\", \"range\": [0, 9], \"log\": true}; received \"log\"",
                "2; {\"name\": \"grip_kg\", \"kind\": \"number\", \"range\": [0, 9], \"when_missing\": {\"value\": 10}}; in the field's range",
                "5; {\"name\": \"m\", \"kind\": \"category\", \"codes\": [\"a\", \"b\"], \"when_missing\": \"mean\"}; have no mean",
                "4; {\"name\": \"p\", \"kind\": \"yes-no\", \"codes\": {\"1\": \"ja\"}}; mean yes or no",
                "2; \"grip\"; no ready-made field",
                "2; {\"name\": \"weight_kg\", \"unit\": \"lb\"}; a ready-made field",
                "2; 7; expected a name or a declaration"
            })
    void declarationsThatCannotBeMeantAreNamedByLine(int place, String wrong, String reason) throws IOException {
        declare(with(place, wrong));
        TrainerException e = catchThrowableOfType(TrainerException.class, () -> CohortLayout.read(folder));
        assertThat(e.code()).isEqualTo(Code.COHORT_DESCRIPTION);
        // Of two of one name or label the second is named.
        String line = reason.startsWith("two fields") ? "line 10: falls" : "line " + (place + 4) + ":";
        assertThat(e).hasMessageContainingAll("cohort.json", line, reason);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        declare(List.of(
                "\"sex\"",
                "\"age\"",
                "{\"name\": \"a\", \"kind\": \"number\", \"range\": [2, 1]}",
                "{\"name\": \"b\", \"kind\": \"category\"}",
                "\"age\""));
        assertThatThrownBy(() -> CohortLayout.read(folder))
                .hasMessageContainingAll("3 problem(s)", "line 6: a:", "line 7: b:", "line 8: age:", "TRN-1008");
    }

    @Test
    void moreThanTwoHundredFieldsAreRefused() throws IOException {
        List<String> many = new ArrayList<>(List.of("\"age\"", "\"sex\""));
        IntStream.range(0, 199)
                .mapToObj(i -> "{\"name\": \"f" + i + "\", \"kind\": \"number\", \"range\": [0, 1]}")
                .forEach(many::add);
        declare(many);
        assertThatThrownBy(() -> CohortLayout.read(folder)).hasMessageContaining("1 to 200 fields, received 201");
        declare(many.subList(0, 200));
        assertThat(CohortLayout.read(folder).clinicalFields().declarations()).hasSize(200);
        declare(List.of());
        assertThatThrownBy(() -> CohortLayout.read(folder)).hasMessageContaining("received 0");
    }

    @Test
    void valuesThatLeaveTheDeclarationAreProblemsOfTheirLineEachOnItsOwn() throws IOException {
        declare(DECLARED);
        rows(
                "A,a.png,train,left,12,female,31.5,88,1,peri,more,0.8",
                "B,a.png,train,left,13,female,91,0.5,2,late,often,0.8",
                "C,a.png,train,left,18,male,1e3,88,1,peri,more,0.8");
        CohortManifest.Inspection inspection = CohortManifest.inspect(CohortLayout.read(folder));
        assertThat(inspection.rows()).hasSize(1);
        assertThat(inspection.problems()).extracting(ManifestProblem::line).containsExactly(3L, 3L, 3L, 3L, 3L, 4L, 4L);
        assertThat(inspection.problems().stream().map(ManifestProblem::text).toList())
                .anySatisfy(t -> assertThat(t).contains("grip_kg from 0 to 90 kg, received 91"))
                .anySatisfy(t -> assertThat(t).contains("ferritin from 1 to 5000"))
                .anySatisfy(t -> assertThat(t).contains("prior_fracture: expected one of the codes [1, 0]"))
                .anySatisfy(t -> assertThat(t).contains("menopause to be one of [pre, peri, post]"))
                .anySatisfy(t -> assertThat(t).contains("falls to be one of"))
                .anySatisfy(t -> assertThat(t).contains("age from 5 to 17"));
    }

    @Test
    void aDeclaredFieldWithoutItsColumnIsRefused() throws IOException {
        declare(with(2, "{\"name\": \"strength\", \"kind\": \"number\", \"range\": [0, 9]}"));
        rows("A,a.png,train,left,12,female,31.5,88,1,peri,more,0.8");
        assertThatThrownBy(() -> CohortManifest.read(folder)).hasMessageContaining("missing [strength]");
    }

    /** What the manual shows is what is read. */
    @Test
    void theManualsExampleIsUnderstood() throws IOException {
        String manual = Files.readString(Path.of("COHORTS.md"));
        int block = manual.indexOf("```json", manual.indexOf("## Clinical fields of your own"));
        int from = block + "```json".length();
        Files.writeString(folder.resolve(CohortLayout.FILE), manual.substring(from, manual.indexOf("```", from)));
        assertThat(CohortLayout.read(folder).clinicalFields().declarations())
                .hasSize(9)
                .extracting(FieldDeclaration::kind)
                .contains(Kind.values());
    }
}
