package org.xattnbmd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/** What a study measured beside its target. */
class FurtherLabelsTest {

    private static final String THICKNESS =
            "{\"name\": \"cortex_mm\", \"label\": \"Cortical thickness\", \"unit\": \"mm\", \"range\": [0, 20]}";

    private static final String HIP =
            "\"densitometer_scale\": \"Hologic\", \"further_targets\": [" + THICKNESS + ", \"total_hip\"]";

    @TempDir
    Path folder;

    private TableFolder cohort;

    @BeforeEach
    void cohort() throws IOException {
        cohort = TableFolder.in(folder);
    }

    @Test
    void labelsAreReadInOrderAndAnEmptyCellIsNoLabel() throws IOException {
        cohort.describe(HIP);
        cohort.table(
                "subject_id,image,split,side,sex,age,femoral_neck_bmd_g_cm2,total_hip_bmd_g_cm2,cortex_mm",
                "A,a.png,train,left,female,70,0.8,0.9,5.25",
                "B,a.png,train,left,male,70,0.7,,4.5",
                "C,a.png,test,left,male,70,0.7,0.75,");
        CohortLayout layout = CohortLayout.read(folder);
        List<ManifestRow> rows = CohortManifest.read(layout);

        assertThat(layout.target()).isEqualTo(Target.FEMORAL_NECK);
        assertThat(layout.furtherTargets())
                .containsExactly(new Target("cortex_mm", "Cortical thickness", "mm", 0, 20), Target.TOTAL_HIP);
        assertThat(rows)
                .extracting(ManifestRow::further)
                .containsExactly(List.of(5.25, 0.9), List.of(4.5, Double.NaN), List.of(Double.NaN, 0.75));
        assertThat(rows).extracting(ManifestRow::bmd).containsExactly(0.8, 0.7, 0.7);
        assertThat(layout.sources()).as("what the data's hash is of").hasSize(2);
        assertThat(CohortSummary.of(rows, layout.target(), layout.furtherTargets()))
                .contains(
                        "cortex_mm                known  67 %, 4.875 (0.375) mm, further target",
                        "total_hip_bmd_g_cm2      known  67 %, 0.825 (0.075) g/cm², further target");
        assertThat(layout.as(List.of()).furtherTargets()).hasSize(2);
    }

