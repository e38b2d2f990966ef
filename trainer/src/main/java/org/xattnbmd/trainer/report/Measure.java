package org.xattnbmd.trainer.report;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A figure that tables, pages and CSV show, named once. {@link Measures} has them.
 *
 * @param <T> what it is a figure of
 * @param name in words, e.g. "Sensitivity"
 * @param head the name as a column's heading, which may be shorter
 * @param unit empty for none
 * @param kind how it is written
 * @param value the figure; NaN where it is undefined
 */
public record Measure<T>(String name, String head, String unit, Kind kind, ToDoubleFunction<? super T> value) {

    /** Without a unit, and with its name as heading. */
    static <T> Measure<T> named(String name, Kind kind, ToDoubleFunction<? super T> value) {
        return new Measure<>(name, name, "", kind, value);
    }

    Measure<T> head(String other) {
        return new Measure<>(name, other, unit, kind, value);
    }

    Measure<T> unit(String other) {
        return new Measure<>(name, head, other, kind, value);
    }

    /** The same figure of another target than BMD, whose unit it is in. */
    public Measure<T> inUnit(String other) {
        return unit(unit.replace(Format.UNIT, other));
    }

    /** The same figure written in another way. */
    public Measure<T> as(Kind other) {
        return new Measure<>(name, head, unit, other, value);
    }

    /** The same figure of whatever has a {@code T}. */
    public <S> Measure<S> of(Function<? super S, ? extends T> part) {
        return new Measure<>(name, head, unit, kind, whole -> value.applyAsDouble(part.apply(whole)));
    }

    /** The same figure, already computed, as it is read from something else. */
    public <S> Measure<S> read(ToDoubleFunction<? super S> other) {
        return new Measure<>(name, head, unit, kind, other);
    }

    /** The figure of something. */
    public double value(T of) {
        return value.applyAsDouble(of);
    }

    /** The name with its unit, as a row is called. */
    public String label() {
        return unit.isEmpty() ? name : name + ", " + unit;
    }

    Column<T> column() {
        return new Column<>(head, kind, value);
    }
}
