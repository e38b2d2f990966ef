package org.xattnbmd.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Kills a batch in a JVM of its own in the middle, and goes on in this one. */
class BatchKilledTest {

    private static final int RADIOGRAPHS = 12;
    private static final int KILLED_AFTER = 5;
    private static final int W = 80;
    private static final int H = 90;

    @TempDir
    Path folder;

    @Test
    void goesOnAfterAKillAndEveryRowIsThereOnce() throws Exception {
        Path model = TinyModel.write(folder);
        Path images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < RADIOGRAPHS; i++) {
            Files.write(
                    images.resolve("hip" + (10 + i) + ".png"),
                    Pictures.encode("png", SyntheticHip.left(W, H, i), W, H));
        }
        Files.writeString(images.resolve("bad.png"), "no picture");
        Path out = folder.resolve("killed");

        assertThat(killed(model, images, out)).as("exit code of the killed JVM").isEqualTo(Killed.EXIT_CODE);

        assertThat(out.resolve("results.csv"))
                .as("no result before all rows are there")
                .doesNotExist();
        Path journal = out.resolve("results.journal");
        List<String> before = Files.readAllLines(journal);
        assertThat(before).hasSize(KILLED_AFTER);

        Ran resumed = run(model, images, out).assertFine();
        run(model, images, folder.resolve("whole")).assertFine();

        assertThat(resumed.err()).contains("Going on after 5 rows");
        assertThat(out.resolve("results.csv"))
                .as("as if it had never been killed")
                .hasSameTextualContentAs(folder.resolve("whole/results.csv"));
        assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(1 + RADIOGRAPHS + 1);
        assertThat(journal).doesNotExist();
    }

    @Test
    void whatChangedSinceTheKillIsComputedAgain() throws Exception {
        Path model = TinyModel.write(folder);
        Path images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < RADIOGRAPHS; i++) {
            Files.write(
                    images.resolve("hip" + (10 + i) + ".png"),
                    Pictures.encode("png", SyntheticHip.left(W, H, i), W, H));
        }
        Path out = folder.resolve("killed");
        killed(model, images, out);
        Path first = images.resolve("hip10.png");
        Files.writeString(first, "damaged since");

        run(model, images, out).assertFine();

        assertThat(Files.readAllLines(out.resolve("results.csv")).get(1))
                .startsWith("1,hip10.png,unknown,refused,BMD-1003");
    }

    private static Ran run(Path model, Path images, Path out) {
        return Ran.of(
                Batch.commandLine(),
                "--model",
                model.toString(),
                "--images",
                images.toString(),
                "--out",
                out.toString());
    }

    private int killed(Path model, Path images, Path out) throws Exception {
        return killed(
                folder,
                KILLED_AFTER,
                "--model",
                model.toString(),
                "--images",
                images.toString(),
                "--out",
                out.toString());
    }

    /** Runs it in a JVM of its own, one radiograph after the other, that is gone after so many; returns the exit code. */
    static int killed(Path folder, int rows, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName(),
                Integer.toString(rows),
                "--workers",
                "1"));
        command.addAll(List.of(options));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return child.exitValue();
    }

    /** The application in a JVM that is gone, without any clean-up, once so many rows are done. */
    static final class Killed {

        static final int EXIT_CODE = 137;

        private Killed() {}

        public static void main(String[] arguments) {
            int rows = Integer.parseInt(arguments[0]);
            String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
            Batch.commandLine(done -> {
                        if (done == rows) {
                            Runtime.getRuntime().halt(EXIT_CODE);
                        }
                    })
                    .execute(rest);
        }
    }
}
