package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis whose ends and ticks are round numbers.
 *
 * @param label what it shows, with its unit
 * @param min lower end
 * @param max upper end
 * @param step distance of the ticks
 * @param decimals of the tick labels
 */
record Axis(String label, double min, double max, double step, int decimals) {

    /** An axis that holds the given values, with about {@code ticks} ticks (Heckbert 1990, Graphics Gems, p. 61). */
    static Axis covering(String label, double low, double high, int ticks) {
        double from = Double.isFinite(low) ? low : 0;
        double to = Double.isFinite(high) ? high : from + 1;
        if (!(to > from)) {
            double half = from == 0 ? 0.5 : Math.abs(from) * 0.1;
            to = from + half;
            from = from - half;
        }
        double step = niceStep((to - from) / ticks);
        double min = Math.floor(from / step + 1e-9) * step;
        double max = Math.ceil(to / step - 1e-9) * step;
        return new Axis(label, min, max, step, decimalsOf(step));
    }

    /** The same, grown by a twentieth on both sides so that no mark sits on the frame. */
    static Axis around(String label, double low, double high, int ticks) {
        double margin = 0.05 * Math.max(0, high - low);
        return covering(label, low - margin, high + margin, ticks);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        long count = Math.round((max - min) / step);
        for (long i = 0; i <= count; i++) {
            ticks.add(min + i * step);
        }
        return ticks;
    }

    String tickLabel(double value) {
        return Format.decimals(value, decimals);
    }

    double fraction(double value) {
        return (value - min) / (max - min);
    }

    double clamp(double value) {
        return Math.max(min, Math.min(max, value));
    }

    private static double niceStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double mantissa = rough / power;
        double nice = mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10;
        return nice * power;
    }

    private static int decimalsOf(double step) {
        int decimals = 0;
        for (double scaled = step; decimals < 8 && Math.abs(scaled - Math.rint(scaled)) > 1e-6; scaled *= 10) {
            decimals++;
        }
        return decimals;
    }
}
