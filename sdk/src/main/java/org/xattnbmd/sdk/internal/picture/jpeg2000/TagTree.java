package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.Arrays;

/** A tag tree (B.10.2): a table of numbers, told bit by bit and only as far as they must be known. */
final class TagTree {

    private final int[] starts;
    private final int[] widths;
    private final int[] values;
    private final int[] lows;

    TagTree(int width, int height) {
        int levels = 1;
        for (int w = width, h = height; w > 1 || h > 1; w = w + 1 >> 1, h = h + 1 >> 1) {
            levels++;
        }
        starts = new int[levels];
        widths = new int[levels];
        int nodes = 0;
        for (int level = 0, w = width, h = height; level < levels; level++, w = w + 1 >> 1, h = h + 1 >> 1) {
            starts[level] = nodes;
            widths[level] = w;
            nodes += w * h;
        }
        values = new int[nodes];
        Arrays.fill(values, Integer.MAX_VALUE);
        lows = new int[nodes];
    }

    /** Reads what is needed to know whether the number at a place is below a limit. */
    boolean isBelow(int limit, int x, int y, HeaderBits in) {
        int low = 0;
        int node = 0;
        for (int level = starts.length - 1; level >= 0; level--) {
            node = starts[level] + (y >> level) * widths[level] + (x >> level);
            low = Math.max(low, lows[node]);
            while (low < limit && low < values[node]) {
                if (in.bit() == 1) {
                    values[node] = low;
                } else {
                    low++;
                }
            }
            lows[node] = low;
        }
        return values[node] < limit;
    }
}
