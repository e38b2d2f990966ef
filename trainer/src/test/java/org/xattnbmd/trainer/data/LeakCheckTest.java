package org.xattnbmd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/** Fields that are the label under another name. */
class LeakCheckTest {

    private static final int SUBJECTS = 40;

    @TempDir
    Path folder;

    private final Random random = new Random(4);

    /** A cohort with one own field, whose cell comes from the label. */
    private List<ManifestProblem> problems(String declaration, DoubleFunction<String> cell) throws IOException {
        Files.writeString(
                folder.resolve(CohortLayout.FILE),
                "{\"densitometer_scale\": \"Hologic\",\n\"clinical_fields\": [\"age\", \"sex\",\n" + declaration
                        + "]}");
        Files.write(folder.resolve("a.png"), new byte[1]);
        StringBuilder rows = new StringBuilder("subject_id,image,split,side,age,sex,own,femoral_neck_bmd_g_cm2\n");
        for (int i = 0; i < SUBJECTS; i++) {
            double bmd = 0.8 + 0.12 * random.nextGaussian();
            rows.append(String.format(
                    Locale.ROOT,
                    "S%d,a.png,train,left,%d,%s,%s,%.4f%n",
                    i,
                    50 + random.nextInt(40),
                    i % 2 == 0 ? "male" : "female",
                    cell.apply(bmd),
                    bmd));
        }
        Files.writeString(folder.resolve(CohortManifest.FILE), rows);
        CohortLayout layout = CohortLayout.read(folder);
        return LeakCheck.of(layout, CohortManifest.read(layout));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    @Test
    void theLabelInAnotherUnitIsNamedByLine() throws IOException {
        String own = "{\"name\": \"own\", \"kind\": \"number\", \"range\": [-9, 9]}";
        assertThat(problems(own, bmd -> number((bmd - 0.858) / 0.12)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(3);
                    assertThat(problem.toString())
                            .contains("own tells the target by itself", "1.000", "40 rows", "TRN-1010");
                });
        CohortLayout layout = CohortLayout.read(folder);
        assertThatThrownBy(() -> LeakCheck.require(layout, CohortManifest.read(layout)))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.FIELD_TELLS_TARGET))
                .hasMessageContainingAll("nothing was trained", "line 3");
    }

    @Test
    void aBentScaleIsFoundByRanks() throws IOException {
        String own = "{\"name\": \"own\", \"kind\": \"number\", \"range\": [0, 100000]}";
        assertThat(problems(own, bmd -> number(Math.exp(10 * bmd)))).hasSize(1);
        assertThat(problems(own, bmd -> number(100 / bmd))).hasSize(1);
    }

    @Test
    void aSecondScanIsNamedAndAnotherSiteIsNot() throws IOException {
        String own = "{\"name\": \"own\", \"kind\": \"number\", \"range\": [0, 3]}";
        assertThat(problems(own, bmd -> number(bmd + 0.014 * random.nextGaussian())))
                .hasSize(1);
        assertThat(problems(own, bmd -> number(bmd + 0.12 * random.nextGaussian())))
                .isEmpty();
    }

    @Test
    void codesThatDetermineTheTargetAreNamed() throws IOException {
        String own =
                "{\"name\": \"own\", \"kind\": \"category\", \"codes\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]}";
        // Sixths of the range, out of order.
        assertThat(problems(
                        own,
                        bmd -> List.of("d", "a", "f", "b", "e", "c").get((int)
                                Math.max(0, Math.min(5, (bmd - 0.5) / 0.1)))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.text()).contains("of the target's variance"));
        assertThat(problems(own, bmd -> List.of("a", "b").get(bmd > 0.8 ? 1 : 0)))
                .isEmpty();
    }

    @Test
    void whatAStudySaysItMeansIsTaken() throws IOException {
        String own = "{\"name\": \"own\", \"kind\": \"number\", \"range\": [0, 3], \"may_tell_target\": true}";
        assertThat(problems(own, LeakCheckTest::number)).isEmpty();
        String known = own.replace(", \"may_tell_target\": true", "");
        assertThat(problems(known, bmd -> random.nextInt(8) == 0 ? number(bmd) : ""))
                .as("too few to tell")
                .isEmpty();
    }
}
