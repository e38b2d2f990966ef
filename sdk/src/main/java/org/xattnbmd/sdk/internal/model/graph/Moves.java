package org.xattnbmd.sdk.internal.model.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Sizes of what moves elements without a look at them: other shapes, repetitions, joins and parts. */
final class Moves {

    private Moves() {}

    static void shape(Step s) {
        long[] shape = s.shape(0);
        int rank = shape.length;
        int start = within(s.integer("start", 0), rank);
        int end = within(s.integer("end", rank), rank);
        s.out(Tensor.vector(Arrays.copyOfRange(shape, start, Math.max(start, end))));
    }

    private static int within(long index, int rank) {
        return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
    }

    static void size(Step s) {
        s.out(new Tensor(new long[0], new double[] {s.in(0).elements()}, true));
    }

    static void reshape(Step s) {
        long[] wanted = s.has(1) ? s.numbers(1) : s.integers("shape", new long[0]);
        long[] x = s.shape(0);
        long[] out = wanted.clone();
        int open = -1;
        for (int i = 0; i < out.length; i++) {
            if (out[i] == 0 && s.integer("allowzero", 0) == 0) {
                if (i >= x.length) {
                    throw s.contradiction("an axis to copy");
                }
                out[i] = x[i];
            } else if (out[i] == -1 && open < 0) {
                open = i;
                out[i] = 1;
            } else if (out[i] < 0) {
                throw s.contradiction("a shape with one -1 at most");
            }
        }
        long elements = s.in(0).elements();
        long rest = Sizes.product(out);
        if (open >= 0 && rest > 0) {
            out[open] = elements / rest;
        }
        if (Sizes.product(out) != elements) {
            throw s.contradiction("a shape of as many elements");
        }
        s.out(s.in(0).withShape(out));
    }

    static void flatten(Step s) {
        long[] x = s.shape(0);
        long axis = s.integer("axis", 1);
        int at = axis == x.length ? x.length : s.axis(axis, x.length);
        s.out(Sizes.product(Arrays.copyOf(x, at)), Sizes.product(Arrays.copyOfRange(x, at, x.length)));
    }

    static void transpose(Step s) {
        long[] x = s.shape(0);
        long[] order = s.integers("perm", null);
        if (order != null && order.length != x.length) {
            throw s.contradiction("an order of all axes");
        }
        long[] out = new long[x.length];
        boolean[] taken = new boolean[x.length];
        for (int i = 0; i < x.length; i++) {
            int from = order == null ? x.length - 1 - i : s.axis(order[i], x.length);
            if (taken[from]) {
                throw s.contradiction("each axis once");
            }
            taken[from] = true;
            out[i] = x[from];
        }
        s.out(out);
    }

