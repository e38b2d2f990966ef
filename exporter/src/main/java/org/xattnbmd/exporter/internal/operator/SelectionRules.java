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
            boolean known = ends != null && (t.node().input(4) == null || steps != null);
            long step = steps == null ? 1 : steps[i];
            out.set(axis, known ? length(in.get(axis), starts[i], ends[i], step) : Dim.unknown());
        }
        t.out(out);
    }

    /** Of a length that varies, what is left behind a start from which there is enough. */
    private static Dim length(Dim n, long start, long end, long step) {
        if (n.isFixed()) {
            return Dim.of(length(n.offset(), start, end, step));
        }
        boolean rest = start >= 0 && step > 0 && end >= Integer.MAX_VALUE;
        return rest ? n.plus(-start).plus(step - 1).floorDividedBy(step) : Dim.unknown();
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

    /** From a start by steps to before a limit. */
    static void range(NodeTypes t) {
        List<Dim> start = t.lengths(0);
        List<Dim> limit = t.lengths(1);
        List<Dim> step = t.lengths(2);
        boolean known = start != null
                && limit != null
                && step != null
                && start.size() == 1
                && limit.size() == 1
                && step.size() == 1
                && step.get(0).isFixed()
                && step.get(0).offset() > 0;
        Dim span = known ? limit.get(0).plus(start.get(0).times(-1)) : Dim.unknown();
        long by = known ? step.get(0).offset() : 1;
        Dim length = span.plus(by - 1).floorDividedBy(by);
        t.out(List.of(length.isFixed() ? Dim.of(Math.max(0, length.offset())) : length));
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
