package org.xattnbmd.sdk.internal.model.graph;

import java.util.Arrays;

/** Sizes of what convolutions, pools, normalisations, recurrent layers and resampling make. */
final class Layers {

    /** Operations for one resampled pixel: 4 x 4 neighbours in the costliest mode. */
    private static final int NEIGHBOURS = 16;

    private Layers() {}

    /** @param picture and {@code weight}: numbers of these inputs */
    static Rule convolution(int picture, int weight, boolean columns) {
        return s -> {
            long[] x = s.shape(picture);
            long[] w = s.shape(weight);
            if (x.length != w.length || x.length < 3 || x[1] != Sizes.product(w[1], s.integer("group", 1))) {
                throw s.contradiction("a picture and a weight that fit");
            }
            long[] out = x.clone();
            out[1] = w[0];
            long[] kernel = Arrays.copyOfRange(w, 2, w.length);
            windows(s, x, kernel, out);
            long taps = Sizes.product(w[1], Sizes.product(kernel));
            s.work(Sizes.product(Sizes.product(out), taps));
            if (columns) {
                // Made of 8-bit numbers, the columns of all windows are laid out beside each other.
                s.scratch(Sizes.product(taps, s.integer("group", 1), Sizes.product(pixels(out))));
            }
            s.out(out);
        };
    }

    private static long[] pixels(long[] shape) {
        return Arrays.copyOfRange(shape, 2, shape.length);
    }

    static void transposedConvolution(Step s) {
        long[] x = s.shape(0);
        long[] w = s.shape(1);
        if (x.length != w.length || x.length < 3 || x[1] != w[0]) {
            throw s.contradiction("a picture and a weight that fit");
        }
        int n = x.length - 2;
        long[] out = x.clone();
        out[1] = Sizes.product(w[1], s.integer("group", 1));
        long[] strides = list(s, "strides", n, 1);
        long[] dilations = list(s, "dilations", n, 1);
        long[] pads = list(s, "pads", 2 * n, 0);
        long[] extra = list(s, "output_padding", n, 0);
        long[] given = s.integers("output_shape", null);
        if (given != null && given.length != n) {
            throw s.contradiction(n + " lengths");
        }
        for (int i = 0; i < n; i++) {
            out[i + 2] = given != null
                    ? given[i]
                    : strides[i] * (x[i + 2] - 1) + extra[i] + span(w[i + 2], dilations[i]) - pads[i] - pads[i + n];
        }
        long taps = Sizes.product(w[1], Sizes.product(pixels(w)));
        s.work(Sizes.product(Sizes.product(x), taps));
        s.scratch(Sizes.product(taps, Sizes.product(pixels(x))));
        s.out(out);
    }

    static void pool(Step s) {
        long[] x = s.shape(0);
        long[] kernel = s.integers("kernel_shape", new long[0]);
        if (kernel.length + 2 != x.length) {
            throw s.contradiction("a window with as many axes as the picture");
        }
        long[] out = x.clone();
        windows(s, x, kernel, out);
        s.work(Sizes.product(Sizes.product(out), Sizes.product(kernel)));
        s.out(out);
    }

    /** Fills in the lengths of the picture's axes: how many windows there are along each. */
    private static void windows(Step s, long[] x, long[] kernel, long[] out) {
        int n = kernel.length;
        long[] strides = list(s, "strides", n, 1);
        long[] dilations = list(s, "dilations", n, 1);
        long[] pads = list(s, "pads", 2 * n, 0);
        String padding = s.text("auto_pad", "NOTSET");
        boolean ceiling = s.integer("ceil_mode", 0) == 1;
        for (int i = 0; i < n; i++) {
            if (strides[i] < 1) {
                throw s.contradiction("strides above 0");
            }
            long length = x[i + 2];
            if (padding.startsWith("SAME")) {
                out[i + 2] = (length + strides[i] - 1) / strides[i];
                continue;
            }
            long around = padding.equals("VALID") ? 0 : Sizes.sum(pads[i], pads[i + n]);
            long room = Sizes.sum(length, around) - span(kernel[i], dilations[i]);
            out[i + 2] = room < 0 ? -1 : (room + (ceiling ? strides[i] - 1 : 0)) / strides[i] + 1;
        }
    }

