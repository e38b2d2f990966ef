package org.xattnbmd.exporter.internal.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Contradiction;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.NodeTypes;

/** Products, convolutions, pools, normalisations, recurrent layers and quantisation. */
final class NeuralRules {

    private NeuralRules() {}

    static void matMul(NodeTypes t) {
        t.out(product(t.dims(0), t.dims(1)));
    }

    private static void agree(Dim a, Dim b, Object both) {
        if (a.isFixed() && b.isFixed() && !a.equals(b)) {
            throw new Contradiction("inner lengths that agree", both);
        }
    }

    private static List<Dim> product(List<Dim> a, List<Dim> b) {
        if (a == null || b == null) {
            return null;
        }
        if (a.isEmpty() || b.isEmpty()) {
            throw new Contradiction("operands with axes", a + " and " + b);
        }
        List<Dim> left = a.size() == 1 ? List.of(Dim.of(1), a.get(0)) : a;
        List<Dim> right = b.size() == 1 ? List.of(b.get(0), Dim.of(1)) : b;
        int l = left.size();
        int r = right.size();
        agree(left.get(l - 1), right.get(r - 2), a + " and " + b);
        List<Dim> out = Axes.mutable(Axes.broadcast(left.subList(0, l - 2), right.subList(0, r - 2)));
        if (a.size() > 1) {
            out.add(left.get(l - 2));
        }
        if (b.size() > 1) {
            out.add(right.get(r - 1));
        }
        return out;
    }

    static void gemm(NodeTypes t) {
        List<Dim> a = t.dims(0);
        List<Dim> b = t.dims(1);
        if (a == null || b == null) {
            return;
        }
        if (a.size() != 2 || b.size() != 2) {
            throw new Contradiction("two matrices", a + " and " + b);
        }
        int ta = (int) t.node().intAttribute("transA", 0);
        int tb = (int) t.node().intAttribute("transB", 0);
        agree(a.get(1 - ta), b.get(tb), a + " and " + b);
        t.out(List.of(a.get(ta), b.get(1 - tb)));
    }

    /** Whether the shapes of an input and a convolution's weight are known, which then have as many axes. */
    private static boolean isKnownConvolution(List<Dim> x, List<Dim> w) {
        boolean known = x != null && w != null;
        if (known && (x.size() != w.size() || x.size() < 3)) {
            throw new Contradiction("a weight with as many axes as the input", x + " and " + w);
        }
        return known;
    }

    static void conv(NodeTypes t) {
        List<Dim> x = t.dims(0);
        List<Dim> w = t.dims(1);
        if (!isKnownConvolution(x, w)) {
            return;
        }
        agree(x.get(1), w.get(1).times(t.node().intAttribute("group", 1)), x + " and " + w);
        long[] kernel = w.stream().skip(2).mapToLong(Dim::length).toArray();
        List<Dim> out = new ArrayList<>(List.of(x.get(0), w.get(0)));
        out.addAll(windows(t, x, kernel));
        t.out(out);
    }

    static void convTranspose(NodeTypes t) {
        List<Dim> x = t.dims(0);
        List<Dim> w = t.dims(1);
        if (!isKnownConvolution(x, w)) {
            return;
        }
        agree(x.get(1), w.get(0), x + " and " + w);
        int n = x.size() - 2;
        long[] strides = or(t.ints("strides"), n, 1);
        long[] dilations = or(t.ints("dilations"), n, 1);
        long[] pads = or(t.ints("pads"), 2 * n, 0);
        long[] added = or(t.ints("output_padding"), n, 0);
        boolean automatic = padsAutomatically(t) || t.ints("output_shape") != null;
        List<Dim> out =
                new ArrayList<>(List.of(x.get(0), w.get(1).times(t.node().intAttribute("group", 1))));
        for (int i = 0; i < n; i++) {
            Dim d = x.get(i + 2);
            Dim k = w.get(i + 2);
            long beside = added[i] + (k.offset() - 1) * dilations[i] + 1 - pads[i] - pads[i + n];
            out.add(
                    automatic || !k.isFixed()
                            ? Dim.unknown()
                            : d.plus(-1).times(strides[i]).plus(beside));
        }
        t.out(out);
    }

    private static boolean padsAutomatically(NodeTypes t) {
        return t.node().attributes().get("auto_pad") instanceof Attribute.Text a
                && !a.value().equals("NOTSET");
    }

    static void pool(NodeTypes t) {
        long[] kernel = t.ints("kernel_shape");
        if (t.dims(0) == null || kernel == null) {
            return;
        }
        if (kernel.length + 2 != t.dims(0).size()) {
            throw new Contradiction("a window with as many axes as the picture", Arrays.toString(kernel));
        }
        List<Dim> out = new ArrayList<>(t.dims(0).subList(0, 2));
        out.addAll(windows(t, t.dims(0), kernel));
        t.out(out);
    }

    private static List<Dim> windows(NodeTypes t, List<Dim> x, long[] kernel) {
        int n = kernel.length;
        boolean automatic = padsAutomatically(t);
        long[] strides = or(t.ints("strides"), n, 1);
        long[] dilations = or(t.ints("dilations"), n, 1);
        long[] pads = or(t.ints("pads"), 2 * n, 0);
        boolean ceil = t.node().intAttribute("ceil_mode", 0) == 1;
        List<Dim> out = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Dim d = x.get(i + 2);
            if (automatic || ceil || kernel[i] < 0) {
                out.add(Dim.unknown());
                continue;
            }
            Dim span = d.plus(pads[i] + pads[i + n] - ((kernel[i] - 1) * dilations[i] + 1));
            if (span.isFixed() && span.offset() < 0 || strides[i] < 1) {
                throw new Contradiction("a window that fits", x + " with kernel " + Arrays.toString(kernel));
            }
            out.add(span.floorDividedBy(strides[i]).plus(1));
        }
        return out;
    }

    private static long[] or(long[] given, int length, long value) {
        if (given != null && given.length != length) {
            throw new Contradiction(length + " numbers", Arrays.toString(given));
        }
        if (given != null) {
            return given;
        }
        long[] filled = new long[length];
        Arrays.fill(filled, value);
        return filled;
    }

    static void global(NodeTypes t) {
        List<Dim> out = t.dims(0) == null ? null : Axes.mutable(t.dims(0));
        for (int i = 2; out != null && i < out.size(); i++) {
            out.set(i, Dim.of(1));
        }
        t.out(out);
    }

    static void resize(NodeTypes t) {
        long[] sizes = t.longs(3);
        boolean whole = sizes != null && t.ints("axes") == null && t.dims(0) != null;
        if (whole && sizes.length != t.dims(0).size()) {
            throw new Contradiction("a size for each axis", Arrays.toString(sizes));
        }
        t.out(whole ? Arrays.stream(sizes).mapToObj(Dim::of).toList() : null);
    }

    static void recurrent(NodeTypes t) {
        List<Dim> x = t.dims(0);
        List<Dim> r = t.dims(2);
        if (x == null || r == null || t.node().intAttribute("layout", 0) != 0) {
            return;
        }
        Dim hidden = r.get(2);
        t.out(0, List.of(x.get(0), r.get(0), x.get(1), hidden));
        t.out(1, List.of(r.get(0), x.get(1), hidden));
        t.out(2, List.of(r.get(0), x.get(1), hidden));
    }
}
