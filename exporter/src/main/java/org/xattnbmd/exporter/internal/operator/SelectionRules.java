package org.xattnbmd.exporter.internal.operator;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.Contradiction;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.NodeTypes;

/** Operators that pick elements. */
final class SelectionRules {

    private SelectionRules() {}

    static void slice(NodeTypes t) {
        List<Dim> in = t.dims(0);
        long[] starts = t.longs(1);
        long[] ends = t.longs(2);
        long[] axes = t.longs(3);
        if (in == null || starts == null || t.node().input(3) != null && axes == null) {
            return;
        }
        long[] steps = t.longs(4);
        List<Dim> out = Axes.mutable(in);
        for (int i = 0; i < starts.length; i++) {
            int axis = Axes.at(axes == null ? i : axes[i], in.size());
            boolean known = ends != null
                    && (t.node().input(4) == null || steps != null)
                    && in.get(axis).isFixed();
            out.set(
                    axis,
                    known
                            ? Dim.of(length(in.get(axis).offset(), starts[i], ends[i], steps == null ? 1 : steps[i]))
                            : Dim.unknown());
        }
        t.out(out);
    }

    private static long length(long n, long start, long end, long step) {
        if (step == 0) {
            throw new Contradiction("a step other than 0", 0);
        }
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? n : n - 1;
        long from = Math.max(0, Math.min(start < 0 ? start + n : start, high));
        long to = Math.max(low, Math.min(end < 0 && end > -n - 1 ? end + n : end, step > 0 ? n : n - 1));
        long span = step > 0 ? to - from : from - to;
        return span <= 0 ? 0 : (span + Math.abs(step) - 1) / Math.abs(step);
    }

    static void gather(NodeTypes t) {
        if (t.dims(0) == null || t.dims(1) == null) {
            return;
        }
        int axis = Axes.at(t.node().intAttribute("axis", 0), t.dims(0).size());
        List<Dim> out = new ArrayList<>(t.dims(0).subList(0, axis));
        out.addAll(t.dims(1));
        out.addAll(t.dims(0).subList(axis + 1, t.dims(0).size()));
        t.out(out);
    }

    static void gatherNd(NodeTypes t) {
        List<Dim> data = t.dims(0);
        List<Dim> index = t.dims(1);
        boolean known = data != null
                && index != null
                && !index.isEmpty()
                && index.get(index.size() - 1).isFixed();
        if (!known || t.node().intAttribute("batch_dims", 0) != 0) {
            return;
        }
        int depth = (int) index.get(index.size() - 1).offset();
        List<Dim> out = new ArrayList<>(index.subList(0, index.size() - 1));
        out.addAll(data.subList(depth, data.size()));
        t.out(out);
    }

    static void oneHot(NodeTypes t) {
        long[] depth = t.longs(1);
        if (t.dims(0) == null) {
            return;
        }
        List<Dim> out = Axes.mutable(t.dims(0));
        int axis = Axes.at(t.node().intAttribute("axis", -1), out.size() + 1);
        out.add(axis, depth == null ? Dim.unknown() : Dim.of(depth[0]));
        t.out(out);
    }

    static void topK(NodeTypes t) {
        long[] k = t.longs(1);
        List<Dim> out = null;
        if (t.dims(0) != null) {
            out = Axes.mutable(t.dims(0));
            out.set(Axes.at(t.node().intAttribute("axis", -1), out.size()), k == null ? Dim.unknown() : Dim.of(k[0]));
        }
        t.out(0, out);
        t.out(1, out);
    }
}
