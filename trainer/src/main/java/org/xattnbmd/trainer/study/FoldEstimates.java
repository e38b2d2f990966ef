package org.xattnbmd.trainer.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVRecord;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.TableFile;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * What a fold's network said of the fold's own subjects, whom it has not learnt from: {@code estimates.csv} in the fold's
 * folder. It is written last, so that its being there means that the fold is finished.
 */
record FoldEstimates(List<Row> rows) {

    static final String FILE = "estimates.csv";

    /**
     * One subject; all in the target's unit.
     *
     * @param estimatedHalfMissing with about half of the clinical fields taken away at random
     * @param further estimates of the further targets, in their units
     * @param furtherSpread their spreads, likewise
     */
    record Row(
            String subjectId,
            double estimated,
            double spread,
            double estimatedHalfMissing,
            List<Double> further,
            List<Double> furtherSpread) {

        Row {
            further = List.copyOf(further);
            furtherSpread = List.copyOf(furtherSpread);
        }

        /** One of a single target. */
        Row(String subjectId, double estimated, double spread, double estimatedHalfMissing) {
            this(subjectId, estimated, spread, estimatedHalfMissing, List.of(), List.of());
        }

        private Object[] cells() {
            List<Object> cells = new ArrayList<>(List.of(subjectId, estimated, spread, estimatedHalfMissing));
            for (int k = 0; k < further.size(); k++) {
                cells.add(further.get(k));
                cells.add(furtherSpread.get(k));
            }
            return cells.toArray();
        }
    }

    private static final String SUBJECT = "subject_id";

    /** Of femoral-neck BMD. */
    private static final List<String> COLUMNS =
            List.of(SUBJECT, "estimated_bmd_g_cm2", "spread_g_cm2", "estimated_bmd_half_of_fields_missing_g_cm2");

    private static final String DAMAGED =
            "does not hold the estimates of this fold's subjects. Delete it, and the fold is estimated again.";

    FoldEstimates {
        rows = List.copyOf(rows);
    }

    /** The columns by their target's unit, as far as a column's name can say it. */
    private static List<String> columns(Target target) {
        if (target.hasReference()) {
            return COLUMNS;
        }
        String letters = target.plainUnit().replace("%", "percent").replaceAll("[^A-Za-z0-9]+", "_");
        String unit = "_" + letters.replaceAll("^_|_$", "").toLowerCase(Locale.ROOT);
        return List.of(SUBJECT, "estimated" + unit, "spread" + unit, "estimated_half_of_fields_missing" + unit);
    }

    /** @param further the further targets, two more columns each */
    void write(Path folder, Target target, List<Target> further) {
        List<String> columns = new ArrayList<>(columns(target));
        further.forEach(each -> columns.addAll(List.of("estimated_" + each.name(), "spread_" + each.name())));
        TableFile.write(
                folder.resolve(FILE), columns, rows.stream().map(Row::cells).toList());
    }

    /** Whether the fold in this folder is finished. */
    static boolean exist(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /**
     * Reads a finished fold; {@code subjects} must be its subjects, in order. Columns are taken by their places: studies of other
     * targets from before their units were written have other names.
     *
     * @param further how many further targets it has
     */
    static FoldEstimates read(Path folder, List<String> subjects, int further) {
        Path file = folder.resolve(FILE);
        List<Row> rows = TableFile.read(
                file,
                cells -> new Row(
                        cells.get(0),
                        Double.parseDouble(cells.get(1)),
                        Double.parseDouble(cells.get(2)),
                        Double.parseDouble(cells.get(3)),
                        everyOther(cells, 4, further),
                        everyOther(cells, 5, further)),
                DAMAGED);
        if (!rows.stream().map(Row::subjectId).toList().equals(subjects)) {
            throw new TrainerException(Code.CHECKPOINT, file + " " + DAMAGED);
        }
        return new FoldEstimates(rows);
    }

    private static List<Double> everyOther(CSVRecord cells, int from, int count) {
        List<Double> values = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            values.add(Double.parseDouble(cells.get(from + 2 * k)));
        }
        return values;
    }
}
