package org.xattnbmd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.evaluation.StratifiedFolds;

/** Cohorts in which a subject has several radiographs. */
class RepeatedSubjectsTest {

    private static final String HEADER = "subject_id,image,split,side,age,sex,femoral_neck_bmd_g_cm2";

    @TempDir
    Path folder;

    @BeforeEach
    void image() throws IOException {
        Files.createFile(folder.resolve("a.png"));
        Files.writeString(folder.resolve(CohortLayout.FILE), "{\"data\":\"SIMULATED\",\"poses\":2}");
    }

    private void write(String... rows) throws IOException {
        Files.writeString(folder.resolve(CohortManifest.FILE), HEADER + "\n" + String.join("\n", rows) + "\n");
    }

    private TrainerException refusal() {
        return catchThrowableOfType(TrainerException.class, () -> CohortManifest.read(folder));
    }

    @Test
    void rowsOfOneSubjectAreReadWhereTheDescriptionSaysThatThereAreSome() throws IOException {
        write("S1,a.png,test,left,75,female,0.8", "S1,a.png,test,right,75,female,0.9");
        assertThat(CohortManifest.read(folder)).hasSize(2);
        assertThat(CohortLayout.read(folder).repeatedSubjects()).isTrue();
        Files.writeString(
                folder.resolve(CohortLayout.FILE), "{\"densitometer_scale\":\"Hologic\",\"repeated_subjects\":true}");
        assertThat(CohortManifest.read(folder)).hasSize(2);
    }

    @Test
    void withoutThatTheyAreDuplicates() throws IOException {
        write("S1,a.png,test,left,75,female,0.8", "S1,a.png,test,right,75,female,0.9");
        for (String description : List.of("{\"data\":\"SIMULATED\"}", "{\"densitometer_scale\":\"Hologic\"}")) {
            Files.writeString(folder.resolve(CohortLayout.FILE), description);
            assertThat(refusal().code()).isEqualTo(Code.MANIFEST_DUPLICATE_SUBJECT);
        }
    }

    @Test
    void aSubjectInTwoSplitsOrOfTwoSexesIsRefused() throws IOException {
        for (String other : List.of("S1,a.png,train,left,75,female,0.8", "S1,a.png,test,left,75,male,0.8")) {
            write("S1,a.png,test,left,75,female,0.8", other);
            assertThat(refusal()).hasMessageContaining("line 3").hasMessageContaining("line 2");
            assertThat(refusal().code()).isEqualTo(Code.MANIFEST_DUPLICATE_SUBJECT);
        }
    }

    @Test
    void whatIsNoTruthValueIsRefused() throws IOException {
        Files.writeString(
                folder.resolve(CohortLayout.FILE),
                "{\"densitometer_scale\":\"Hologic\",\"repeated_subjects\":\"yes\"}");
        assertThat(refusal()).hasMessageContaining("repeated_subjects: expected true or false");
    }

    @Test
    void splitsThatAreDealtOutKeepASubjectTogether() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int s = 0; s < 40; s++) {
            for (int pose = 0; pose < 3; pose++) {
                rows.add("S" + s + ",a.png,train,left,75," + (s % 2 == 0 ? "female" : "male") + "," + (0.6 + 0.01 * s));
            }
        }
        write(rows.toArray(String[]::new));
        List<ManifestRow> assigned = SplitPlan.DEFAULT.assign(CohortManifest.read(folder));
        TreeMap<String, TreeSet<Split>> splits = new TreeMap<>();
        assigned.forEach(r ->
                splits.computeIfAbsent(r.subjectId(), id -> new TreeSet<>()).add(r.split()));
        assertThat(splits).hasSize(40).allSatisfy((id, own) -> assertThat(own).hasSize(1));
        assertThat(assigned).filteredOn(r -> r.split() == Split.TEST).hasSize(3 * 8);
        assertThat(StratifiedFolds.of(Cohort.subjects(assigned), 5, 1).test(0)).hasSize(8);
    }

    @Test
    void theMeanOfASubjectsMeasurementsStratifiesIt() throws IOException {
        write("S1,a.png,test,left,75,female,0.8", "S1,a.png,test,right,75,female,1.0");
        assertThat(Cohort.subjects(CohortManifest.read(folder)))
                .containsExactly(new StratifiedFolds.Subject("S1", "female", 0.9));
    }
}
