package org.xattnbmd.exporter.internal.trace;

import java.util.Arrays;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** Recognises constants that repeat one block along their axes. */
final class Blocks {

    private Blocks() {}

    /** The leading corner of a tensor. */
    static Tensor first(Tensor t, long[] dims) {
        int width = t.type().bytes();
        byte[] out = new byte[(int) (count(dims) * width)];
        long[] index = new long[dims.length];
        for (int i = 0; i < out.length; i += width) {
            System.arraycopy(t.data(), (int) offset(index, t.dims()) * width, out, i, width);
            next(index, dims);
        }
        return new Tensor(t.type(), dims, out);
    }

    /** One element of a matrix, as a tensor without axes. */
    static Tensor at(Tensor matrix, long row, long column) {
        int width = matrix.type().bytes();
        int from = (int) offset(new long[] {row, column}, matrix.dims()) * width;
        return new Tensor(matrix.type(), new long[0], Arrays.copyOfRange(matrix.data(), from, from + width));
    }

    /** Whether each element equals the block's element at the position modulo the block's lengths. */
    static boolean isTiling(Tensor t, Tensor block) {
        int width = t.type().bytes();
        long[] dims = t.dims();
        long[] blockDims = block.dims();
        long[] index = new long[dims.length];
        long[] inner = new long[dims.length];
        for (int i = 0; i < t.data().length; i += width) {
            for (int a = 0; a < dims.length; a++) {
                inner[a] = index[a] % blockDims[a];
            }
            int from = (int) offset(inner, blockDims) * width;
            if (!Arrays.equals(t.data(), i, i + width, block.data(), from, from + width)) {
                return false;
            }
            next(index, dims);
        }
        return true;
    }

    private static long count(long[] dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    private static long offset(long[] index, long[] dims) {
        long o = 0;
        for (int a = 0; a < dims.length; a++) {
            o = o * dims[a] + index[a];
        }
        return o;
    }

    private static void next(long[] index, long[] dims) {
        for (int a = dims.length - 1; a >= 0; a--) {
            if (++index[a] < dims[a]) {
                return;
            }
            index[a] = 0;
        }
    }
}
