package org.xattnbmd.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.spark.sql.SparkSession;
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
        assertThat(Files.readString(log)).contains("3 estimated, 1 refused").doesNotContain("Exception");
        SparkSession spark = Archive.spark();
        try {
            assertThat(archive.rows(spark).stream().map(row -> row.<String>getAs("error_code")))
                    .containsExactly("BMD-1001", null, null, null);
        } finally {
            spark.stop();
        }
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
