package org.xattnbmd.sdk.internal.model.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Sizes of what works on each element, of reductions, and of products. */
final class Elements {

    private Elements() {}

    /** As the first input. */
    static void same(Step s) {
        s.out(s.shape(0));
    }

    /** As the first input, also its values. */
    static void identity(Step s) {
        s.out(s.in(0));
    }

    /** A function whose values are followed where they are known. */
    static Rule function(DoubleUnaryOperator function) {
        return s -> {
            Tensor x = s.in(0);
            double[] values = x.values() == null
                    ? null
                    : Arrays.stream(x.values()).map(function).toArray();
            s.out(new Tensor(x.shape(), values, x.whole()));
        };
    }

    static void cast(Step s) {
        Tensor x = s.in(0);
        // TensorProto.DataType: signed and unsigned integers of 8 to 64 bits.
        boolean whole = List.of(2L, 3L, 4L, 5L, 6L, 7L, 12L, 13L).contains(s.integer("to", 1));
        double[] values = x.values() == null || !whole
                ? x.values()
                : Arrays.stream(x.values()).map(value -> (long) value).toArray();
        s.out(new Tensor(x.shape(), values, whole));
    }

    /** All inputs brought to one shape. */
    static void broadcast(Step s) {
        s.out(all(s));
    }

    /** As {@link #broadcast} of two, whose values are followed where both are known. */
    static Rule pairs(DoubleBinaryOperator operation) {
        return s -> {
            long[] shape = all(s);
            Tensor a = s.in(0);
            Tensor b = s.count() == 2 ? s.in(1) : Tensor.of();
            double[] values = null;
            if (a.values() != null && b.values() != null && shape.length <= 1) {
                boolean whole = a.whole() && b.whole();
                int length = Math.max(a.values().length, b.values().length);
                values = IntStream.range(0, length)
                        .mapToDouble(i -> operation.applyAsDouble(at(a, i), at(b, i)))
                        .map(value -> whole ? (long) value : value)
                        .toArray();
            }
            s.out(new Tensor(shape, values, a.whole() && b.whole()));
        };
    }

    private static double at(Tensor tensor, int i) {
        return tensor.values()[tensor.values().length == 1 ? 0 : i];
    }

    static void where(Step s) {
        long[] shape = all(s);
        double[] values = null;
        if (shape.length <= 1 && IntStream.range(0, 3).allMatch(i -> s.in(i).values() != null)) {
            int length = IntStream.range(0, 3)
                    .map(i -> s.in(i).values().length)
                    .max()
                    .orElse(0);
            values = IntStream.range(0, length)
                    .mapToDouble(i -> at(s.in(at(s.in(0), i) != 0 ? 1 : 2), i))
                    .toArray();
        }
        s.out(new Tensor(shape, values, s.in(1).whole() && s.in(2).whole()));
    }

    private static long[] all(Step s) {
        long[] shape = s.shape(0);
        for (int i = 1; i < s.count(); i++) {
            shape = broadcast(s, shape, s.shape(i));
        }
        return shape;
    }

    static long[] broadcast(Step s, long[] a, long[] b) {
        int rank = Math.max(a.length, b.length);
        long[] shape = new long[rank];
        for (int i = 0; i < rank; i++) {
            long left = i < rank - a.length ? 1 : a[i - rank + a.length];
            long right = i < rank - b.length ? 1 : b[i - rank + b.length];
            if (left != right && left != 1 && right != 1) {
                throw s.contradiction("inputs of shapes that fit");
            }
            shape[i] = left == 1 ? right : left;
        }
        return shape;
    }

    static void reduce(Step s) {
        long[] axes = s.numbersOr(1, "axes");
        boolean none = axes == null || axes.length == 0;
        if (none && s.integer("noop_with_empty_axes", 0) == 1) {
            s.out(s.shape(0));
        } else {
            int rank = s.shape(0).length;
            reduced(s, none ? IntStream.range(0, rank).asLongStream().toArray() : axes);
        }
    }

    /** The product of axes' lengths, which are followed. */
    static void reduceProduct(Step s) {
        double[] values = s.in(0).values();
        if (values == null || s.in(0).rank() != 1) {
            reduce(s);
        } else {
            long[] shape = s.integer("keepdims", 1) == 1 ? new long[] {1} : new long[0];
            double product = Arrays.stream(values).reduce(1, (a, b) -> a * b);
            s.out(new Tensor(shape, new double[] {product}, s.in(0).whole()));
        }
    }

    static void position(Step s) {
        reduced(s, new long[] {s.integer("axis", 0)});
    }

    private static void reduced(Step s, long[] axes) {
        long[] shape = s.shape(0);
        boolean[] gone = new boolean[shape.length];
        for (long axis : axes) {
            gone[s.axis(axis, shape.length)] = true;
        }
        boolean keep = s.integer("keepdims", 1) == 1;
        s.out(IntStream.range(0, shape.length)
                .filter(i -> keep || !gone[i])
                .mapToLong(i -> gone[i] ? 1 : shape[i])
                .toArray());
    }

    /** A product of matrices, stacked or not, of two of the inputs. */
    static Rule product(int first, int second) {
        return s -> {
            long[] a = s.shape(first);
            long[] b = s.shape(second);
            if (a.length == 0 || b.length == 0) {
                throw s.contradiction("factors with axes");
            }
            long[] left = a.length == 1 ? new long[] {1, a[0]} : a;
            long[] right = b.length == 1 ? new long[] {b[0], 1} : b;
            int l = left.length;
            int r = right.length;
            if (left[l - 1] != right[r - 2]) {
                throw s.contradiction("factors of shapes that fit");
            }
            long[] stack = broadcast(s, Arrays.copyOf(left, l - 2), Arrays.copyOf(right, r - 2));
            s.work(Sizes.product(Sizes.product(stack), left[l - 2], left[l - 1], right[r - 1]));
            List<Long> shape = new ArrayList<>();
            Arrays.stream(stack).forEach(shape::add);
            if (a.length > 1) {
                shape.add(left[l - 2]);
            }
            if (b.length > 1) {
                shape.add(right[r - 1]);
            }
            s.out(shape.stream().mapToLong(Long::longValue).toArray());
        };
    }

    static void gemm(Step s) {
        long[] a = s.shape(0);
        long[] b = s.shape(1);
        if (a.length != 2 || b.length != 2) {
            throw s.contradiction("two matrices");
        }
        int ta = s.integer("transA", 0) == 0 ? 0 : 1;
        int tb = s.integer("transB", 0) == 0 ? 0 : 1;
        if (a[1 - ta] != b[tb]) {
            throw s.contradiction("factors of shapes that fit");
        }
        s.work(Sizes.product(a[0], a[1], b[1 - tb]));
        s.out(a[ta], b[1 - tb]);
    }
}
