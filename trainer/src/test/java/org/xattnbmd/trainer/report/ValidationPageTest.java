package org.xattnbmd.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.ManifestRow.Facts;
import org.xattnbmd.trainer.data.ManifestRow.View;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.training.TrainingData;

class ValidationPageTest {

    private static final int SIDE = 32;

    /** Subjects with the published figures, but for {@code shift} g/cm² in every BMD. */
    private static List<ManifestRow> cohort(int n, double shift) {
        Random random = new Random(8);
        List<ManifestRow> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean female = i % 2 == 0;
            double age = 75 + 6 * random.nextGaussian();
            double bmd = (female ? 0.81 : 0.94)
                    - (female ? 0.0065 : 0.003) * (age - 75)
                    + (female ? 0.11 : 0.138) * random.nextGaussian()
                    + shift;
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("bmi", Double.toString(27.7 + 4.34 * random.nextGaussian()));
            fields.put("smoking", i % 20 == 0 ? "current" : i % 3 == 0 ? "former" : "never");
            rows.add(new ManifestRow(
                    i + 2,
                    "S" + i,
                    Split.TRAIN,
                    View.of(Path.of("x.png")).withNeckBox(0.5, 0.5, 0.2, 0.2),
                    new Facts(ClinicalRecord.empty(), fields, female ? "female" : "male", age),
                    bmd));
        }
        return rows;
    }

    private static Cohort sample(List<ManifestRow> rows) {
        float[][] crops = new float[rows.size()][SIDE * SIDE];
        float[][] boxes = new float[rows.size()][];
        for (int i = 0; i < rows.size(); i++) {
            boxes[i] = i == 0
                    ? new float[] {Float.NaN, Float.NaN, Float.NaN, Float.NaN}
                    : new float[] {0.5f, 0.5f, 0.25f, 0.25f};
        }
        return new Cohort(rows, new TrainingData(crops, new float[rows.size()][0], new float[rows.size()], boxes));
    }

    private static String verdict(List<ManifestRow> rows, String quantity) {
        return CohortComparison.of(rows).stream()
                .filter(line -> line.quantity().equals(quantity))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    @Test
    void aCohortLikeThePublishedOnesAgreesAndAnotherDoesNot() {
        List<ManifestRow> alike = cohort(2000, 0);
        for (String quantity :
                List.of("BMD, women, mean", "BMD, men, SD", "BMD by age, women", "BMI, mean", "BMI, SD")) {
            assertThat(verdict(alike, quantity)).as(quantity).isEqualTo("agrees");
        }
        assertThat(verdict(alike, "Age, mean")).isEqualTo("not compared");
        assertThat(verdict(alike, "Height, women, mean")).isEqualTo("too few");
        assertThat(verdict(cohort(2000, 0.1), "BMD, women, mean")).isEqualTo("differs");
        // Nobody is affected by smoking here.
        assertThat(verdict(alike, "BMD, current against never smokers")).isEqualTo("differs");
    }

    @Test
    void sourcesAreNamedAndDefaultsAreNotCalledCitations() {
        assertThat(CohortComparison.of(cohort(40, 0))).hasSizeGreaterThan(25).allSatisfy(line -> {
            assertThat(line.published().source()).isNotBlank();
            if (line.published().kind() == PublishedFigure.Kind.CITATION) {
                assertThat(line.published().source()).matches(".*(PMC|PMID|JBMR|Looker).*");
            }
        });
    }

    /** T-scores by hand on mean 1.038, sd 0.139: 0.69 is -2.5, 0.70 is -2.4, 0.899 is -1.0, 0.898 is -1.0 rounded. */
    @Test
    void prevalencesAreReadOffRoundedTScores() {
        double[] bmd = {0.60, 0.69, 0.70, 0.85, 0.89, 0.899, 0.95, 1.1};
        List<ManifestRow> rows = new ArrayList<>();
        List<ManifestRow> all = cohort(16, 0);
        for (int i = 0; i < 8; i++) {
            ManifestRow r = all.get(2 * i);
            rows.add(new ManifestRow(
                    r.line(),
                    r.subjectId(),
                    r.split(),
                    View.of(r.view().image()),
                    new Facts(r.facts().clinical(), r.facts().fields(), "female", 70 + i),
                    bmd[i]));
        }
        Map<String, Double> found = new LinkedHashMap<>();
        CohortComparison.of(rows)
                .forEach(line -> found.put(line.quantity(), line.found().value()));
        assertThat(found.get("T-score −2.5 and below, women")).isEqualTo(25.0);
        assertThat(found.get("T-score −2.5 to −1, women")).isEqualTo(37.5);
    }

    @Test
    void pageIsWellFormedSelfContainedAndSaysSimulated() throws Exception {
        List<ManifestRow> rows = cohort(60, 0);
        List<ManifestRow> shown = ValidationPage.sample(rows, 7);
        assertThat(shown).hasSize(7).extracting(ManifestRow::bmd).isSorted();
        String html = ValidationPage.render("a <cohort>", rows, sample(shown), SIDE);
        assertThat(html)
                .contains("SIMULATED", "a &lt;cohort&gt;", "citation", "default", "Rotterdam")
                .doesNotContain("<script", "src=\"http", "href=\"http", "NaN");
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        html.replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8)));
        assertThat(html.split("class=\"neck-box\"", -1)).hasSize(7);
        assertThat(html.split("data:image/png;base64,", -1)).hasSize(8);
        assertThat(ValidationPage.render("a <cohort>", rows, sample(shown), SIDE))
                .isEqualTo(html);
    }

    @Test
    void pageSaysHowManyPicturesShowThePelvis() {
        List<ManifestRow> rows = new ArrayList<>(cohort(60, 0));
        assertThat(ValidationPage.render("hips", rows, sample(rows.subList(0, 5)), SIDE))
                .doesNotContain("pelvis");
        for (int i = 0; i < 60; i += 2) {
            ManifestRow r = rows.get(i);
            rows.set(
                    i,
                    new ManifestRow(r.line(), r.subjectId(), r.split(), r.view().ofPelvis(), r.facts(), r.bmd()));
        }
        String html = ValidationPage.render("both", rows, sample(rows.subList(0, 5)), SIDE);
        assertThat(html).contains("30 of them with a view of the whole pelvis", "3 of the 5 show the whole pelvis");
        assertThat(html.split(", pelvis</figcaption>", -1)).hasSize(1 + 3);
    }

    @Test
    void severalRadiographsOfASubjectCountOnce() {
        List<ManifestRow> rows = cohort(60, 0);
        List<ManifestRow> twice = new ArrayList<>();
        rows.forEach(row -> twice.addAll(List.of(row, row)));
        Cohort shown = sample(rows.subList(0, 5));

        String once = ValidationPage.render("poses", rows, shown, SIDE);
        String more = ValidationPage.render("poses", twice, shown, SIDE);

        assertThat(more.contains(", 120 radiographs")).isTrue();
        assertThat(more.replace(", 120 radiographs", "").equals(once))
                .as("nothing else differs")
                .isTrue();
    }
}
