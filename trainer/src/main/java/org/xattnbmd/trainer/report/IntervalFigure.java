package org.xattnbmd.trainer.report;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Interval;

/** A figure under the name that its row has, with its interval. */
public record IntervalFigure(String name, double value, Interval interval) {

    /**
     * Figures with their bootstrap intervals; one set of resamples serves all of them.
     *
     * @param items what is resampled, as {@link Bootstrap#intervals(List, Function, Function)} says
     * @param of what the measures are figures of, made from the items or a resample
     */
    public static <I, T> List<IntervalFigure> of(
            List<Measure<T>> measures,
            List<I> items,
            Function<I, String> subject,
            Function<List<I>, T> of,
            Bootstrap bootstrap) {
        List<Interval> intervals =
                bootstrap.intervals(items, subject, resample -> Measures.values(measures, of.apply(resample)));
        return of(measures, of.apply(items), intervals);
    }

    /** The figures of something with intervals that are known, in the same order. */
    public static <T> List<IntervalFigure> of(List<Measure<T>> measures, T of, List<Interval> intervals) {
        return IntStream.range(0, measures.size())
                .mapToObj(i -> new IntervalFigure(
                        measures.get(i).label(), measures.get(i).value(of), intervals.get(i)))
                .toList();
    }

    /** The figure with its interval behind it, for a table of texts. */
    public String text(Kind kind) {
        return kind.write(value)
                + (interval.defined()
                        ? " (" + kind.write(interval.lower()) + " to " + kind.write(interval.upper()) + ")"
                        : "");
    }

    /** The columns of a table of such figures, with 95 % intervals. */
    public static Columns<IntervalFigure> columns() {
        return columns("95 % from", "to");
    }

    /** The same with other headings of the interval's ends. */
    static Columns<IntervalFigure> columns(String from, String to) {
        return Columns.of("Figure", IntervalFigure::name)
                .add("Estimate", Kind.FIGURE, IntervalFigure::value)
                .interval(from, to, Kind.FIGURE, IntervalFigure::interval);
    }
}
