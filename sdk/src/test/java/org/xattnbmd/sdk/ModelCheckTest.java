package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCheck.Margin;
import org.xattnbmd.sdk.ModelCheck.Outcome;
import org.xattnbmd.sdk.ModelCheck.Report;
import org.xattnbmd.sdk.ModelCheck.Status;
import org.xattnbmd.sdk.fixtures.GateModel;
import org.xattnbmd.sdk.fixtures.GateModel.Damage;
import org.xattnbmd.sdk.fixtures.ProtobufWriter;
import org.xattnbmd.sdk.internal.model.OnnxStructure;

/** Every kind of damage that a gate is for, and that the gate catches it. */
class ModelCheckTest {

    /** Latency has its own test, with a clock that does not depend on the machine. */
    private static final double ANY = 1e6;

    @TempDir
    static Path folder;

    private static Path manifest;
    private static Path baseline;

    @BeforeAll
    static void recordTheAcceptedModel() throws Exception {
        Path accepted = write("accepted.onnx", GateFixture.model(Damage.NONE, "1.0.0", 3));
        Path cohort = Files.createDirectory(folder.resolve("cohort"));
        manifest = GateFixture.cohort(cohort, accepted);
        baseline = folder.resolve("baseline.json");
        ModelCheck.of(accepted).references(manifest).record(baseline).assertPassed();
    }

    @Test
    void soundSuccessorPasses() throws Exception {
        Report report = check(write("next.onnx", GateFixture.model(Damage.NONE, "1.1.0", 3)));

        assertThat(report.passed()).as(report.toTable()).isTrue();
        assertThat(report.outcomes())
                .extracting(Outcome::name)
                .doesNotHaveDuplicates()
                .hasSize(14);
        assertThat(report.outcomes().stream().filter(o -> o.status() == Status.SKIPPED))
                .allMatch(o -> o.name().equals("cuda") && o.detail().contains("no CUDA"));
        assertThat(report.outcome("accuracy").figures())
                .containsEntry("n", (double) GateFixture.EXAMS)
                .containsKeys("mae", "bias", "r2", "mae[sex=female]", "mae[sex=male]");
        assertThat(report.outcome("screening").figures()).containsKey("area[low bone mass]");
        assertThat(report.assertPassed()).isSameAs(report);
    }

    @ParameterizedTest
    @CsvSource({
        "WRONG_NORMALISATION, accuracy",
        "SWAPPED_CLINICAL_COLUMNS, accuracy",
        "QUANTISED_TOO_FAR, accuracy",
        "OTHER_POLARITY, accuracy",
        "BATCH_STATISTICS, accuracy",
        "TRAINING_MODE, accuracy",
        "TRAINING_MODE, batch"
    })
    void damagedModelThatDescribesItselfConsistentlyIsCaught(Damage damage, String check) throws Exception {
        // One golden vector: with more, batch statistics would already contradict themselves.
        Report report = check(write("damaged.onnx", GateFixture.model(damage, "1.1.0", 1)));

        assertThat(report.outcome("golden").status()).isEqualTo(Status.PASSED);
        assertThat(report.outcome(check).status()).as(report.toTable()).isEqualTo(Status.FAILED);
        assertThatThrownBy(report::assertPassed)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(check);
    }

    @Test
    void batchNormalisationInTrainingModeIsCaughtByTheBatchAlone() throws Exception {
        Path damaged = write("damaged.onnx", GateFixture.model(Damage.BATCH_STATISTICS, "1.1.0", 1));

        assertThat(ModelCheck.of(damaged).run().outcome("batch").status()).isEqualTo(Status.SKIPPED);
        assertThat(ModelCheck.of(damaged)
                        .references(manifest)
                        .run()
                        .outcome("batch")
                        .status())
                .isEqualTo(Status.FAILED);
        Report several = check(write("damaged.onnx", GateFixture.model(Damage.BATCH_STATISTICS, "1.1.0", 3)));
        assertThat(several.outcome("golden").detail()).contains(Code.MODEL_SELF_TEST_FAILED.id());
        assertThat(several.outcome("batch").detail()).contains("does not open");
    }

    @Test
    void staleCardIsCaughtByItsGoldenVectors() throws Exception {
        Path damaged = write("damaged.onnx", GateModel.bytes(Damage.WRONG_NORMALISATION, soundCard("1.1.0")));
        Report report = check(damaged);

        assertThat(report.outcome("golden").status()).isEqualTo(Status.FAILED);
        assertThat(report.outcome("golden").detail()).contains(Code.MODEL_SELF_TEST_FAILED.id());
        assertThat(report.outcome("accuracy").detail()).isEqualTo("the model does not open");
    }

