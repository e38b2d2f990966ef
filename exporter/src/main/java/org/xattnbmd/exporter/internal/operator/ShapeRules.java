package org.xattnbmd.exporter.internal.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.Contradiction;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.NodeTypes;

/** Operators that move elements. */
final class ShapeRules {

    private ShapeRules() {}

    static void shape(NodeTypes t) {
        List<Dim> part = shapePart(t);
        t.out(part == null ? null : List.of(Dim.of(part.size())));
    }

    /** The lengths that Shape tells: of all axes, or of those from {@code start} to before {@code end}; null where not known. */
    static List<Dim> shapePart(NodeTypes t) {
        List<Dim> dims = t.dims(0);
        if (dims == null) {
            return null;
        }
        int from = clamped(t.node().intAttribute("start", 0), dims.size());
        int to = clamped(t.node().intAttribute("end", dims.size()), dims.size());
        return dims.subList(from, Math.max(from, to));
    }

    private static int clamped(long axis, int rank) {
        return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    static void constantOfShape(NodeTypes t) {
        t.out(t.lengths(0));
    }

    static void reshape(NodeTypes t) {
        List<Dim> shape = t.lengths(1);
        if (shape == null) {
            return;
        }
        boolean zeroCopies = t.node().intAttribute("allowzero", 0) == 0;
        List<Dim> out = new ArrayList<>();
        int inferred = -1;
        for (int i = 0; i < shape.size(); i++) {
            Dim d = shape.get(i);
            if (d.equals(Dim.of(0)) && zeroCopies) {
                out.add(t.dims(0) == null ? Dim.unknown() : t.dims(0).get(i));
            } else if (d.equals(Dim.of(-1)) && inferred < 0) {
                inferred = i;
                out.add(Dim.of(1));
            } else if (d.isFixed() && d.offset() < 0) {
                throw new Contradiction("a shape with one -1 at most", shape);
            } else {
                out.add(d);
            }
        }
        Dim total = t.dims(0) == null ? Dim.unknown() : Axes.product(t.dims(0));
        Dim rest = Axes.product(out);
        if (inferred >= 0) {
            out.set(inferred, divided(total, rest, shape));
        } else if (total.isFixed() && rest.isFixed() && !total.equals(rest)) {
            throw new Contradiction("a shape of " + total + " elements", shape);
        }
        t.out(out);
    }

    private static Dim divided(Dim total, Dim rest, List<Dim> shape) {
        Dim quotient = total.dividedBy(rest);
        if (quotient == null && total.isFixed() && rest.isFixed() && rest.offset() != 0) {
            throw new Contradiction("a shape that divides " + total + " elements", shape);
        }
        return quotient == null ? Dim.unknown() : quotient;
    }

    static void flatten(NodeTypes t) {
        if (t.dims(0) == null) {
            return;
        }
        int rank = t.dims(0).size();
        long axis = t.node().intAttribute("axis", 1);
        int at = axis == rank ? rank : Axes.at(axis, rank);
        t.out(List.of(
                Axes.product(t.dims(0).subList(0, at)), Axes.product(t.dims(0).subList(at, rank))));
    }

    static void transpose(NodeTypes t) {
        List<Dim> in = t.dims(0);
        if (in == null) {
            return;
        }
        long[] perm = t.ints("perm");
        List<Dim> out = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            long from = perm == null ? in.size() - 1 - i : perm[i];
            out.add(in.get((int) from));
        }
        if (perm != null && perm.length != in.size()) {
            throw new Contradiction("a permutation of " + in.size() + " axes", Arrays.toString(perm));
        }
        t.out(out);
    }

    /** An input, or an attribute as before opset 13. */
    private static long[] axes(NodeTypes t) {
        long[] attribute = t.ints("axes");
        return attribute == null ? t.longs(1) : attribute;
    }

    static void squeeze(NodeTypes t) {
        long[] axes = axes(t);
        if (t.dims(0) == null || axes == null) {
            return;
        }
        List<Dim> out = Axes.mutable(t.dims(0));
        for (long a : axes) {
            int axis = Axes.at(a, out.size());
            Dim d = t.dims(0).get(axis);
            if (d.isFixed() && d.offset() != 1) {
                throw new Contradiction("an axis of length 1 to squeeze", t.dims(0) + " and axis " + a);
            }
            out.set(axis, null);
        }
        out.removeIf(d -> d == null);
        t.out(out);
    }

    static void unsqueeze(NodeTypes t) {
        long[] axes = axes(t);
        if (t.dims(0) == null || axes == null) {
            return;
        }
        int rank = t.dims(0).size() + axes.length;
        Dim[] out = new Dim[rank];
        for (long a : axes) {
            out[Axes.at(a, rank)] = Dim.of(1);
        }
        int next = 0;
        for (int i = 0; i < rank; i++) {
            out[i] = out[i] == null ? t.dims(0).get(next++) : out[i];
        }
        t.out(Arrays.asList(out));
    }

    static void expand(NodeTypes t) {
        t.out(Axes.broadcast(t.dims(0), t.lengths(1)));
    }

    static void tile(NodeTypes t) {
        List<Dim> repeats = t.lengths(1);
        if (t.dims(0) == null || repeats == null) {
            return;
        }
        List<Dim> out = new ArrayList<>();
        for (int i = 0; i < t.dims(0).size(); i++) {
            out.add(Axes.product(t.dims(0).get(i), repeats.get(i)));
        }
        t.out(out);
    }

    static void concat(NodeTypes t) {
        int n = t.node().inputs().size();
        List<Dim> out = null;
        for (int i = 0; i < n; i++) {
            List<Dim> in = t.dims(i);
            if (in == null) {
                return;
            }
            int axis = Axes.at(t.node().intAttribute("axis", 0), in.size());
            if (out == null) {
                out = Axes.mutable(in);
                continue;
            }
            if (out.size() != in.size()) {
                throw new Contradiction("inputs with the same number of axes", out + " and " + in);
            }
            out.set(axis, Axes.sum(out.get(axis), in.get(axis)));
        }
        t.out(out);
    }

    static void split(NodeTypes t) {
        long[] lengths = t.longs(1);
        int n = t.node().outputs().size();
        for (int i = 0; i < n; i++) {
            List<Dim> out = t.dims(0) == null ? null : Axes.mutable(t.dims(0));
            if (out != null) {
                int axis = Axes.at(t.node().intAttribute("axis", 0), out.size());
                out.set(axis, lengths == null ? Dim.unknown() : Dim.of(lengths[i]));
            }
            t.out(i, out);
        }
    }

    static void pad(NodeTypes t) {
        long[] pads = t.longs(1);
        if (t.dims(0) == null || pads == null || t.node().input(3) != null) {
            return;
        }
        int rank = t.dims(0).size();
        if (pads.length != 2 * rank) {
            throw new Contradiction(2 * rank + " pads", Arrays.toString(pads));
        }
        List<Dim> out = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            out.add(t.dims(0).get(i).plus(pads[i] + pads[i + rank]));
        }
        t.out(out);
    }
}
