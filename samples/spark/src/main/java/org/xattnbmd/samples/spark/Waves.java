package org.xattnbmd.samples.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.xattnbmd.samples.Console;
import org.xattnbmd.sdk.ModelCard;

/**
 * The output folder: one folder {@code wave=N} of Parquet a wave, whole once it has Spark's mark {@code _SUCCESS}. The rows
 * themselves are the record of what is done, so there is no journal that could disagree with them. One job at a time.
 */
final class Waves {

    private static final Pattern NAME = Pattern.compile("wave=(\\d{1,9})");
    private static final String WHOLE = "_SUCCESS";

    private final StructType schema;
    private final SparkSession spark;
    private final Path folder;
    private final FileSystem store;
    private final List<Path> whole = new ArrayList<>();
    private int last;

    private Waves(SparkSession spark, Path folder, FileSystem store, StructType schema) {
        this.schema = schema;
        this.spark = spark;
        this.folder = folder;
        this.store = store;
    }

    /** Finds the whole waves of a target's estimates, and removes what a killed job left unfinished. */
    static Waves in(SparkSession spark, Path folder, Configuration configuration, ModelCard.Target target) {
        try {
            Waves waves = new Waves(spark, folder, folder.getFileSystem(configuration), ScreeningRow.schema(target));
            waves.find();
            return waves;
        } catch (IOException e) {
            throw Console.disk("an output folder that can be read and written", e);
        }
    }

    /** The columns of the rows. */
    StructType schema() {
        return schema;
    }

    private void find() throws IOException {
        FileStatus[] entries;
        try {
            entries = store.listStatus(folder);
        } catch (FileNotFoundException e) {
            return;
        }
        for (FileStatus entry : entries) {
            Matcher name = NAME.matcher(entry.getPath().getName());
            if (!name.matches()) {
                continue;
            }
            if (store.exists(new Path(entry.getPath(), WHOLE))) {
                whole.add(entry.getPath());
                last = Math.max(last, Integer.parseInt(name.group(1)));
            } else {
                store.delete(entry.getPath(), true);
            }
        }
    }

    /** Rows of whole waves that this model made; empty before the first. */
    Optional<Dataset<Row>> rows(String modelSha256) {
        if (whole.isEmpty()) {
            return Optional.empty();
        }
        Dataset<Row> rows = spark.read()
                .schema(schema)
                .parquet(whole.stream().map(Path::toString).toArray(String[]::new));
        return Optional.of(rows.where(rows.col("model_sha256").equalTo(modelSha256)));
    }

    /** Writes one more wave, whole or not at all. */
    void write(Dataset<Row> rows) {
        Path wave = new Path(folder, "wave=" + (last + 1));
        // Few rows, and small ones: one file, in which a study is found by its id without reading all of it.
        rows.repartition(1)
                .sortWithinPartitions("id")
                .write()
                .mode(SaveMode.ErrorIfExists)
                .parquet(wave.toString());
        whole.add(wave);
        last++;
    }
}
