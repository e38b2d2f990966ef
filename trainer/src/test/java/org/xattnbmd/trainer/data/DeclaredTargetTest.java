package org.xattnbmd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/** What a study measured, where it is not BMD of the femoral neck. */
class DeclaredTargetTest {

    private static final String THICKNESS =
            "{\"name\": \"cortex_mm\", \"label\": \"Cortical thickness\", \"unit\": \"mm\", \"range\": [0, 20]}";

    @TempDir
    Path folder;

    private TableFolder cohort;

    @BeforeEach
    void cohort() throws IOException {
        cohort = TableFolder.in(folder);
    }

    @Test
    void aNamedQuantityNeedsNeitherDensitometerNorAgeNorSex() throws IOException {
        cohort.describe(
                "\"target\": " + THICKNESS
                        + ", \"clinical_fields\": [{\"name\": \"grip_kg\", \"kind\": \"number\", \"unit\": \"kg\", \"range\": [0, 90]}]");
        cohort.table(
                "subject_id,image,split,side,grip_kg,cortex_mm", "A,a.png,train,left,30,5.25", "B,a.png,train,left,,7");
        CohortLayout layout = CohortLayout.read(folder);
        assertThat(layout.target()).isEqualTo(new Target("cortex_mm", "Cortical thickness", "mm", 0, 20));
        assertThat(layout.densitometer()).isEqualTo(ModelCard.NO_SCALE);
        ManifestRow row = CohortManifest.read(layout).get(0);
        assertThat(row.bmd()).isEqualTo(5.25);
        assertThat(row.facts().sex()).isEqualTo("unknown");
        assertThat(row.facts().age()).isNaN();
        assertThat(CohortSummary.of(CohortManifest.read(layout), layout.target(), layout.furtherTargets())
                        .get(0))
                .contains("unknown 2, Cortical thickness 6.125 (0.875) mm");
        assertThat(layout.sources()).as("what the data's hash is of").hasSize(2);
    }

    @Test
    void anotherSiteIsReadFromItsOwnColumnInEitherUnit() throws IOException {
        cohort.describe(
                "\"target\": \"total_hip\", \"densitometer_scale\": \"Hologic\", \"clinical_fields\": [\"weight_kg\"],"
                        + " \"fields\": {\"subject_id\": {\"column\": \"ID\"}, \"image\": {\"constant\": \"a.png\"},"
                        + " \"side\": {\"constant\": \"left\"}, \"split\": {\"constant\": \"train\"},"
                        + " \"weight_kg\": {\"column\": \"W\"},"
                        + " \"total_hip_bmd_g_cm2\": {\"column\": \"TH\", \"unit\": \"mg/cm2\"}}");
        cohort.table("ID,W,TH", "A,70,912");
        assertThat(CohortManifest.read(folder).get(0).bmd()).isEqualTo(0.912);
        cohort.table("ID,W,TH", "A,70,912", "B,70,99", "C,70,?");
        assertThatThrownBy(() -> CohortManifest.read(folder))
                .hasMessageContainingAll(
                        "line 3: total_hip_bmd_g_cm2: expected a number of 200 to 2000 mg/cm²", "line 4:", "TRN-1004");
    }

    @Test
    void valuesOutsideOfThePhysicalRangeAreBadRows() throws IOException {
        cohort.describe("\"target\": " + THICKNESS + ", \"clinical_fields\": [\"age\"]");
        cohort.table("subject_id,image,split,side,age,cortex_mm", "A,a.png,train,left,70,20.5");
        assertThatThrownBy(() -> CohortManifest.read(folder))
                .hasMessageContainingAll("line 2: cortex_mm: expected a number of 0 to 20 mm, received \"20.5\"");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"name\": \"cortex_mm\", \"range\": [0, 20]}; target: expected the unit of cortex_mm, received none",
                "{\"name\": \"cortex_mm\", \"unit\": \" \", \"range\": [0, 20]}; expected the unit",
                "{\"name\": \"cortex_mm\", \"unit\": \"mm\"}; target: expected a range of two numbers",
                "{\"name\": \"cortex_mm\", \"unit\": \"mm\", \"range\": [20, 0]}; target: Expected a target with",
                "{\"name\": \"cortex_mm\", \"unit\": \"mm\", \"range\": [0, 20], \"max\": 1}; received \"max\"",
                "{\"name\": \"grip_kg\", \"unit\": \"kg\", \"range\": [0, 90]}; grip_kg is a clinical field too",
                "{\"name\": \"side\", \"unit\": \"kg\", \"range\": [0, 90]}; that no other column has",
                "\"whole_body\"; target: expected one of [femoral_neck, total_hip, trochanter, lumbar_spine]",
                "3; target: expected a name or a declaration"
            })
    void targetsThatCannotBeMeantAreNamedByLine(String target, String reason) throws IOException {
        cohort.describe("\"densitometer_scale\": \"Hologic\",\n\"clinical_fields\": [\"age\", \"sex\","
                + " {\"name\": \"grip_kg\", \"kind\": \"number\", \"range\": [0, 90]}],\n\"target\": " + target);
        TrainerException e = catchThrowableOfType(TrainerException.class, () -> CohortLayout.read(folder));
        assertThat(e.code()).isEqualTo(Code.COHORT_DESCRIPTION);
        assertThat(e).hasMessageContainingAll("line 4:", reason);
    }

    /** T-scores and categories need both; whatever has none can do without. */
    @Test
    void femoralNeckBmdNeedsAgeAndSexAmongItsFields() throws IOException {
        cohort.describe("\"densitometer_scale\": \"Hologic\",\n\"clinical_fields\": [\"age\"]");
        assertThatThrownBy(() -> CohortLayout.read(folder))
                .hasMessageContainingAll("line 3: clinical_fields: expected age and sex");
        cohort.describe(
                "\"densitometer_scale\": \"Hologic\",\n\"target\": \"lumbar_spine\",\n\"clinical_fields\": [\"age\"]");
        assertThat(CohortLayout.read(folder).target()).isEqualTo(Target.LUMBAR_SPINE);
    }

    @Test
    void aDensitometersSiteNeedsItsScale() throws IOException {
        cohort.describe("\"target\": \"trochanter\"");
        assertThatThrownBy(() -> CohortLayout.read(folder)).hasMessageContaining("expected densitometer_scale");
    }
}
