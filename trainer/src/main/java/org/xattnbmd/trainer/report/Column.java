package org.xattnbmd.trainer.report;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One column of a table of results: it knows its own numbers.
 *
 * @param <T> what a row is about
 * @param head heading
 * @param kind how its numbers are written
 * @param value of a row; NaN where it is undefined
 */
public record Column<T>(String head, Kind kind, ToDoubleFunction<? super T> value) {

    public Column {
        Objects.requireNonNull(head, "head");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(value, "value");
    }

    /** The same column of a table whose rows have what this one is about. */
    public <S> Column<S> of(Function<? super S, ? extends T> part) {
        return new Column<>(head, kind, row -> value.applyAsDouble(part.apply(row)));
    }
}
