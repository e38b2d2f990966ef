package org.xattnbmd.samples.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.ResultColumns;

/** Reads the results.csv files of batches. Messages name lines and columns, never a value. */
final class BatchResults {

    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();

    private static final int MONTH = "2026-01".length();

    private final String sha256;
    private final String estimate;
    private final List<String> required;
    private final int every;
    private final String dates;

    /**
     * @param sha256 of the model file that must have made every row
     * @param estimate column of the estimates
     * @param every exams a period; 0: a file is a period
     * @param dates column of ISO-8601 dates whose months are the periods; null for none
     */
    BatchResults(String sha256, String estimate, int every, String dates) {
        this.sha256 = sha256;
        this.estimate = estimate;
        required = List.of(ResultColumns.STATUS, estimate, ResultColumns.WARNINGS, ResultColumns.MODEL_SHA256);
        this.every = every;
        this.dates = dates;
    }

    /** All files as one period. */
    Period together(String name, List<Path> files) {
        Period period = new Period(name);
        files.forEach(file -> read(file, (record, exam) -> period.add(exam)));
        return period;
    }

    /** The periods in order: of months, of so many rows, or of files. */
    Collection<Period> periods(List<Path> files) {
        Map<String, Period> periods = dates == null ? new LinkedHashMap<>() : new TreeMap<>();
        int[] row = {0};
        for (int f = 0; f < files.size(); f++) {
            String file = "file " + (f + 1);
            read(files.get(f), (record, exam) -> {
                String name = dates != null ? month(record) : every > 0 ? "batch " + (row[0]++ / every + 1) : file;
                periods.computeIfAbsent(name, Period::new).add(exam);
            });
        }
        return periods.values();
    }

    private interface Rows {
        void add(CSVRecord row, Period.Exam exam);
    }

    private void read(Path file, Rows rows) {
        try (CSVParser csv = FORMAT.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8))) {
            List<String> missing = required.stream()
                    .filter(column -> !csv.getHeaderMap().containsKey(column))
                    .toList();
            if (!missing.isEmpty() || dates != null && !csv.getHeaderMap().containsKey(dates)) {
                throw Console.refused("Expected the results.csv of a batch"
                        + (dates == null ? "" : " with a column of dates") + ", received a table without "
                        + (missing.isEmpty() ? "that column" : missing) + ".");
            }
            csv.forEach(row -> rows.add(row, exam(row)));
        } catch (IOException e) {
            throw Console.disk("results of a batch that can be read", e);
        } catch (UncheckedIOException | IllegalStateException | IllegalArgumentException e) {
            throw Console.refused("Expected the results.csv of a batch, received a damaged table.");
        }
    }

    private Period.Exam exam(CSVRecord row) {
        if (!row.isConsistent()) {
            throw bad(row, "as many cells as the header has");
        }
        if (!row.get(ResultColumns.MODEL_SHA256).equals(sha256)) {
            throw bad(row, "results of this very model file, by its SHA-256");
        }
        boolean estimated = row.get(ResultColumns.STATUS).equals(ResultColumns.ESTIMATED);
        String warnings = row.get(ResultColumns.WARNINGS);
        return new Period.Exam(
                estimated,
                estimated ? number(row, estimate) : Double.NaN,
                estimated && row.isMapped(ResultColumns.OUTLIER_SCORE)
                        ? number(row, ResultColumns.OUTLIER_SCORE)
                        : Double.NaN,
                warnings.isEmpty() ? Set.of() : Set.of(warnings.split(";")),
                row.isMapped(ResultColumns.TRUST)
                        && row.get(ResultColumns.TRUST).equals(ResultColumns.NOT_USABLE));
    }

    private static double number(CSVRecord row, String column) {
        try {
            return Double.parseDouble(row.get(column));
        } catch (NumberFormatException e) {
            throw bad(row, "a number in the column " + column);
        }
    }

    private String month(CSVRecord row) {
        String date = row.get(dates);
        if (!date.matches("\\d{4}-\\d{2}(-.*)?")) {
            throw bad(row, "an ISO-8601 date in the column of dates");
        }
        return date.substring(0, MONTH);
    }

    private static RuntimeException bad(CSVRecord row, String expected) {
        return Console.refused(
                "Expected " + expected + ", received something else in row " + row.getRecordNumber() + ".");
    }
}
