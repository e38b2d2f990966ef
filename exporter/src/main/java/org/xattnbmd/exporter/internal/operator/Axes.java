package org.xattnbmd.exporter.internal.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.Contradiction;
import org.xattnbmd.exporter.internal.graph.Dim;

/** Arithmetic of axes and axis lengths that several rules need. */
final class Axes {

    private Axes() {}

    /** A position among so many axes, counting from behind if negative. */
    static int at(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new Contradiction("an axis of " + rank, axis);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    static List<Dim> broadcast(List<Dim> a, List<Dim> b) {
        if (a == null || b == null) {
            return null;
        }
        int rank = Math.max(a.size(), b.size());
        Dim[] out = new Dim[rank];
        for (int i = 0; i < rank; i++) {
            Dim x = i < rank - a.size() ? Dim.of(1) : a.get(i - rank + a.size());
            Dim y = i < rank - b.size() ? Dim.of(1) : b.get(i - rank + b.size());
            out[i] = broadcast(x, y);
        }
        return Arrays.asList(out);
    }

    private static Dim broadcast(Dim x, Dim y) {
        if (x.equals(y) || y.equals(Dim.of(1))) {
            return x;
        }
        if (x.equals(Dim.of(1))) {
            return y;
        }
        if (x.isFixed() && y.isFixed()) {
            throw new Contradiction("axis lengths that are equal or 1", x + " and " + y);
        }
        return x.isFixed() ? x : y.isFixed() ? y : Dim.unknown();
    }

    static List<Dim> mutable(List<Dim> dims) {
        return new ArrayList<>(dims);
    }

    static Dim sum(Dim a, Dim b) {
        return a.plus(b);
    }

    static Dim product(Dim a, Dim b) {
        return a.times(b);
    }

    /** The product of lengths, where it can be told. */
    static Dim product(List<Dim> dims) {
        return dims.stream().reduce(Dim.of(1), Dim::times);
    }
}
