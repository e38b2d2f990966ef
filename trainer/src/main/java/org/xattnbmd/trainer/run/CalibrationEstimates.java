package org.xattnbmd.trainer.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xattnbmd.trainer.TableFile;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/**
 * What a finished run's network says of the calibration split, from which it learned nothing and which did not stop it: {@code
 * calibration-estimates.csv} in the run's folder. Figures with intervals come from it, and runs on the same subjects can be
 * compared subject by subject. It names nobody: a row has its line in the manifest.
 */
public record CalibrationEstimates(List<Row> rows) {

    private static final String FILE = "calibration-estimates.csv";

    private static final List<String> COLUMNS = List.of("line", "subject", "measured", "estimated", "spread");

    /**
     * One radiograph; all but the first two in the unit of what is estimated.
     *
     * @param line in the manifest
     * @param subject a number that all radiographs of one subject have, from 1
     */
    public record Row(long line, int subject, double measured, double estimated, double spread) {}

    public CalibrationEstimates {
        rows = List.copyOf(rows);
    }

    /** @param out the network's predictions for the cohort, in its order */
    static CalibrationEstimates of(Cohort cohort, Predictions out) {
        Map<String, Integer> numbers = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < cohort.rows().size(); i++) {
            String subject = cohort.rows().get(i).subjectId();
            numbers.putIfAbsent(subject, numbers.size() + 1);
            rows.add(new Row(
                    cohort.rows().get(i).line(),
                    numbers.get(subject),
                    cohort.data().bmd()[i],
                    out.bmd()[i],
                    out.spread()[i]));
        }
        return new CalibrationEstimates(rows);
    }

    void write(Path folder) {
        List<Object[]> cells = rows.stream()
                .map(row -> new Object[] {row.line, row.subject, row.measured, row.estimated, row.spread})
                .toList();
        TableFile.write(folder.resolve(FILE), COLUMNS, cells);
    }

    /**
     * Reads those of a run.
     *
     * @return empty for a run that is not finished, or from before there were any
     * @throws TrainerException {@code CHECKPOINT} if they are damaged
     */
    public static Optional<CalibrationEstimates> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<Row> rows = TableFile.read(
                file,
                cells -> new Row(
                        Long.parseLong(cells.get(COLUMNS.get(0))),
                        Integer.parseInt(cells.get(COLUMNS.get(1))),
                        Double.parseDouble(cells.get(COLUMNS.get(2))),
                        Double.parseDouble(cells.get(COLUMNS.get(3))),
                        Double.parseDouble(cells.get(COLUMNS.get(4)))),
                "does not hold the estimates of a run");
        return rows.isEmpty() ? Optional.empty() : Optional.of(new CalibrationEstimates(rows));
    }

    /** Whether both are of the same measurements in the same order, so that they can be compared one by one. */
    public boolean sameSubjects(CalibrationEstimates other) {
        return measurements().equals(other.measurements());
    }

    private List<Row> measurements() {
        return rows.stream()
                .map(row -> new Row(row.line, row.subject, row.measured, 0, 0))
                .toList();
    }
}