    static void squeeze(Step s) {
        long[] x = s.shape(0);
        long[] axes = s.numbersOr(1, "axes");
        boolean[] gone = new boolean[x.length];
        for (int i = 0; axes == null && i < x.length; i++) {
            gone[i] = x[i] == 1;
        }
        for (long axis : axes == null ? new long[0] : axes) {
            gone[s.axis(axis, x.length)] = true;
        }
        List<Long> out = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            if (gone[i] && x[i] != 1) {
                throw s.contradiction("an axis of length 1");
            }
            if (!gone[i]) {
                out.add(x[i]);
            }
        }
        s.out(s.in(0).withShape(array(out)));
    }

    static void unsqueeze(Step s) {
        long[] x = s.shape(0);
        long[] axes = s.numbersOr(1, "axes");
        int rank = x.length + (axes == null ? 0 : axes.length);
        long[] out = new long[rank];
        for (long axis : axes == null ? new long[0] : axes) {
            int at = s.axis(axis, rank);
            if (out[at] != 0) {
                throw s.contradiction("each axis once");
            }
            out[at] = 1;
        }
        int next = 0;
        for (int i = 0; i < rank; i++) {
            out[i] = out[i] == 1 ? 1 : x[next++];
        }
        s.out(s.in(0).withShape(out));
    }

    static void expand(Step s) {
        s.out(Elements.broadcast(s, s.shape(0), lengths(s, 1)));
    }

    static void tile(Step s) {
        long[] repeats = lengths(s, 1);
        long[] out = s.shape(0).clone();
        if (repeats.length != out.length) {
            throw s.contradiction("a number for each axis");
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = Sizes.product(out[i], repeats[i]);
        }
        s.out(out);
    }

    private static long[] lengths(Step s, int input) {
        long[] lengths = s.numbers(input);
        if (Arrays.stream(lengths).anyMatch(length -> length < 0)) {
            throw s.contradiction("lengths of 0 or more");
        }
        return lengths;
    }

    static void concat(Step s) {
        long[] out = s.shape(0).clone();
        int axis = s.axisOf(0, 0);
        double[] values = s.in(0).values();
        boolean whole = s.in(0).whole();
        for (int i = 1; i < s.count(); i++) {
            long[] x = s.shape(i);
            if (x.length != out.length) {
                throw s.contradiction("inputs with as many axes");
            }
            for (int j = 0; j < x.length; j++) {
                if (j != axis && x[j] != out[j]) {
                    throw s.contradiction("inputs of shapes that fit");
                }
            }
            out[axis] = Sizes.sum(out[axis], x[axis]);
            values = joined(values, s.in(i).values());
            whole &= s.in(i).whole();
        }
        s.out(new Tensor(out, out.length == 1 ? values : null, whole));
    }

    private static double[] joined(double[] a, double[] b) {
        if (a == null || b == null || a.length + b.length > Tensor.MOST_VALUES) {
            return null;
        }
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    static void split(Step s) {
        long[] x = s.shape(0);
        int axis = s.axisOf(0, 0);
        int parts = s.node().outputs().size();
        long[] lengths = s.numbersOr(1, "split");
        if (lengths != null
                && (lengths.length != parts || LongStream.of(lengths).anyMatch(n -> n < 0 || n > x[axis]))) {
            throw s.contradiction("a length for each part");
        }
        long each = parts == 0 ? 0 : (x[axis] + parts - 1) / parts;
        for (int i = 0; i < parts; i++) {
            long[] out = x.clone();
            out[axis] = lengths != null ? lengths[i] : Math.max(0, Math.min(each, x[axis] - i * each));
            s.out(out);
        }
    }

    /** Inputs: data, pads, value, axes. */
    static void pad(Step s) {
        long[] x = s.shape(0);
        long[] pads = s.numbersOr(1, "pads");
        long[] axes = s.has(3) ? s.numbers(3) : LongStream.range(0, x.length).toArray();
        if (pads == null || pads.length != 2 * axes.length) {
            throw s.contradiction("two pads for each axis");
        }
        long[] out = x.clone();
        for (int i = 0; i < axes.length; i++) {
            int axis = s.axis(axes[i], x.length);
            long more = Math.max(-Sizes.HUGE / 4, Math.min(Sizes.HUGE / 4, pads[i]))
                    + Math.max(-Sizes.HUGE / 4, Math.min(Sizes.HUGE / 4, pads[i + axes.length]));
            out[axis] = out[axis] + more;
        }
        s.out(out);
    }

    static void constant(Step s) {
        Tensor tensor = s.tensor("value");
        long[] numbers = s.integers("value_ints", null);
        if (tensor == null && numbers == null) {
            throw s.contradiction("a tensor or whole numbers as value");
        }
        s.out(tensor == null ? Tensor.vector(numbers) : tensor);
    }

    static void constantOfShape(Step s) {
        long[] shape = lengths(s, 0);
        Tensor value = s.tensor("value");
        double[] values = null;
        if (shape.length == 1 && shape[0] <= Tensor.MOST_VALUES) {
            values = new double[(int) shape[0]];
            if (value != null && value.values() != null && value.values().length == 1) {
                Arrays.fill(values, value.values()[0]);
            } else if (value != null) {
                values = null;
            }
        }
        s.out(new Tensor(shape, values, value != null && value.whole()));
    }

    static void range(Step s) {
        s.numbers(0);
        s.numbers(1);
        s.numbers(2);
        double start = s.in(0).values()[0];
        double step = s.in(2).values()[0];
        double length = Math.ceil((s.in(1).values()[0] - start) / step);
        if (Double.isNaN(length)) {
            throw s.contradiction("a step other than 0");
        }
        s.out((long) Math.max(0, Math.min(Sizes.HUGE, length)));
    }

    private static long[] array(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }
}
