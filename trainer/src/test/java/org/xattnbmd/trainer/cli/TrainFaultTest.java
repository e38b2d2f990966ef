package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.curves.TensorFlowReader;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.training.EpochFiles;

/**
 * Trainings in JVMs of their own that are killed, or find the disk full: at most the epoch under way is lost, and what goes
 * on ends with the weights of a training that nothing happened to.
 */
class TrainFaultTest {

    private static final int EPOCHS = 3;

    @TempDir
    static Path folder;

    private static Path cohort;
    private static Path whole;
    private static Path killed;

    @TempDir
    Path scratch;

    @BeforeAll
    static void trainUndisturbedAndKilled() throws Exception {
        whole = TinyRun.in(folder, "--epochs", EPOCHS).run();
        cohort = folder.resolve("cohort");
        killed = folder.resolve("killed");
        Path log = folder.resolve("killed.log");
        Process child = start(killed, log, "");
        Path last = killed.resolve("last.safetensors");
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!Files.exists(last) && child.isAlive() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        child.destroyForcibly().waitFor();
        assertThat(last)
                .as("state of the first epoch; %s", Files.readString(log))
                .isNotEmptyFile();
    }

    @Test
    void aKillLosesAtMostTheEpochUnderWay() throws Exception {
        Path run = copy(killed, scratch.resolve("run"));

        TinyRun.train(cohort, run, "--epochs", EPOCHS, "--resume");
        assertSameAsUndisturbed(run);
    }

    /** A limit on the size of files is what a test can have of a full disk: the kept weights still fit, the state no more. */
    @Test
    void aFullDiskLosesAtMostTheEpochUnderWay() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell for its limit on the size of files");
        Path run = scratch.resolve("run");
        long room = (Files.size(whole.resolve("best.safetensors")) + Files.size(whole.resolve("last.safetensors"))) / 2;

        assertThat(finished(start(run, childLog(), "ulimit -f " + room / 512 + " && ")))
                .isEqualTo(1);
        assertThat(log()).contains("error TRN-2001: Can't write", "last.safetensors");
        assertThat(names(run)).contains("best.safetensors").noneMatch(name -> name.endsWith(".part"));

        // Now with an earlier state that must outlive the failure.
        Path later = copy(killed, scratch.resolve("later"));
        byte[] before = Files.readAllBytes(later.resolve("last.safetensors"));
        assertThat(finished(start(later, childLog(), "ulimit -f " + room / 512 + " && ", "--resume")))
                .as(log())
                .isEqualTo(1);
        assertThat(Files.readAllBytes(later.resolve("last.safetensors"))).isEqualTo(before);

        for (Path one : List.of(run, later)) {
            TinyRun.train(cohort, one, "--epochs", EPOCHS, "--resume");
            assertSameAsUndisturbed(one);
        }
    }

    private static void assertSameAsUndisturbed(Path run) throws IOException {
        Path events = run.resolve("events.out.tfevents");
        assertThat(TensorFlowReader.steps(events)).containsExactly(1L, 2L, 3L);
        for (String tag : List.of("loss/train", "loss/validation", "mae/validation", "learning_rate")) {
            assertThat(TensorFlowReader.curve(events, tag))
                    .isEqualTo(TensorFlowReader.curve(whole.resolve("events.out.tfevents"), tag));
        }
        assertThat(EpochFiles.read(run)).isEqualTo(RunFolder.read(run).course().history());
        for (String file : List.of("model.safetensors", "best.safetensors", "last.safetensors")) {
            // The header of the state has the epochs' speed; the weights behind it are the same to the bit.
            assertThat(weights(run.resolve(file))).as(file).isEqualTo(weights(whole.resolve(file)));
        }
    }

    private static List<String> weights(Path file) {
        List<String> lines = new ArrayList<>();
        Safetensors.read(file).tensors().forEach((name, tensor) -> lines.add(name + Arrays.hashCode(tensor.values())));
        return lines;
    }

    private static Process start(Path run, Path log, String limit, String... more) throws IOException {
        List<String> java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                TrainerApp.class.getName()));
        for (Object argument : TinyRun.arguments(cohort, run)) {
            java.add(argument.toString());
        }
        java.addAll(List.of("--epochs", Integer.toString(EPOCHS)));
        java.addAll(List.of(more));
        List<String> command = limit.isEmpty()
                ? java
                : Stream.concat(Stream.of("/bin/sh", "-c", limit + "exec \"$@\"", "sh"), java.stream())
                        .toList();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static int finished(Process child) throws InterruptedException {
        assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return child.exitValue();
    }

    private Path childLog() {
        return scratch.resolve("child.log");
    }

    private String log() throws IOException {
        return Files.readString(childLog());
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (String file : names(from)) {
            Files.copy(from.resolve(file), to.resolve(file));
        }
        return to;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
