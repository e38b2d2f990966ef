package org.xattnbmd.sdk.internal.model.graph;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Sums and products of sizes that stop at {@link #HUGE} where others would overflow. All arguments are 0 or more. */
final class Sizes {

    /** More than any machine has; two of them can be added. */
    static final long HUGE = 1L << 61;

    private Sizes() {}

    static long sum(long a, long b) {
        return Math.min(HUGE, a + b);
    }

    static long product(long... factors) {
        long product = 1;
        for (long factor : factors) {
            if (factor == 0) {
                return 0;
            }
            product = product > HUGE / factor ? HUGE : product * factor;
        }
        return product;
    }

    static BmdException tooCostly(String what, long most) {
        return new BmdException(
                Code.MODEL_TOO_COSTLY,
                "Expected a model that takes at most " + most + " " + what
                        + ", received one that takes more. A network for"
                        + " radiographs takes far less: do not use this file.");
    }
}
