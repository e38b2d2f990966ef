package org.xattnbmd.samples.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;

/** An archive of drawn hips {@code hip10.png}, {@code hip11.png} ... for the tests, and a model.
 *
 * @param model not in the folder of one test where tests share a session: Spark ships it for as long as that lives
 */
record Archive(Path folder, Path model, Path out) {

    private static final int W = 80;
    private static final int H = 90;

    static Archive in(Path folder, int radiographs, Path model) throws IOException {
        for (int i = 0; i < radiographs; i++) {
            Files.write(
                    folder.resolve("hip" + (10 + i) + ".png"),
                    Pictures.encode("png", SyntheticHip.left(W, H, i), W, H));
        }
        return new Archive(folder, model, folder.resolve("out"));
    }

    /** A line for each of the first radiographs. */
    static String lines(int radiographs) {
        return IntStream.range(10, 10 + radiographs)
                .mapToObj(i -> "s" + i + ",hip" + i + ".png\n")
                .reduce("id,image\n", String::concat);
    }

    Path manifest(String csv) throws IOException {
        return Files.writeString(folder.resolve("manifest.csv"), csv);
    }

    String[] arguments(String... more) {
        return Stream.concat(
                        Stream.of(
                                "--model",
                                model.toString(),
                                "--manifest",
                                folder.resolve("manifest.csv").toString(),
                                "--out",
                                out.toString()),
                        Arrays.stream(more))
                .toArray(String[]::new);
    }

    Ran screen(String... more) {
        return Ran.of(Screen.commandLine(), arguments(more));
    }

    /** What any reader of Parquet finds in the output, by id. */
    List<Row> rows(SparkSession spark) {
        return spark.read().parquet(out.toString()).orderBy("id").collectAsList();
    }

    /** Two tasks at a time in this JVM, quiet. */
    static SparkSession spark() {
        return spark("local[2]");
    }

    static SparkSession spark(String master) {
        return SparkSession.builder()
                .master(master)
                .config("spark.driver.host", "localhost")
                .config("spark.ui.enabled", false)
                .config("spark.log.level", "ERROR")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
    }
}
