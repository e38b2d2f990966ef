package org.xattnbmd.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** A store that fails for a while is not a study's fault. */
class ScreenFaultsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"'local[2,3]', 2, 1", "'local[2]', 1, 2"})
    void aStudyIsRefusedOnlyWhenNoOtherTryIsLeft(String master, int estimated, int refused) throws Exception {
        Archive archive = Archive.in(folder, 1, TinyModel.write(folder));
        Files.copy(folder.resolve("hip10.png"), folder.resolve("once-hip.png"));
        Files.copy(folder.resolve("hip10.png"), folder.resolve("never-hip.png"));
        String store = FlakyStore.SCHEME + "://" + folder + "/";
        archive.manifest(List.of("hip10.png", "once-hip.png", "never-hip.png").stream()
                .map(name -> name.replace("-hip.png", "") + "," + store + name + "\n")
                .collect(Collectors.joining("", "id,image\n", "")));
        SparkSession spark = Archive.spark(master);
        try {
            spark.sparkContext()
                    .hadoopConfiguration()
                    .set("fs." + FlakyStore.SCHEME + ".impl", FlakyStore.class.getName());

            assertThat(archive.screen().assertFine().out())
                    .startsWith(estimated + " estimated, " + refused + " refused");

            assertThat(archive.rows(spark).stream()
                            .map(row -> row.getAs("id") + " " + row.getAs("error_code"))
                            .toList())
                    .contains("never BMD-1002", "hip10.png null");
        } finally {
            spark.stop();
        }
    }

    @Test
    void theLauncherOpensWhatSparkSaysItNeeds() throws Exception {
        String launcher = Files.readString(Path.of("pom.xml"));

        assertThat(Pattern.compile("--add-opens=\\S+")
                        .matcher(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions())
                        .results()
                        .map(found -> found.group())
                        .toList())
                .isNotEmpty()
                .allSatisfy(option -> assertThat(launcher).contains(option));
    }
}
