package org.xattnbmd.exporter.internal.trace;

import java.util.Arrays;

/** Ranges along some axes, as Slice takes them: four lists of equal length. */
record Ranges(long[] starts, long[] ends, long[] axes, long[] steps) {

    /** Positions from start to before end along one axis. */
    static Ranges of(int axis, long start, long end) {
        return new Ranges(new long[] {start}, new long[] {end}, new long[] {axis}, new long[] {1});
    }

    boolean hasUnitSteps() {
        return Arrays.stream(steps).allMatch(s -> s == 1);
    }
}
