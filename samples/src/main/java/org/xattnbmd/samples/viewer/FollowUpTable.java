package org.xattnbmd.samples.viewer;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.swing.table.AbstractTableModel;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.results.StudyContext.Patient.Match;

/**
 * The open exams, and which of them are compared: those that are of the shown exam's person by their headers, until a person
 * chooses others. For the event dispatch thread only.
 */
final class FollowUpTable extends AbstractTableModel {

    private static final long serialVersionUID = 1L;
    private static final List<String> COLUMNS = List.of("compare", "exam", "estimate", "interval", "change");

    private final transient OpenExams exams;
    private final transient Words words;
    private final transient Map<Exam, Boolean> chosen = new HashMap<>();
    private transient List<Exam> rows = List.of();
    private transient Exam shown;
    /** How many rows the table knows of. */
    private int told;

    private transient Map<Exam, FollowUpSeries.Point> points = Map.of();

    FollowUpTable(OpenExams exams, Words words) {
        this.exams = exams;
        this.words = words;
    }

    /** @param newShown whose person is followed up; null: none is open */
    void show(Exam newShown) {
        shown = newShown;
        rows = exams.all();
        chosen.keySet().retainAll(rows);
    }

    List<Exam> compared() {
        return rows.stream().filter(this::isCompared).toList();
    }

    private boolean isCompared(Exam exam) {
        return chosen.getOrDefault(
                exam, exam == shown || shown != null && FollowUpSeries.match(shown, exam) == Match.SAME);
    }

    /** Shows what became of the comparison. */
    void setSeries(FollowUpSeries series) {
        points = new HashMap<>();
        series.points().forEach(point -> points.put(point.exam(), point));
        if (told == rows.size() && told > 0) {
            // What is selected stays so: a person may go on by keyboard.
            fireTableRowsUpdated(0, told - 1);
        } else {
            told = rows.size();
            fireTableDataChanged();
        }
    }

    @Override
    public int getRowCount() {
        return rows.size();
    }

    @Override
    public int getColumnCount() {
        return COLUMNS.size();
    }

    @Override
    public String getColumnName(int column) {
        return words.of("followup.column." + COLUMNS.get(column));
    }

    @Override
    public Class<?> getColumnClass(int column) {
        return column == 0 ? Boolean.class : String.class;
    }

    @Override
    public boolean isCellEditable(int row, int column) {
        return column == 0;
    }

    @Override
    public void setValueAt(Object value, int row, int column) {
        chosen.put(rows.get(row), (Boolean) value);
        fireTableCellUpdated(row, column);
    }

    @Override
    public Object getValueAt(int row, int column) {
        Exam exam = rows.get(row);
        Optional<BmdEstimate> estimate = exam.answer().map(ResultSaver.Answer::estimate);
        return switch (COLUMNS.get(column)) {
            case "compare" -> isCompared(exam);
            case "exam" -> exams.label(exam);
            case "estimate" ->
                estimate.map(Figure::of).map(Figure::named).orElseGet(() -> words.of("state." + exam.state()));
            case "interval" ->
                estimate.map(BmdEstimate::interval)
                        .map(i -> String.format(Locale.ROOT, "%.3f – %.3f", i.lower(), i.upper()))
                        .orElse("");
            default ->
                Optional.ofNullable(points.get(exam))
                        .flatMap(FollowUpSeries.Point::change)
                        .map(this::change)
                        .orElse("");
        };
    }

    private String change(BmdEstimate.Change change) {
        return String.format(Locale.ROOT, "%+.3f (%+.1f %%)", change.difference(), change.percent())
                + (change.significant() ? ", > " : ", ≤ ")
                + words.of("followup.lsc");
    }
}
