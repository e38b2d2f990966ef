package org.xattnbmd.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Kills a screening in a JVM of its own in the middle of its second wave, and goes on in this one. */
class ScreenKilledTest {

    private static final int RADIOGRAPHS = 7;
    private static final String OUT = "test.killed.out";

    @TempDir
    Path folder;

    @Test
    void goesOnAfterAKillAndEveryRowIsThereOnce() throws Exception {
        Archive archive = Archive.in(folder, RADIOGRAPHS, TinyModel.write(folder));
        archive.manifest(Archive.lines(RADIOGRAPHS) + "bad,absent.png\n");

        assertThat(killed(archive)).as("exit code of the killed JVM").isEqualTo(Killed.EXIT_CODE);

        assertThat(archive.out().resolve("wave=1/_SUCCESS")).exists();
        assertThat(archive.out().resolve("wave=2/_SUCCESS")).doesNotExist();
        // What a kill leaves that comes between moving a wave's file to its place and marking the wave as whole.
        Path torn = Files.createDirectories(archive.out().resolve("wave=2"));
        try (Stream<Path> files = Files.list(archive.out().resolve("wave=1"))) {
            Path parquet = files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(parquet, torn.resolve("part-00000.snappy.parquet"));
        }

        SparkSession spark = Archive.spark();
        try {
            Ran resumed = archive.screen("--wave", "3", "--task", "1").assertFine();
            Archive whole = new Archive(folder, archive.model(), folder.resolve("whole"));
            whole.screen().assertFine();

            assertThat(resumed.err()).contains("Going on: ");
            assertThat(resumed.out()).startsWith(RADIOGRAPHS + " estimated, 1 refused");
            assertThat(rows(archive, spark))
                    .as("as if it had never been killed")
                    .hasSize(RADIOGRAPHS + 1)
                    .isEqualTo(rows(whole, spark));
        } finally {
            spark.stop();
        }
    }

    private static List<String> rows(Archive archive, SparkSession spark) {
        return archive.rows(spark).stream().map(row -> withoutWave(row)).toList();
    }

    private static String withoutWave(Row row) {
        return row.toSeq().init().mkString(" ");
    }

    private int killed(Archive archive) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:"))
                .toList());
        command.addAll(List.of(
                "-Xmx600m",
                "-D" + OUT + "=" + archive.out(),
                "-Dspark.extraListeners=" + Killer.class.getName(),
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName()));
        command.addAll(List.of(archive.arguments("--wave", "3", "--task", "1")));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
        assertThat(child.waitFor(600, TimeUnit.SECONDS)).isTrue();
        return child.exitValue();
    }

    /** The application in a JVM of its own. */
    static final class Killed {

        static final int EXIT_CODE = 137;

        private Killed() {}

        public static void main(String[] arguments) {
            Archive.spark();
            System.exit(Screen.commandLine().execute(arguments));
        }
    }

    /** Ends the JVM, without any clean-up, with the first task that ends after the first wave is whole. */
    public static final class Killer extends SparkListener {

        @Override
        public void onTaskEnd(SparkListenerTaskEnd task) {
            if (Files.exists(Path.of(System.getProperty(OUT), "wave=1", "_SUCCESS"))) {
                Runtime.getRuntime().halt(Killed.EXIT_CODE);
            }
        }
    }
}
