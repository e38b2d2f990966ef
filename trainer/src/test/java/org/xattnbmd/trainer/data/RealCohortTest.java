package org.xattnbmd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/** Cohorts whose columns, units and codes are their own, as cohort.json describes them. */
class RealCohortTest {

    private static final String DESCRIPTION = """
            {
              "data": "a study",
              "manifest": "extract.txt",
              "separator": "|",
              "densitometer_scale": "hologic",
              "missing": [".", "NA"],
              "fields": {
                "subject_id": {"column": "ID"},
                "image": {"column": "FILE"},
                "side": {"constant": "right"},
                "sex": {"column": "P02SEX", "values": {"1": "male", "2": "female"}},
                "age": {"column": "AGE_MONTHS", "unit": "months"},
                "height_cm": {"column": "HEIGHT", "unit": "mm", "missing": ["-9"]},
                "weight_kg": {"column": "WEIGHT", "unit": "lb"},
                "smoking": {"column": "SMOKE", "values": {"0": "never", "1": "former", "2": "current"}},
                "femoral_neck_bmd_g_cm2": {"column": "FNBMD", "unit": "mg/cm2"}
              },
              "splits": {"calibration_percent": 25, "test_percent": 25, "seed": 4}
            }
            """;

    private static final String HEADER = "ID|FILE|P02SEX|AGE_MONTHS|HEIGHT|WEIGHT|SMOKE|FNBMD|COMMENT";

    @TempDir
    Path folder;

    @BeforeEach
    void description() throws IOException {
        Files.createFile(folder.resolve("a.dcm"));
        describe(DESCRIPTION);
    }

    private void describe(String text) throws IOException {
        Files.writeString(folder.resolve(CohortLayout.FILE), text);
    }

    private void write(List<String> rows) throws IOException {
        Files.writeString(folder.resolve("extract.txt"), '\uFEFF' + HEADER + "\n" + String.join("\n", rows) + "\n");
    }

