package org.xattnbmd.samples.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.xattnbmd.samples.Console;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ModelCard;

/** The list of studies: a CSV file, read by the executors in parallel and never held by the driver. */
final class ArchiveManifest {

    static final String ID = "id";
    static final String CELLS = "cells";
    static final String MALFORMED = "malformed";

    private static final String CORRUPT = "_corrupt_record";

    private ArchiveManifest() {}

    /**
     * One row a study: {@value #ID}, {@value #CELLS} (what an {@link ExamList.Exam} is made of: text by column, without
     * what is empty) and whether its line is {@value #MALFORMED}.
     *
     * @param ignored columns that are not for the model
     * @throws org.xattnbmd.sdk.BmdException {@code INVALID_ARGUMENT}: no such file, unknown columns, ids that are missing or not distinct
     */
    static Dataset<Row> read(SparkSession spark, Path file, Set<String> ignored, ModelCard card) {
        DataFrameReader reader = spark.read()
                .option("header", true)
                .option("escape", "\"")
                .option("ignoreLeadingWhiteSpace", true)
                .option("ignoreTrailingWhiteSpace", true)
                // Otherwise a line with too few cells passes as long as nobody asks for the last ones.
                .option("columnPruning", false);
        List<String> columns = header(reader, file);
        check(columns, ignored, card);
        StructType schema = new StructType();
        for (String column : columns) {
            schema = schema.add(column, DataTypes.StringType);
        }
        Dataset<Row> lines = reader.schema(schema.add(CORRUPT, DataTypes.StringType))
                .option("columnNameOfCorruptRecord", CORRUPT)
                .csv(file.toString());
        Set<String> wanted = known(card);
        wanted.removeAll(ignored);
        wanted.addAll(List.of(ExamList.IMAGE, ExamList.SIDE));
        wanted.retainAll(columns);
        Column[] cells = wanted.stream()
                .flatMap(column -> Stream.of(lit(column), col(column)))
                .toArray(Column[]::new);
        Dataset<Row> studies = lines.select(
                col(ID),
                map_filter(map(cells), (name, text) -> text.isNotNull()).as(CELLS),
                col(CORRUPT).isNotNull().as(MALFORMED));
        checkIds(studies);
        return studies;
    }

    private static List<String> header(DataFrameReader reader, Path file) {
        List<String> columns =
                new ArrayList<>(Arrays.asList(reader.csv(file.toString()).columns()));
        // Spreadsheets put a byte order mark in front of the first column's name.
        if (!columns.isEmpty()) {
            columns.set(0, columns.get(0).replace("\uFEFF", ""));
        }
        return columns;
    }

    private static void check(List<String> columns, Set<String> ignored, ModelCard card) {
        Set<String> known = known(card);
        known.add(ID);
        List<String> missing = new ArrayList<>(List.of(ID, ExamList.IMAGE));
        missing.removeAll(columns);
        List<String> unknown = columns.stream()
                .filter(column -> !known.contains(column) && !ignored.contains(column))
                .toList();
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            // Without these columns the first line may be no header at all, but a subject's.
            throw Console.refused("Expected columns \"id\" and \"image\" and none but " + known + ", received "
                    + (missing.isEmpty() ? unknown : "none of the name " + missing)
                    + ". Name columns to leave out with --ignore.");
        }
    }

    /** Columns that a model can use. */
    private static Set<String> known(ModelCard card) {
        Set<String> known = new TreeSet<>(Set.of(ExamList.IMAGE, ExamList.SIDE));
        card.clinicalFields().forEach(field -> known.add(field.name()));
        return known;
    }

    /** A row is done when its id is there, so an id must name one study. */
    private static void checkIds(Dataset<Row> studies) {
        Row counts = studies.agg(count(lit(1)), count(col(ID)), countDistinct(col(ID)))
                .first();
        if (counts.getLong(0) != counts.getLong(2)) {
            throw Console.refused("Expected an id in every line and no id twice, received " + counts.getLong(0)
                    + " lines, " + (counts.getLong(0) - counts.getLong(1)) + " of them without an id, and "
                    + counts.getLong(2) + " distinct ids.");
        }
    }
}
