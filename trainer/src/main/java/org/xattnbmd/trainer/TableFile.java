package org.xattnbmd.trainer;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.xattnbmd.trainer.TrainerException.Code;

/** A table of the trainer's own on disk: CSV whose first row names the columns, written whole. */
public final class TableFile {

    private static final CSVFormat CSV =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private TableFile() {}

    /**
     * Reads all rows.
     *
     * @param row makes a row's value of its cells, by the columns' names
     * @param what the file should be, for the message
     * @throws TrainerException {@code CHECKPOINT} if the file is not there, or is damaged
     */
    public static <T> List<T> read(Path file, Function<CSVRecord, T> row, String what) {
        List<T> rows = new ArrayList<>();
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                CSVParser parser = CSVParser.parse(text, CSV)) {
            for (CSVRecord cells : parser) {
                rows.add(row.apply(cells));
            }
            return rows;
        } catch (IOException | RuntimeException e) {
            throw new TrainerException(Code.CHECKPOINT, file + " " + what, e);
        }
    }

    /** Writes a table in place of what was there. */
    public static void write(Path file, List<String> columns, List<Object[]> rows) {
        StringBuilder out = new StringBuilder(CSVFormat.RFC4180.format(columns.toArray())).append('\n');
        rows.forEach(row -> out.append(CSVFormat.RFC4180.format(row)).append('\n'));
        SafeFiles.writeAtomically(file, out.toString());
    }
}
