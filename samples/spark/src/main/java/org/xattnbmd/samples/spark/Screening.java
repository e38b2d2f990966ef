package org.xattnbmd.samples.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.xattnbmd.samples.Console;

/**
 * Does what the output folder does not have yet, wave by wave. Which wave a study belongs to follows from its id alone, so
 * that a partition which Spark computes again after a loss is the same one.
 *
 * @param studies as {@link ArchiveManifest} reads them
 * @param estimate what a task does
 * @param waveStudies about how many studies a wave has
 * @param taskStudies about how many studies a task has
 */
record Screening(Dataset<Row> studies, Waves waves, EstimateStudies estimate, int waveStudies, int taskStudies) {

    /**
     * How it ended.
     *
     * @param estimated studies with an estimate
     * @param refused studies with an error code
     */
    record Totals(long estimated, long refused) {}

    Totals run(Consumer<String> progress) {
        Optional<Dataset<Row>> done = waves.rows(estimate.sha256());
        Dataset<Row> left = done.map(rows ->
                        studies.join(rows.select("id"), studies.col("id").equalTo(rows.col("id")), "left_anti"))
                .orElse(studies)
                // Every wave reads it; on disk, because nothing else of the job needs memory in proportion to the
                // archive.
                .persist(StorageLevel.DISK_ONLY());
        long count = left.count();
        if (done.isPresent()) {
            progress.accept("Going on: " + count + " studies left.");
        }
        long parts = (count + waveStudies - 1) / waveStudies;
        for (long part = 0; part < parts; part++) {
            Dataset<Row> wave = left.where(pmod(xxhash64(col("id")), lit(parts)).equalTo(part));
            // By id and not in turn: a partition must not depend on the order in which rows happen to arrive.
            int tasks = (int) Math.max(1, Math.min(count, waveStudies) / taskStudies);
            waves.write(wave.repartition(tasks, col("id")).mapPartitions(estimate, Encoders.row(waves.schema())));
            progress.accept("Wave " + (part + 1) + " of " + parts + " written.");
        }
        left.unpersist();
        return totals();
    }

    /** Counts what is there, and that every study of the manifest is there once. */
    private Totals totals() {
        Optional<Dataset<Row>> written = waves.rows(estimate.sha256());
        if (written.isEmpty()) {
            return new Totals(0, 0);
        }
        Dataset<Row> rows = written.get();
        Row counts = rows.agg(count(lit(1)), countDistinct(col("id")), count(col("error_code")))
                .first();
        long missing = studies.join(rows, studies.col("id").equalTo(rows.col("id")), "left_anti")
                .count();
        if (missing > 0 || counts.getLong(0) != counts.getLong(1)) {
            throw Console.refused("Expected every study once, received " + missing + " missing and "
                    + (counts.getLong(0) - counts.getLong(1))
                    + " repeated. Let one job at a time write to an output folder.");
        }
        return new Totals(counts.getLong(0) - counts.getLong(2), counts.getLong(2));
    }
}
