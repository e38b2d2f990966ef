package org.xattnbmd.sdk.internal.results.dicom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.internal.results.Figures;

/**
 * The axis that an interval is drawn over, in g/cm²: from 0.4 to 1.2, or further where that is needed, in steps of 0.1.
 *
 * @param low the axis's left end
 * @param high its right end
 * @param marks what is marked on it from outside of the estimate: T-scores of the reference population, where there is one
 */
record BmdScale(double low, double high, List<Mark> marks) {

    private static final double STEP = 0.1;

    /** A place on the axis with a word, in g/cm². */
    record Mark(double at, String word) {}

    static BmdScale of(BmdEstimate estimate) {
        double low = 0.4;
        double high = 1.2;
        for (BmdEstimate.Interval interval : estimate.intervals()) {
            low = Math.min(low, Math.floor(interval.lower() / STEP) * STEP);
            high = Math.max(high, Math.ceil(interval.upper() / STEP) * STEP);
        }
        if (!estimate.target().hasReference()) {
            return new BmdScale(low, high, List.of());
        }
        double mean = estimate.reference().mean();
        double sd = estimate.reference().sd();
        return new BmdScale(
                low,
                high,
                List.of(new Mark(mean - 2.5 * sd, "T -2.5"), new Mark(mean - sd, "T -1"), new Mark(mean, "T 0")));
    }

    /** The intervals to draw, the widest first and the one that is reported last; narrower ones would hide it. */
    static List<BmdEstimate.Interval> bars(BmdEstimate estimate) {
        return estimate.intervals().stream()
                .filter(interval -> interval.coverage() >= estimate.interval().coverage())
                .sorted(Comparator.comparingDouble(BmdEstimate.Interval::coverage)
                        .reversed())
                .toList();
    }

    /** Where a BMD lies, from 0 at the left end to 1 at the right one. */
    double place(double bmd) {
        return Math.max(0, Math.min(1, (bmd - low) / (high - low)));
    }

    /** Each second step, with its figure. */
    List<Mark> ticks() {
        List<Mark> ticks = new ArrayList<>();
        int steps = (int) Math.round((high - low) / STEP);
        for (int i = 0; i <= steps; i += 2) {
            ticks.add(new Mark(low + i * STEP, Figures.decimal(low + i * STEP, 1)));
        }
        return ticks;
    }

    /** The marks that the axis reaches. */
    List<Mark> marksInside() {
        return marks.stream().filter(mark -> mark.at >= low && mark.at <= high).toList();
    }
}