    @Test
    void columnsAreNamedByTheDeclarationOrByFields() throws IOException {
        cohort.describe(
                "\"densitometer_scale\": \"Hologic\", \"target\": \"total_hip\", \"clinical_fields\": [\"weight_kg\"],"
                        + " \"missing\": [\"-9\"], \"further_targets\": ["
                        + THICKNESS.replace("}", ", \"column\": \"CTX\"}") + ", \"trochanter\"],"
                        + " \"fields\": {\"subject_id\": {\"column\": \"ID\"}, \"image\": {\"constant\": \"a.png\"},"
                        + " \"side\": {\"constant\": \"left\"}, \"split\": {\"constant\": \"train\"},"
                        + " \"weight_kg\": {\"column\": \"W\"}, \"total_hip_bmd_g_cm2\": {\"column\": \"TH\"},"
                        + " \"trochanter_bmd_g_cm2\": {\"column\": \"TR\", \"unit\": \"mg/cm2\"}}");
        cohort.table("ID,W,TH,CTX,TR", "A,70,0.9,5.25,712", "B,70,0.9,-9,-9");
        assertThat(CohortManifest.read(folder))
                .extracting(ManifestRow::further)
                .containsExactly(List.of(5.25, 0.712), List.of(Double.NaN, Double.NaN));
        cohort.table("ID,W,TH,CTX,TR", "A,70,0.9,5.25,12", "B,70,0.9,x,700");
        assertThatThrownBy(() -> CohortManifest.read(folder))
                .hasMessageContainingAll(
                        "line 2: trochanter_bmd_g_cm2: expected a number of 200 to 2000 mg/cm²",
                        "line 3: cortex_mm: expected a number of 0 to 20 mm, received \"x\"",
                        "TRN-1004");
        cohort.table("ID,W,TH,TR", "A,70,0.9,712");
        assertThatThrownBy(() -> CohortManifest.read(folder)).hasMessageContaining("missing [CTX]");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"name\": \"cortex_mm\", \"range\": [0, 20]}; expected the unit of cortex_mm, received none",
                "{\"name\": \"cortex_mm\", \"unit\": \"mm\"}; expected a range of two numbers",
                "{\"name\": \"cortex_mm\", \"unit\": \"mm\", \"range\": [3, 3]}; Expected a target with",
                "{\"name\": \"cortex_mm\", \"unit\": \"mm\", \"range\": [0, 20], \"weight\": 1}; received \"weight\"",
                "{\"name\": \"cortex_mm\", \"unit\": \"mm\", \"range\": [0, 20], \"column\": 3}; expected the name of a column",
                "{\"name\": \"grip_kg\", \"unit\": \"kg\", \"range\": [0, 90]}; grip_kg is a clinical field too",
                "{\"name\": \"other_mm\", \"unit\": \"mm\", \"range\": [0, 20], \"column\": \"grip_kg\"}; are in the column grip_kg, which grip_kg is too",
                "{\"name\": \"other_mm\", \"unit\": \"mm\", \"range\": [0, 20], \"column\": \"femoral_neck_bmd_g_cm2\"}; which femoral_neck_bmd_g_cm2 is too",
                "\"femoral_neck\"; femoral_neck_bmd_g_cm2 is the target already",
                "\"lumbar_spine\", \"lumbar_spine\"; lumbar_spine_bmd_g_cm2 is declared in line 4 too",
                "\"whole_body\"; expected one of [femoral_neck, total_hip, trochanter, lumbar_spine]",
                "3; expected a name or a declaration"
            })
    void whatCannotBeMeantIsNamedByLine(String further, String reason) throws IOException {
        cohort.describe("\"densitometer_scale\": \"Hologic\",\n\"clinical_fields\": [\"age\", \"sex\","
                + " {\"name\": \"grip_kg\", \"kind\": \"number\", \"range\": [0, 90], \"unit\": \"kg\"}],\n\"further_targets\": ["
                + further + "]");
        TrainerException e = catchThrowableOfType(TrainerException.class, () -> CohortLayout.read(folder));
        assertThat(e.code()).isEqualTo(Code.COHORT_DESCRIPTION);
        assertThat(e).hasMessageContainingAll("line 4: further_targets: ", "TRN-1008", reason);
    }

    @Test
    void whatIsNoListAndWhatHasTwoColumnsIsRefused() throws IOException {
        cohort.describe("\"densitometer_scale\": \"Hologic\", \"further_targets\": " + THICKNESS);
        assertThatThrownBy(() -> CohortLayout.read(folder)).hasMessageContaining("expected a list of 1 to 32");
        cohort.describe("\"target\": " + THICKNESS + ", \"further_targets\": [\"total_hip\"]");
        assertThatThrownBy(() -> CohortLayout.read(folder)).hasMessageContaining("expected densitometer_scale");
        cohort.describe("\"densitometer_scale\": \"Hologic\", \"further_targets\": ["
                + THICKNESS.replace("}", ", \"column\": \"CTX\"}")
                + "], \"fields\": {\"cortex_mm\": {\"column\": \"C\"}}");
        assertThatThrownBy(() -> CohortLayout.read(folder))
                .hasMessageContaining("expected the column of cortex_mm once");
    }

    /** The label under another name, which the description can't show. */
    @Test
    void aFieldThatTellsAFurtherTargetIsFound() throws IOException {
        cohort.describe("\"densitometer_scale\": \"Hologic\", \"further_targets\": [" + THICKNESS
                + "],\n\"clinical_fields\": [\"age\", \"sex\",\n"
                + " {\"name\": \"cortex_um\", \"kind\": \"number\", \"range\": [0, 20000], \"unit\": \"um\"}]");
        StringBuilder table =
                new StringBuilder("subject_id,image,split,side,sex,age,cortex_um,femoral_neck_bmd_g_cm2,cortex_mm\n");
        for (int i = 0; i < 20; i++) {
            String thickness = i % 4 == 3 ? "" : Double.toString(4 + 0.1 * i);
            table.append("S" + i + ",a.png,train,left,female," + (60 + i * 7 % 20) + "," + (4000 + 100 * i) + ",0."
                    + (60 + i * 13 % 20) + "," + thickness + "\n");
        }
        cohort.table(table.toString().strip());
        CohortLayout layout = CohortLayout.read(folder);
        assertThat(LeakCheck.of(layout, CohortManifest.read(layout)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains(
                                "line 4",
                                "cortex_um tells the further target cortex_mm by itself (correlation 1.000 over 15"));
    }
}
