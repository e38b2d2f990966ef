package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.Radiograph;

/** A study with clinical fields of its own, from cohort.json to an estimate, through every command that reads a cohort. */
class DeclaredStudyTest {

    private static final String DESCRIPTION = """
            {
              "densitometer_scale": "GE Lunar",
              "clinical_fields": [
                "age", "sex",
                {"name": "grip_kg", "label": "Grip strength", "kind": "number", "unit": "kg", "range": [0, 90]},
                {"name": "ferritin", "kind": "number", "unit": "µg/l", "range": [1, 5000], "transform": "log",
                 "when_missing": "mean"},
                {"name": "prior_fracture", "kind": "yes-no", "when_missing": {"value": "no"}},
                {"name": "menopause", "kind": "category", "codes": ["pre", "peri", "post"]},
                {"name": "falls", "kind": "ordinal", "codes": ["none", "one", "more"]}
              ]
            }
            """;

    private static final ClinicalRecord SOMEBODY = ClinicalRecord.builder()
            .set("age", 70)
            .set("sex", "female")
            .set("grip_kg", 25)
            .set("falls", "one")
            .build();

    @TempDir
    static Path folder;

    private static TinyRun tiny;
    private static Path model;

    @BeforeAll
    static void trainAndExport() throws IOException {
        Path cohort = TinyRun.cohort(folder.resolve("cohort"));
        declare(cohort);
        tiny = TinyRun.train(cohort, folder.resolve("run"));
        model = folder.resolve("declared.onnx");
        tiny.export(model, "--cohort", cohort).succeeds();
    }

    /** The simulated subjects as a study of its own, with further columns that say nothing. */
    private static void declare(Path cohort) throws IOException {
        Path manifest = cohort.resolve("manifest.csv");
        List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
        SplittableRandom random = new SplittableRandom(5);
        lines.set(0, lines.get(0) + ",grip_kg,ferritin,prior_fracture,menopause,falls");
        for (int i = 1; i < lines.size(); i++) {
            lines.set(
                    i,
                    lines.get(i)
                            + String.format(
                                    Locale.ROOT,
                                    ",%.1f,%s,%s,%s,%s",
                                    10 + 40 * random.nextDouble(),
                                    i % 4 == 0 ? "" : Long.toString(Math.round(Math.exp(2 + 4 * random.nextDouble()))),
                                    List.of("yes", "no", "").get(random.nextInt(3)),
                                    List.of("pre", "peri", "post").get(random.nextInt(3)),
                                    List.of("none", "one", "more").get(random.nextInt(3))));
        }
        Files.write(manifest, lines);
        Files.writeString(cohort.resolve("cohort.json"), DESCRIPTION);
    }

    private static Radiograph radiograph() throws IOException {
        try (var images = Files.list(tiny.cohort().resolve("images"))) {
            return Radiograph.read(images.sorted().findFirst().orElseThrow()).withSide(Radiograph.Side.LEFT);
        }
    }

    @Test
    void theCardListsWhatWasDeclared() {
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            List<ClinicalField> fields = estimator.modelCard().clinicalFields();
            assertThat(fields)
                    .extracting(ClinicalField::name)
                    .containsExactly("age", "sex", "grip_kg", "ferritin", "prior_fracture", "menopause", "falls");
            assertThat(fields.get(2).label()).isEqualTo("Grip strength");
            assertThat(fields.get(2).maximum()).isEqualTo(90);
            assertThat(fields.get(4).categories()).containsExactly("no", "yes");
            assertThat(estimator.modelCard().training().configuration())
                    .containsEntry(
                            "field_encoding",
                            "ferritin: logarithm, missing = training mean; prior_fracture: missing = no;"
                                    + " falls: in order");
        }
    }

    @Test
    void callersSetTheStudysFieldsAndNoOthers() throws IOException {
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            BmdEstimate estimate = estimator.estimate(radiograph(), SOMEBODY);
            assertThat(estimate.clinicalAttention())
                    .containsKeys("grip_kg", "falls")
                    .hasSize(7);
            assertThat(estimate.category()).isNotEqualTo(BmdEstimate.Category.NOT_APPLICABLE);
            assertThatThrownBy(() -> estimator.estimate(
                            radiograph(),
                            ClinicalRecord.builder().set("weight_kg", 70).build()))
                    .isInstanceOf(BmdException.class)
                    .hasMessageContaining("grip_kg");
            assertThatThrownBy(() -> estimator.estimate(
                            radiograph(),
                            ClinicalRecord.builder().set("grip_kg", 91).build()))
                    .isInstanceOf(BmdException.class)
                    .hasMessageContaining("grip_kg from 0 to 90 kg");
        }
    }

    /** Nothing ticked means no, as the study says; that somebody's menopause is not known is something else. */
    @Test
    void aMissingValueMeansWhatTheStudySays() throws IOException {
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            double left = estimator.estimate(radiograph(), SOMEBODY).bmd();
            ClinicalRecord.Builder more = ClinicalRecord.builder()
                    .set("age", 70)
                    .set("sex", "female")
                    .set("grip_kg", 25)
                    .set("falls", "one");
            assertThat(estimator
                            .estimate(
                                    radiograph(),
                                    more.set("prior_fracture", "no").build())
                            .bmd())
                    .isEqualTo(left);
            assertThat(estimator
                            .estimate(
                                    radiograph(),
                                    more.set("prior_fracture", "yes").build())
                            .bmd())
                    .isNotEqualTo(left);
        }
    }

    @Test
    void everyCommandTakesTheFieldsFromLayoutOrCard() throws IOException {
        Path cohort = tiny.cohort();
        assertThat(Cli.run("cohort", "--cohort", cohort, "--size", 64)
                        .succeeds()
                        .out())
                .contains("grip_kg", "menopause", "pre ", "more ")
                .doesNotContain("weight_kg");
        Path page = folder.resolve("report.html");
        Cli.run("evaluate", "--model", model, "--cohort", cohort, "--run", tiny.run(), "--report", page)
                .succeeds();
        assertThat(page).content().contains("Grip strength", "falls");
        Path robustness = folder.resolve("robustness");
        Cli.run(
                        "robustness",
                        "--model",
                        model,
                        "--cohort",
                        cohort,
                        "--run",
                        tiny.run(),
                        "--out",
                        robustness,
                        "--limit",
                        4,
                        "--permutations",
                        1,
                        "--replicates",
                        100)
                .succeeds();
        assertThat(robustness.resolve("tables.md"))
                .content()
                .contains("Grip strength +", "falls: another category", "menopause: another category");
        List<Object> crossval = TinyRun.arguments(cohort, folder.resolve("crossval"));
        crossval.set(0, "crossval");
        crossval.addAll(List.of("--folds", 2, "--epochs", 1));
        Cli.run(crossval.toArray()).succeeds();
        Path site = folder.resolve("site.onnx");
        Cli.run(
                        "recalibrate",
                        "--model",
                        model,
                        "--cohort",
                        cohort,
                        "--split",
                        "test",
                        "--site",
                        "elsewhere",
                        "--out",
                        site)
                .succeeds();
    }

    @Test
    void aRunOfOtherFieldsIsNotStartedFrom() throws IOException {
        Path plain = TinyRun.cohort(folder.resolve("plain"));
        List<Object> args = TinyRun.arguments(plain, folder.resolve("other"));
        args.addAll(List.of("--epochs", 1, "--start-from", tiny.run()));
        assertThat(Cli.run(args.toArray()).refuses("TRN-2002").err())
                .contains("falls[none, one, more] in order", "ferritin as logarithm filled", "weight_kg");
    }
}