    private static List<String> subjects(int n) {
        Random random = new Random(1);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            rows.add("P" + (100 + i) + "|a.dcm|" + (1 + i % 2) + "|" + (800 + i) + "|1700|150|1|"
                    + (600 + random.nextInt(500)) + "|");
        }
        return rows;
    }

    private TrainerException refusal() {
        TrainerException e = catchThrowableOfType(TrainerException.class, () -> CohortManifest.read(folder));
        assertThat(e).as("a refusal").isNotNull();
        return e;
    }

    @Test
    void columnsUnitsAndCodesBecomeTheFieldsOwn() throws IOException {
        List<String> rows = subjects(24);
        rows.set(0, "P1|a.dcm|2|906|-9|154.3|.|812|\"two|words\"");
        rows.set(1, "P2|a.dcm|1|900|1755|NA|2|945.5|");
        write(rows);
        List<ManifestRow> read = CohortManifest.read(folder);
        ManifestRow first = read.get(0);
        assertThat(first.facts().sex()).isEqualTo("female");
        assertThat(first.view().side()).isEqualTo(Side.RIGHT);
        assertThat(first.facts().age()).isEqualTo(75.5);
        assertThat(first.bmd()).isEqualTo(0.812, within(1e-12));
        assertThat(first.facts().fields())
                .containsOnlyKeys("age", "sex", "weight_kg")
                .containsEntry("age", "75.5");
        // 154.3 lb of 0.45359237 kg.
        assertThat(Double.parseDouble(first.facts().fields().get("weight_kg"))).isEqualTo(69.9893, within(1e-4));
        assertThat(read.get(1).facts().fields())
                .containsOnlyKeys("age", "sex", "height_cm", "smoking")
                .containsEntry("height_cm", "175.5")
                .containsEntry("smoking", "current");
        CohortLayout layout = CohortLayout.read(folder);
        assertThat(layout.densitometer()).isEqualTo("Hologic");
        assertThat(layout.simulated()).isFalse();
        assertThat(layout.sources()).containsExactly(folder.resolve("extract.txt"), folder.resolve(CohortLayout.FILE));
    }

    @Test
    void splitsAreBySexAndBmdAndDoNotDependOnTheOrderOfRows() throws IOException {
        List<String> rows = subjects(80);
        write(rows);
        List<ManifestRow> read = CohortManifest.read(folder);
        for (String sex : List.of("female", "male")) {
            assertThat(read)
                    .filteredOn(r -> r.split() == Split.TEST && r.facts().sex().equals(sex))
                    .hasSize(10);
            assertThat(read)
                    .filteredOn(r ->
                            r.split() == Split.CALIBRATION && r.facts().sex().equals(sex))
                    .hasSize(10);
        }
        double all = read.stream().mapToDouble(ManifestRow::bmd).average().orElseThrow();
        for (Split split : Split.values()) {
            double part = read.stream()
                    .filter(r -> r.split() == split)
                    .mapToDouble(ManifestRow::bmd)
                    .average()
                    .orElseThrow();
            assertThat(part).isEqualTo(all, within(0.03));
        }
        Collections.shuffle(rows, new Random(2));
        write(rows);
        List<ManifestRow> again = new ArrayList<>(CohortManifest.read(folder));
        again.sort((a, b) -> a.subjectId().compareTo(b.subjectId()));
        assertThat(again)
                .extracting(ManifestRow::split)
                .isEqualTo(read.stream().map(ManifestRow::split).toList());
        describe(DESCRIPTION.replace("\"seed\": 4", "\"seed\": 5"));
        assertThat(CohortManifest.read(folder))
                .extracting(ManifestRow::split)
                .isNotEqualTo(again.stream().map(ManifestRow::split).toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "P1|a.dcm|3|906|1700|150|1|812|;    TRN-1005; expected one of the codes [1, 2], received \"3\"",
                "P1|a.dcm|1|90|1700|150|1|812|;     TRN-1005; age from 18 to 110 years, received 7.5",
                "P1|a.dcm|1|906|170|150|1|812|;     TRN-1005; height_cm from 120 to 220 cm, received 17",
                "P1|a.dcm|1|906|tall|150|1|812|;    TRN-1005; height_cm to be a number",
                "P1|a.dcm|1|906|1700|150|9|812|;    TRN-1005; smoking",
                "P1|a.dcm|1|906|1700|150|1|0.812|;  TRN-1004; 100 to 3000 mg/cm²",
                "P1|a.dcm|1|906|1700|150|1|NA|;     TRN-1004; received \"\"",
                "P1|a.dcm|1|906|1700|150|1|JANE DOE 1950|; TRN-1004; received a text of 13 characters",
                "P1|a.dcm|JANE DOE|906|1700|150|1|812|;    TRN-1005; received a text of 8 characters",
                "P1|b.dcm|1|906|1700|150|1|812|;    TRN-1002; b.dcm",
                "NA|a.dcm|1|906|1700|150|1|812|;    TRN-1005; subject_id",
                "P1|a.dcm|.|906|1700|150|1|812|;    TRN-1005; age and sex",
                "P100|a.dcm|1|906|1700|150|1|812|;  TRN-1003; the same subject as in line 2"
            })
    void badRowsAreNamedOnceByLineCodeAndReason(String row, String code, String reason) throws IOException {
        List<String> rows = subjects(24);
        rows.add(row);
        write(rows);
        assertThat(refusal()).hasMessageContainingAll("1 bad row", "line 26:", code, reason);
    }

    @Test
    void tooFewToSplitAndColumnsThatAreNotThereAreRefused() throws IOException {
        write(subjects(12));
        assertThat(refusal().code()).isEqualTo(Code.COHORT_TOO_SMALL);
        describe(DESCRIPTION.replace("\"SMOKE\"", "\"SMOKES\""));
        assertThat(refusal()).hasMessageContaining("missing [SMOKES]");
        assertThat(refusal().code()).isEqualTo(Code.MANIFEST_UNREADABLE);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"hologic\";              \"dexa\";                    GE Lunar, Hologic or Norland",
                "\"densitometer_scale\";   \"densitometer\";            received \"densitometer\"",
                "\"weight_kg\";            \"weight\";                  received \"fields.weight\"",
                "\"unit\": \"lb\";         \"unit\": \"cubits\";        fields.weight_kg.unit",
                "\"unit\": \"lb\";         \"units\": \"lb\";           received \"fields.weight_kg.units\"",
                "\"unit\": \"mg/cm2\";     \"unit\": \"mg\";            [g/cm2, mg/cm2]",
                "\"constant\": \"right\";  \"unit\": \"cm\";            either column or constant",
                "\"column\": \"P02SEX\",;  \"column\": \"S\", \"unit\": \"cm\",; fields.sex.unit",
                "\"age\": {;               \"age_at_scan\": {;          missing [age]",
                "\"test_percent\": 25;     \"test_percent\": 26;        steps of 5",
                "\"test_percent\": 25;     \"test_percent\": 45;        at most 60",
                "\"separator\": \"|\";     \"separator\": \"tab\";      one character",
                "{\"column\": \"ID\"};     7;                           expected a JSON object",
                "\"missing\": [\".\", \"NA\"]; \"missing\": \"NA\";     a list",
                "\"side\": {;              \"split\": {\"column\": \"S\"}, \"side\": {; received both",
                "\"data\": \"a study\",;   \"data\": ,;                 line 2"
            })
    void descriptionsThatCannotBeMeantAreRefused(String part, String wrong, String reason) throws IOException {
        assertThat(DESCRIPTION).contains(part);
        describe(DESCRIPTION.replace(part, wrong));
        TrainerException e = refusal();
        assertThat(e.code()).isEqualTo(Code.COHORT_DESCRIPTION);
        assertThat(e).hasMessageContainingAll("cohort.json", reason);
    }

    /** What the manual shows is what is read. */
    @Test
    void theManualsExampleIsUnderstood() throws IOException {
        String manual = Files.readString(Path.of("COHORTS.md"));
        int from = manual.indexOf("```json") + "```json".length();
        describe(manual.substring(from, manual.indexOf("```", from)));
        CohortLayout layout = CohortLayout.read(folder);
        assertThat(layout.densitometer()).isEqualTo("Hologic");
        assertThat(layout.fields()).hasSize(10);
        StringBuilder table =
                new StringBuilder("ID|HIP_FILE|SIDE|P02SEX|V00AGE|P01HEIGHT|P01WEIGHT|P01BMI|SMOKER|FN_BMD\n");
        for (int i = 0; i < 20; i++) {
            table.append("X")
                    .append(i)
                    .append("|a.dcm|2|2|64|1601|-9|.|1|")
                    .append(701 + i)
                    .append('\n');
        }
        Files.writeString(folder.resolve("extract.txt"), table);
        assertThat(CohortManifest.inspect(layout).problems()).isEmpty();
        assertThat(CohortManifest.read(folder).get(0).facts().fields())
                .containsOnlyKeys("age", "sex", "height_cm", "smoking")
                .containsEntry("smoking", "current");
        CohortLayout.Meaning.of(CohortLayout.LUNAR, null, ModelCard.Target.FEMORAL_NECK, List.of())
                .names()
                .forEach(name -> assertThat(manual).contains("`" + name + "`"));
    }

    /** The scale alone may be said: the manifest then has this software's own names and units. */
    @Test
    void aDescriptionMaySayTheScaleAlone() throws IOException {
        describe("{\"densitometer_scale\": \"Norland\"}");
        Files.writeString(
                folder.resolve(CohortManifest.FILE),
                "subject_id,image,split,side,age,sex,femoral_neck_bmd_g_cm2\nS1,a.dcm,test,left,70,male,0.9\n");
        assertThat(CohortManifest.read(folder)).extracting(ManifestRow::split).containsExactly(Split.TEST);
        assertThat(CohortLayout.read(folder).densitometer()).isEqualTo("Norland");
    }
}
