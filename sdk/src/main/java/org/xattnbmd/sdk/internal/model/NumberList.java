package org.xattnbmd.sdk.internal.model;

import java.util.Arrays;

/** Whole numbers of a repeated field, of which only so many are kept as any shape or attribute has. */
final class NumberList {

    private static final int MOST = 4096;

    private long[] numbers = new long[8];
    private int length;
    private boolean more;

    void add(long number) {
        if (length == MOST) {
            more = true;
            return;
        }
        if (length == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * length);
        }
        numbers[length++] = number;
    }

    /** Refused if there were more than are kept. */
    long[] toArray() {
        if (more) {
            throw StructureReader.notSupported("at most " + MOST + " numbers in a list", "more");
        }
        return Arrays.copyOf(numbers, length);
    }

    /** Whether there were more than are kept. */
    boolean isCut() {
        return more;
    }
}
