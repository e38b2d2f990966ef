package org.xattnbmd.exporter.internal.operator;

import java.util.List;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.NodeTypes;

/** Operators on each element, and reductions. */
final class ElementwiseRules {

    private ElementwiseRules() {}

    /** The first input's shape, and two numbers. */
    static void dynamicallyQuantized(NodeTypes t) {
        t.out(0, t.dims(0));
        t.out(1, List.of());
        t.out(2, List.of());
    }

    /** The first input's shape. */
    static void same(NodeTypes t) {
        t.out(t.dims(0));
    }

    static void broadcast(NodeTypes t) {
        t.out(Axes.broadcast(t.dims(0), t.dims(1)));
    }

    static void where(NodeTypes t) {
        t.out(Axes.broadcast(t.dims(0), Axes.broadcast(t.dims(1), t.dims(2))));
    }

    static void variadic(NodeTypes t) {
        int[] all = IntStream.range(0, t.node().inputs().size()).toArray();
        List<Dim> dims = t.dims(0);
        for (int i = 1; i < all.length; i++) {
            dims = Axes.broadcast(dims, t.dims(i));
        }
        t.out(dims);
    }

    static void reduce(NodeTypes t) {
        long[] axes = t.node().input(1) == null ? t.ints("axes") : t.longs(1);
        boolean known = axes != null || t.node().input(1) == null;
        if (t.dims(0) == null || !known) {
            return;
        }
        boolean all = axes == null || axes.length == 0;
        if (all && t.node().intAttribute("noop_with_empty_axes", 0) == 1) {
            t.out(t.dims(0));
            return;
        }
        int rank = t.dims(0).size();
        long[] reduced = all ? IntStream.range(0, rank).asLongStream().toArray() : axes;
        t.out(without(t, reduced, t.node().intAttribute("keepdims", 1) == 1));
    }

    static void arg(NodeTypes t) {
        long[] axis = {t.node().intAttribute("axis", 0)};
        t.out(t.dims(0) == null ? null : without(t, axis, t.node().intAttribute("keepdims", 1) == 1));
    }

    private static List<Dim> without(NodeTypes t, long[] axes, boolean keep) {
        List<Dim> dims = Axes.mutable(t.dims(0));
        for (long a : axes) {
            dims.set(Axes.at(a, dims.size()), null);
        }
        if (keep) {
            dims.replaceAll(d -> d == null ? Dim.of(1) : d);
        } else {
            dims.removeIf(d -> d == null);
        }
        return dims;
    }
}
