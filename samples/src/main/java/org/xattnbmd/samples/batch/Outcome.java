package org.xattnbmd.samples.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xattnbmd.samples.Journal;
import org.xattnbmd.samples.ResultColumns;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;

/**
 * What became of one request, as the cells of its row: an estimate, or a refusal with its code.
 *
 * @param cells one a column of {@link #COLUMNS}
 * @param further those of {@link FurtherColumns}; empty for a refusal, and where the model has no further targets
 */
record Outcome(List<String> cells, List<String> further) {

    private static final String ERROR_MESSAGE = "error_message";
    private static final String BELOW_THRESHOLDS = "below_thresholds";

    /** Columns whose texts come from elsewhere. */
    private static final Set<String> TEXTS = Set.of(ERROR_MESSAGE, BELOW_THRESHOLDS);

    static final String LOWER = "lower_g_per_cm2";
    static final String UPPER = "upper_g_per_cm2";
    static final String T_SCORE = "t_score";
    static final String CATEGORY = "category";

    /** Columns of a row after those that name the request. They are part of the application's interface. */
    static final List<String> COLUMNS = List.of(
            "side",
            ResultColumns.STATUS,
            "error_code",
            ERROR_MESSAGE,
            ResultColumns.BMD,
            LOWER,
            UPPER,
            "coverage",
            T_SCORE,
            CATEGORY,
            BELOW_THRESHOLDS,
            ResultColumns.WARNINGS,
            ResultColumns.OUTLIER_SCORE,
            "outlier_limit",
            "outlier_hard_limit",
            ResultColumns.TRUST,
            "trust_reasons");

    /** How many of them there were before the outlier score and before the trust; a journal of that time has no more. */
    static final Set<Integer> FORMER_COLUMNS = Set.of(12, 14);

    /** What only a target with a reference population has. */
    private static final Set<String> OF_A_REFERENCE = Set.of(T_SCORE, CATEGORY, BELOW_THRESHOLDS);

    /** What the columns in g/cm² are called for another target. */
    private static final Map<String, String> IN_OWN_UNIT =
            Map.of(ResultColumns.BMD, ResultColumns.VALUE, LOWER, "lower", UPPER, "upper");

    /** The columns of a table of results: without T-score, category and thresholds where there are none. */
    static List<String> columns(ModelCard.Target target) {
        return target.hasReference()
                ? COLUMNS
                : COLUMNS.stream()
                        .filter(column -> !OF_A_REFERENCE.contains(column))
                        .map(column -> IN_OWN_UNIT.getOrDefault(column, column))
                        .toList();
    }

    /** In a journal. Rows of an earlier release are done again, so that all rows of the results have the same columns. */
    static final Journal.Form<Outcome> FORM = new Journal.Form<>() {

        @Override
        public List<String> cells(Outcome outcome) {
            return Stream.concat(outcome.cells().stream(), outcome.further().stream())
                    .toList();
        }

        @Override
        public Optional<Outcome> line(List<String> cells) {
            if (FORMER_COLUMNS.contains(cells.size())) {
                return Optional.empty();
            }
            int own = Math.min(cells.size(), COLUMNS.size());
            return Optional.of(new Outcome(cells.subList(0, own), cells.subList(own, cells.size())));
        }
    };

    Outcome {
        cells = List.copyOf(cells);
        further = List.copyOf(further);
        if (cells.size() != COLUMNS.size() || further.size() % FurtherColumns.EACH != 0) {
            throw new IllegalArgumentException("Expected " + COLUMNS.size() + " cells and " + FurtherColumns.EACH
                    + " a further target, received " + cells.size() + " and " + further.size());
        }
    }

    /** One without further targets. */
    Outcome(List<String> cells) {
        this(cells, List.of());
    }

    /** Figures that are not usable keep the code with which they are refused, so that nobody takes them for an estimate. */
    static Outcome of(BmdEstimate e, Radiograph.Side side) {
        boolean usable = e.trust().usable();
        List<String> cells = List.of(
                word(side),
                usable ? ResultColumns.ESTIMATED : ResultColumns.NOT_USABLE,
                usable ? "" : BmdException.Code.NOT_USABLE.id(),
                usable ? "" : e.statement(),
                decimals(e.bmd()),
                decimals(e.interval().lower()),
                decimals(e.interval().upper()),
                Double.toString(e.interval().coverage()),
                usable && e.target().hasReference() ? String.format(Locale.ROOT, "%.1f", e.tScore()) : "",
                usable && e.target().hasReference() ? word(e.category()) : "",
                e.screening().stream()
                        .filter(BmdEstimate.Decision::below)
                        .map(BmdEstimate.Decision::name)
                        .collect(Collectors.joining(";")),
                e.warnings().stream().map(warning -> word(warning.kind())).collect(Collectors.joining(";")),
                e.outlierScore().map(score -> significant(score.value())).orElse(""),
                e.outlierScore().map(score -> significant(score.limit())).orElse(""),
                hardLimit(e),
                word(e.trust().level()),
                e.trust().reasons().stream().map(Outcome::word).collect(Collectors.joining(";")));
        return new Outcome(cells, FurtherColumns.cells(e));
    }

    static Outcome of(BmdException refusal, Radiograph.Side side) {
        // One row is one line of the journal.
        String message = refusal.getMessage().replaceAll("\\s+", " ");
        List<String> cells =
                new ArrayList<>(List.of(word(side), "refused", refusal.code().id(), message));
        cells.addAll(Collections.nCopies(COLUMNS.size() - cells.size(), ""));
        if (refusal.code() == BmdException.Code.NOT_USABLE) {
            cells.set(COLUMNS.indexOf(ResultColumns.TRUST), ResultColumns.NOT_USABLE);
        }
        return new Outcome(cells);
    }

    private static String hardLimit(BmdEstimate e) {
        return e.outlierScore().stream()
                .flatMapToDouble(score -> score.hardLimit().stream())
                .mapToObj(Outcome::significant)
                .findFirst()
                .orElse("");
    }

    /** Whether there are figures that are not usable. */
    boolean notUsable() {
        return cell(ResultColumns.STATUS).equals(ResultColumns.NOT_USABLE);
    }

    /** The cells for a table that people open in a spreadsheet: what the model's card or a file's name put in is text there. */
    List<String> spreadsheetCells(ModelCard.Target target) {
        List<String> marked = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            String column = COLUMNS.get(i);
            if (target.hasReference() || !OF_A_REFERENCE.contains(column)) {
                marked.add(TEXTS.contains(column) ? ExamList.spreadsheetText(cells.get(i)) : cells.get(i));
            }
        }
        return marked;
    }

    boolean estimated() {
        return cell(ResultColumns.STATUS).equals(ResultColumns.ESTIMATED);
    }

    String cell(String column) {
        return cells.get(COLUMNS.indexOf(column));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String significant(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
