package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.xattnbmd.trainer.evaluation.Interval;

/**
 * The columns of a table of results, from which the table of any rows is made. Immutable: whatever is added makes new ones.
 *
 * @param <T> what a row is about
 */
public final class Columns<T> {

    private final String rowHead;
    private final Function<? super T, String> name;
    private final List<Column<T>> columns;

    private Columns(String rowHead, Function<? super T, String> name, List<Column<T>> columns) {
        this.rowHead = rowHead;
        this.name = name;
        this.columns = columns;
    }

    /**
     * Begins with the first column, which names the rows.
     *
     * @param rowHead its heading
     */
    public static <T> Columns<T> of(String rowHead, Function<? super T, String> name) {
        return new Columns<>(rowHead, name, List.of());
    }

    /** One more column. */
    public Columns<T> add(String head, Kind kind, ToDoubleFunction<? super T> value) {
        return add(List.of(new Column<>(head, kind, value)));
    }

    /** A column for a figure of the catalogue. */
    public Columns<T> add(Measure<T> measure) {
        return add(List.of(measure.column()));
    }

    /** A column for a figure of a part of the row's subject. */
    public <S> Columns<T> add(Measure<S> measure, Function<? super T, ? extends S> part) {
        return add(List.of(measure.column().of(part)));
    }

    /** Both ends of a 95 % interval. */
    public Columns<T> interval(Kind kind, Function<? super T, Interval> interval) {
        return interval("95 % from", "to", kind, interval);
    }

    /** Both ends of an interval under these headings. */
    public Columns<T> interval(String from, String to, Kind kind, Function<? super T, Interval> interval) {
        return add(List.of(
                new Column<>(from, kind, row -> interval.apply(row).lower()),
                new Column<>(to, kind, row -> interval.apply(row).upper())));
    }

    private Columns<T> add(List<Column<T>> more) {
        List<Column<T>> all = new ArrayList<>(columns);
        all.addAll(more);
        return new Columns<>(rowHead, name, List.copyOf(all));
    }

    /**
     * The table of these rows.
     *
     * @param caption what the rows are, with the conditions that hold for all of them
     */
    public EvidenceTable table(String caption, Collection<? extends T> rows) {
        return new EvidenceTable(
                caption,
                rowHead,
                columns.stream()
                        .map(c -> new EvidenceTable.Head(c.head(), c.kind()))
                        .toList(),
                rows.stream().map(this::row).toList());
    }

    private EvidenceTable.Row row(T subject) {
        return new EvidenceTable.Row(
                name.apply(subject),
                columns.stream()
                        .mapToDouble(c -> c.value().applyAsDouble(subject))
                        .toArray());
    }
}
