package org.xattnbmd.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** The job's jar, as {@code spark-submit} starts it. */
class ScreenJobIT {

    private static final Path JAR = Path.of("target/screening-job.jar");

    @TempDir
    Path folder;

    @Test
    void sparkSubmitRunsTheJar() throws Exception {
        Archive archive = Archive.in(folder, 3, TinyModel.write(folder));
        archive.manifest(Archive.lines(3) + "bad,absent.png\n");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx600m",
                "-XX:TieredStopAtLevel=1",
                "@samples/spark/target/spark-submit.args",
                "--master",
                "local[2]",
                "samples/spark/" + JAR));
        command.addAll(List.of(archive.arguments()));
        Path log = folder.resolve("child.log");

        Process child = new ProcessBuilder(command)
                .directory(Path.of("../..").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(child.waitFor(600, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).as(Files.readString(log)).isZero();
        // No trace of ours. Spark's own threads may complain of one another on a busy machine, such as a heartbeat's
        // while it ends.
        assertThat(Files.readString(log))
                .contains("3 estimated, 1 refused")
                .doesNotContain("Exception in thread", "at org.xattnbmd.");
        assertThat(errorCodes(archive.out()))
                .containsOnlyKeys("bad", "s10", "s11", "s12")
                .containsEntry("bad", "BMD-1001")
                .containsEntry("s10", null)
                .containsEntry("s11", null)
                .containsEntry("s12", null);
    }

    /** By id, as a reader of Parquet that is not Spark finds them; no second Spark has to start. */
    private static Map<String, String> errorCodes(Path out) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(out)) {
            files = all.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
        Map<String, String> codes = new HashMap<>();
        for (Path file : files) {
            try (ParquetReader<Group> reader = ParquetReader.builder(
                            new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                    .build()) {
                for (Group row = reader.read(); row != null; row = reader.read()) {
                    boolean refused = row.getFieldRepetitionCount("error_code") > 0;
                    String id = row.getString("id", 0);
                    assertThat(codes).as("every row once").doesNotContainKey(id);
                    codes.put(id, refused ? row.getString("error_code", 0) : null);
                }
            }
        }
        return codes;
    }

    @Test
    void theJarLeavesSparkAndItsJacksonToTheCluster() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> names = jar.stream().map(JarEntry::getName).toList();
            assertThat(names)
                    .contains("org/xattnbmd/sdk/BmdEstimator.class", "org/xattnbmd/samples/spark/Screen.class")
                    .anyMatch(name -> name.startsWith("org/xattnbmd/shaded/jackson/databind/"))
                    .noneMatch(name -> name.startsWith("com/fasterxml/")
                            || name.startsWith("org/apache/")
                            || name.startsWith("scala/")
                            || name.startsWith("org/slf4j/")
                            || name.endsWith("module-info.class"));
            for (String name : names) {
                if (name.startsWith("org/xattnbmd/") && name.endsWith(".class")) {
                    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
                        assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                                .as(name)
                                .doesNotContain("com/fasterxml/jackson");
                    }
                }
            }
        }
    }
}
