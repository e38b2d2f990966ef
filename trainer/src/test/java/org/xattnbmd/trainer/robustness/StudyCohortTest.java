package org.xattnbmd.trainer.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.Split;

class StudyCohortTest {

    private static final String HEADER = "subject_id,image,split,side,age,sex,femoral_neck_bmd_g_cm2";
    private static final ModelCard SCALE = TinyModel.card();

    @TempDir
    Path folder;

    private Path own;
    private Path other;

    @BeforeEach
    void folders() throws IOException {
        own = cohort(
                "own",
                "A,a.png,train,left,70,female,0.8",
                "B,a.png,test,left,71,male,0.9",
                "C,a.png,test,left,72,male,0.95",
                "D,a.png,calibration,left,72,male,0.95");
        other = folder.resolve("other");
    }

    private Path cohort(String name, String... rows) throws IOException {
        Path made = Files.createDirectories(folder.resolve(name));
        Files.write(made.resolve("a.png"), new byte[1]);
        Files.writeString(made.resolve("cohort.json"), "{\"data\":\"SIMULATED\",\"poses\":2}");
        Files.writeString(made.resolve("manifest.csv"), HEADER + "\n" + String.join("\n", rows) + "\n");
        return made;
    }

    private static List<String> ids(StudyCohort cohort) {
        return cohort.chosen().stream().map(ManifestRow::subjectId).toList();
    }

    @Test
    void oneSplitIsTaken() {
        assertThat(ids(StudyCohort.of(own, Split.TEST, SCALE))).containsExactly("B", "C");
        assertThat(StudyCohort.of(own, Split.TEST, SCALE).layout().simulated()).isTrue();
    }

    /** A pose cohort of the same phantoms has the training subjects too; only those who were tested may be read. */
    @Test
    void peopleOfOtherSplitsAreLeftOutOfAFurtherCohort() throws IOException {
        cohort(
                "other",
                "A,a.png,train,left,70,female,0.8",
                "A,a.png,train,right,70,female,0.8",
                "B,a.png,test,left,71,male,0.9",
                "D,a.png,calibration,left,72,male,0.95",
                "Z,a.png,train,left,60,male,0.7");
        StudyCohort beside = StudyCohort.beside(StudyCohort.of(own, Split.TEST, SCALE), other, SCALE);
        assertThat(ids(beside)).containsExactly("B", "Z");
        assertThat(beside.leftOut()).isEqualTo(2);
    }

    /** Every site has a subject of the same number. */
    @Test
    void theSameIdWithOtherFactsIsAnotherPerson() throws IOException {
        cohort("other", "A,a.png,train,left,70,female,0.81", "D,a.png,train,left,73,male,0.95");
        assertThat(ids(StudyCohort.beside(StudyCohort.of(own, Split.TEST, SCALE), other, SCALE)))
                .containsExactly("A", "D");
    }

    @Test
    void aFurtherCohortOfNobodyElseIsRefused() {
        StudyCohort first = StudyCohort.of(own, Split.CALIBRATION, SCALE);
        assertThat(ids(StudyCohort.beside(first, own, SCALE))).containsExactly("D");
        assertThatThrownBy(() -> {
                    cohort("other", "A,a.png,train,left,70,female,0.8");
                    StudyCohort.beside(first, other, SCALE);
                })
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("has not learnt from");
    }

    @Test
    void anotherDensitometersScaleIsRefused() {
        assertThatThrownBy(() -> StudyCohort.of(
                        own,
                        Split.TEST,
                        SCALE.toBuilder()
                                .densitometer("Hologic")
                                .reference(ReferencePopulation.nhanes3WhiteWomen())
                                .build()))
                .isInstanceOf(TrainerException.class)
                .isNotInstanceOf(BmdException.class)
                .hasMessageContaining("Hologic");
    }

    @Test
    void aLimitDrawsWholeSubjectsAndTheSameOnesForTheSameSeed() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int s = 0; s < 30; s++) {
            rows.add("S" + s + ",a.png,test,left,70,female,0.8");
            rows.add("S" + s + ",a.png,test,right,70,female,0.8");
        }
        StudyCohort all = StudyCohort.of(cohort("many", rows.toArray(String[]::new)), Split.TEST, SCALE);
        StudyCohort some = all.limited(7, 3);
        assertThat(some.subjects()).isEqualTo(7);
        assertThat(some.chosen()).hasSize(14).isSubsetOf(all.chosen());
        assertThat(ids(all.limited(7, 3))).isEqualTo(ids(some)).isNotEqualTo(ids(all.limited(7, 4)));
        assertThat(all.limited(0, 3).chosen()).hasSize(60);
        assertThat(all.limited(100, 3).chosen()).hasSize(60);
    }
}
