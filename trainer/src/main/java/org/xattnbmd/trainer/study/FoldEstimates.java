package org.xattnbmd.trainer.study;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * What a fold's network said of the fold's own subjects, whom it has not learnt from: {@code estimates.csv} in the fold's
 * folder. It is written last, so that its being there means that the fold is finished.
 */
record FoldEstimates(List<Row> rows) {

    static final String FILE = "estimates.csv";

    /**
     * One subject; all in g/cm².
     *
     * @param estimatedHalfMissing with about half of the clinical fields taken away at random
     */
    record Row(String subjectId, double estimated, double spread, double estimatedHalfMissing) {}

    private static final String[] COLUMNS = {
        "subject_id", "estimated_bmd_g_cm2", "spread_g_cm2", "estimated_bmd_half_of_fields_missing_g_cm2"
    };

    FoldEstimates {
        rows = List.copyOf(rows);
    }

    void write(Path folder) {
        StringBuilder out = new StringBuilder(String.join(",", COLUMNS)).append('\n');
        for (Row row : rows) {
            out.append(CSVFormat.RFC4180.format(row.subjectId, row.estimated, row.spread, row.estimatedHalfMissing))
                    .append('\n');
        }
        SafeFiles.writeAtomically(folder.resolve(FILE), out.toString());
    }

    /** Whether the fold in this folder is finished. */
    static boolean exist(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Reads a finished fold; {@code subjects} must be its subjects, in order. */
    static FoldEstimates read(Path folder, List<String> subjects) {
        Path file = folder.resolve(FILE);
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        List<Row> rows = new ArrayList<>();
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                CSVParser parser = CSVParser.parse(text, format)) {
            for (CSVRecord record : parser) {
                rows.add(new Row(
                        record.get(COLUMNS[0]),
                        Double.parseDouble(record.get(COLUMNS[1])),
                        Double.parseDouble(record.get(COLUMNS[2])),
                        Double.parseDouble(record.get(COLUMNS[3]))));
            }
        } catch (IOException | RuntimeException e) {
            throw damaged(file, e);
        }
        if (!rows.stream().map(Row::subjectId).toList().equals(subjects)) {
            throw damaged(file, null);
        }
        return new FoldEstimates(rows);
    }

    private static TrainerException damaged(Path file, Exception cause) {
        return new TrainerException(
                Code.CHECKPOINT,
                file
                        + " does not hold the estimates of this fold's subjects. Delete it, and the fold is estimated again.",
                cause);
    }
}