    private static long span(long kernel, long dilation) {
        return Sizes.product(Math.max(0, kernel - 1), Math.max(0, dilation)) + 1;
    }

    private static long[] list(Step s, String name, int length, long otherwise) {
        long[] filled = new long[length];
        Arrays.fill(filled, otherwise);
        long[] given = s.integers(name, filled);
        if (given.length != length) {
            throw s.contradiction(length + " " + name);
        }
        for (long number : given) {
            if (number < 0 || number > Integer.MAX_VALUE) {
                throw s.contradiction(name + " of 0 or more");
            }
        }
        return given;
    }

    static void globalPool(Step s) {
        long[] out = s.shape(0).clone();
        for (int i = 2; i < out.length; i++) {
            out[i] = 1;
        }
        s.out(out);
    }

    static void layerNormalization(Step s) {
        long[] x = s.shape(0);
        s.out(x);
        long[] statistics = x.clone();
        for (int i = s.axisOf(0, -1); i < x.length; i++) {
            statistics[i] = 1;
        }
        s.out(statistics);
        s.out(statistics);
    }

    /** Inputs: picture, region, scales, sizes. */
    static void resize(Step s) {
        long[] out = s.shape(0).clone();
        long[] axes = s.integers("axes", null);
        if (!s.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw s.contradiction("sizes that are taken as they are");
        }
        boolean sized = s.has(3) && s.shape(3).length == 1 && s.shape(3)[0] > 0;
        Tensor by = s.in(sized ? 3 : 2);
        s.numbers(sized ? 3 : 2);
        if (by.values().length != (axes == null ? out.length : axes.length)) {
            throw s.contradiction("a length for each axis");
        }
        for (int i = 0; i < by.values().length; i++) {
            int axis = axes == null ? i : s.axis(axes[i], out.length);
            out[axis] = sized ? (long) by.values()[i] : (long) Math.floor(out[axis] * by.values()[i]);
        }
        s.work(Sizes.product(NEIGHBOURS, Math.max(0, Sizes.product(positive(out)))));
        s.out(out);
    }

    private static long[] positive(long[] shape) {
        return Arrays.stream(shape).map(length -> Math.max(0, length)).toArray();
    }

    static void gridSample(Step s) {
        long[] x = s.shape(0);
        long[] grid = s.shape(1);
        if (x.length != grid.length || x.length < 3 || grid[grid.length - 1] != x.length - 2) {
            throw s.contradiction("a grid for the picture's axes");
        }
        long[] out = x.clone();
        System.arraycopy(grid, 1, out, 2, grid.length - 2);
        s.work(Sizes.product(NEIGHBOURS, Sizes.product(out)));
        s.out(out);
    }

    /** Inputs: sequence [length, batch, features], weights, recurrent weights [directions, gates * hidden, hidden]. */
    static void recurrent(Step s) {
        long[] x = s.shape(0);
        long[] weights = s.shape(1);
        long[] r = s.shape(2);
        if (x.length != 3 || weights.length != 3 || r.length != 3) {
            throw s.contradiction("inputs of three axes");
        }
        boolean batchFirst = s.integer("layout", 0) == 1;
        long length = x[batchFirst ? 1 : 0];
        long batch = x[batchFirst ? 0 : 1];
        s.work(Sizes.product(
                length, batch, Sizes.sum(s.in(1).elements(), s.in(2).elements())));
        long[] all = batchFirst ? new long[] {batch, length, r[0], r[2]} : new long[] {length, r[0], batch, r[2]};
        long[] last = batchFirst ? new long[] {batch, r[0], r[2]} : new long[] {r[0], batch, r[2]};
        // The gates of every step are computed beforehand.
        s.scratch(Sizes.product(length, batch, r[0], r[1]));
        s.out(all);
        s.out(last);
        s.out(last);
    }

    static void dynamicQuantizeLinear(Step s) {
        s.out(s.shape(0));
        s.out();
        s.out();
    }
}
