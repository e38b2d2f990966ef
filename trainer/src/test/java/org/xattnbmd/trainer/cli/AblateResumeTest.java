package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ablation on a command line, gone on with after a kill: two folds, the reference and imputed values, one epoch. */
class AblateResumeTest {

    private static final FileTime EARLIER = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    static Path folder;

    private static Path cohort;
    private static Path study;

    @TempDir
    Path scratch;

    @BeforeAll
    static void ablate() {
        cohort = folder.resolve("cohort");
        study = folder.resolve("study");
        SimulatedCohorts.simulate(cohort, 36, 64, 5);
        study().succeeds();
    }

    private static Cli study(Object... more) {
        List<Object> args = new ArrayList<>(List.of("ablate", "--cohort", cohort, "--out", study));
        args.addAll(List.of("--folds", 2, "--vary", "missing=mean", "--vary", "gate=none", "--replicates", 100));
        args.addAll(List.of("--device", "cpu", "--size", 64, "--crop", 32, "--width", 4, "--token-size", 8));
        args.addAll(List.of("--heads", 2, "--layers", 1, "--epochs", 1, "--batch", 8));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    @Test
    void goingOnTrainsOnlyWhatIsNotFinishedAndGivesTheSameTables() throws IOException {
        String tables = Files.readString(study.resolve("tables.md"));
        List<Path> finished = List.of(
                study.resolve("reference/fold-01/model.safetensors"),
                study.resolve("reference/fold-02/model.safetensors"),
                study.resolve("missing=mean/fold-01/model.safetensors"));
        for (Path file : finished) {
            Files.setLastModifiedTime(file, EARLIER);
        }
        Path killed = study.resolve("missing=mean/fold-02");
        for (String file : List.of("estimates.csv", "run.json", "model.safetensors", "last.safetensors")) {
            Files.delete(killed.resolve(file));
        }
        Files.delete(study.resolve("tables.md"));

        assertThat(study().refuses("TRN-2001").err()).contains("--resume");
        study("--resume").succeeds();

        for (Path file : finished) {
            assertThat(Files.getLastModifiedTime(file)).as(file.toString()).isEqualTo(EARLIER);
        }
        assertThat(killed.resolve("model.safetensors")).isNotEmptyFile();
        assertThat(Files.readString(study.resolve("tables.md"))).isEqualTo(tables);
        assertThat(study("--resume", "--dropout", 0.5).refuses("TRN-2002").err())
                .contains("configuration.dropout");
        assertThat(study("--resume", "--gate", "none").refuses("TRN-2002").err())
                .contains("configuration.gate");
    }

    @Test
    void networksOfImputedValuesAreNeverExported() {
        Path model = scratch.resolve("m.onnx");
        assertThat(Cli.run("export", "--run", study.resolve("missing=mean/fold-01"), "--out", model)
                        .refuses("TRN-4003")
                        .err())
                .contains("gaps had been filled", "most frequent category");
        assertThat(model).doesNotExist();
        Cli.run("export", "--run", study.resolve("reference/fold-01"), "--out", model)
                .succeeds();
        assertThat(Cli.run("export", "--run", study.resolve("reference/fold-01"), "--out", model, "--cohort", cohort)
                        .refuses("TRN-1009")
                        .err())
                .contains("cross-validation");
    }

    @Test
    void networksWithoutGatesAreExported() {
        Cli.run("export", "--run", study.resolve("gate=none/fold-01"), "--out", scratch.resolve("m.onnx"))
                .succeeds();
    }
}
