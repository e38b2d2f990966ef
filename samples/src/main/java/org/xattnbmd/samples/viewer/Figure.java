package org.xattnbmd.samples.viewer;

import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Interval;
import org.xattnbmd.sdk.FurtherTarget;

/**
 * What was estimated and how much it is, with its interval, in the letters of every place that shows it. Immutable.
 *
 * @param name of what was estimated
 * @param value in the unit, as are the ends of the interval
 */
record Figure(String name, double value, String unit, Interval interval) {

    /** Of the model's target. */
    static Figure of(BmdEstimate e) {
        String name = e.target().hasReference() ? "BMD" : e.target().label();
        return new Figure(name, e.bmd(), e.target().unit(), e.interval());
    }

    /** Of the model's further targets, in the card's order. */
    static List<Figure> further(BmdEstimate e) {
        return e.furtherTargets().stream().map(Figure::of).toList();
    }

    private static Figure of(FurtherTarget.Estimate e) {
        return new Figure(e.target().label(), e.value(), e.target().unit(), e.interval());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** The value alone. */
    String number() {
        return number(value);
    }

    /** Name, value and unit. */
    String named() {
        return name + " " + number() + " " + unit;
    }

    /** The interval in the person's language. */
    String intervalIn(Words words) {
        return words.of(
                "interval",
                Math.round(100 * interval.coverage()),
                number(interval.lower()),
                number(interval.upper()),
                unit);
    }

    /** The interval as the SDK would say it, without the unit. */
    String intervalInEnglish() {
        return String.format(
                Locale.ROOT,
                "%.0f %% interval %s to %s",
                100 * interval.coverage(),
                number(interval.lower()),
                number(interval.upper()));
    }

    /** Name, value, unit and interval in one line. */
    String line(Words words) {
        return words.of("figure", named(), intervalIn(words));
    }
}
