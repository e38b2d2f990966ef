package org.xattnbmd.exporter.internal.precision;

import java.util.List;

/**
 * Bounds of the sums of two 8-bit products that a graph makes.
 *
 * @param layers layers that multiply 8-bit numbers
 * @param largest upper bound of a sum, its sign left out; 0 where no layer adds in 16 bits
 * @param saturating names of the layers whose bound does not fit into 16 bits
 */
public record PairSums(int layers, long largest, List<String> saturating) {

    public PairSums {
        saturating = List.copyOf(saturating);
    }
}