    @Test
    void otherBytesUnderTheSameVersionAreCaught() throws Exception {
        Report report = check(write("same.onnx", GateFixture.model(Damage.NONE, "1.0.0", 1)));

        assertThat(report.outcome("identity").status()).isEqualTo(Status.FAILED);
        assertThat(check(folder.resolve("accepted.onnx")).outcome("identity").detail())
                .contains("own file");
    }

    @Test
    void cardThatDescribesAnotherInputIsCaughtByTheContract() throws Exception {
        String sound = soundCard("1.1.0");
        for (String other : List.of(
                sound.replace("\"weight_kg\"", "\"mass_kg\""),
                sound.replace("0.899", "0.88"),
                sound.replace("\"upper_percentile\":99", "\"upper_percentile\":98"),
                sound.replace("GE Lunar", "Hologic"))) {
            assertThat(other).isNotEqualTo(sound);
            Report report = check(write("other.onnx", GateModel.bytes(Damage.NONE, other)));
            assertThat(report.outcome("contract").status()).as(report.toTable()).isEqualTo(Status.FAILED);
        }
    }

    @Test
    void aModelThatFindsTheReferencesNotUsableIsCaught() throws Exception {
        // All scores lie above so low a limit; the figures themselves are as good as before.
        String refusing = ModelCard.parse(soundCard("1.1.0")).toBuilder()
                .outlierThreshold(0.01)
                .trust(new ModelCard.TrustLimits(0.01, 1, "made up for tests"))
                .build()
                .toJson();
        Report report = check(write("refusing.onnx", GateModel.bytes(Damage.NONE, refusing)));

        assertThat(report.outcome("accuracy").status()).isEqualTo(Status.FAILED);
        assertThat(report.outcome("accuracy").detail()).contains("not usable").doesNotContain("mean absolute error");
        assertThat(report.outcome("accuracy").figures()).containsEntry("unusable", 1.0);
    }

    @Test
    void randomNumbersAreCaughtAsAnOperatorAndByTheirEffect() throws Exception {
        Report report = check(write("random.onnx", GateFixture.model(Damage.RANDOM_NOISE, "1.1.0", 1)));

        assertThat(report.outcome("operators").detail()).contains("RandomNormalLike");
        assertThat(report.outcome("repeatability").status())
                .as(report.toTable())
                .isEqualTo(Status.FAILED);
    }

    @Test
    void largerFileIsCaught() throws Exception {
        byte[] sound = GateFixture.model(Damage.NONE, "1.1.0", 1);
        ByteArrayOutputStream padded = new ByteArrayOutputStream();
        padded.writeBytes(sound);
        padded.writeBytes(new ProtobufWriter().text(6, "x".repeat(30_000)).toBytes());

        assertThat(check(write("padded.onnx", padded.toByteArray()))
                        .outcome("size")
                        .status())
                .isEqualTo(Status.FAILED);
    }

    @Test
    void slowerModelIsCaught() throws Exception {
        Path model = write("next.onnx", GateFixture.model(Damage.NONE, "1.1.0", 3));
        Path measured = folder.resolve("measured.json");
        ModelCheck.of(model).checks(clock(100)).record(null, measured);

        assertThat(latency(model, measured, 199)).isEqualTo(Status.PASSED);
        assertThat(latency(model, measured, 201)).isEqualTo(Status.FAILED);
    }

    private static Status latency(Path model, Path measured, long nanos) {
        return ModelCheck.of(model)
                .checks(clock(nanos))
                .run(measured, null)
                .outcome("latency")
                .status();
    }

    /** Yardsticks of 50 ns and runs of so many. */
    private static LongSupplier clock(long run) {
        long[] now = {0, 0};
        return () -> {
            now[0] += new long[] {0, 50, run}[(int) (now[1]++ % 3)];
            return now[0];
        };
    }

    private static String soundCard(String version) {
        return OnnxStructure.read(GateFixture.model(Damage.NONE, version, 3))
                .metadata()
                .get(ModelCard.METADATA_KEY);
    }

    private static Report check(Path model) {
        return ModelCheck.of(model)
                .baseline(baseline)
                .margin(Margin.LATENCY_FACTOR, ANY)
                .run();
    }

    private static Path write(String name, byte[] bytes) throws Exception {
        return Files.write(folder.resolve(name), bytes);
    }
}
