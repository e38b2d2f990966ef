package org.xattnbmd.exporter.internal.reduce;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Zeller's and Hildebrandt's ddmin (IEEE Transactions on Software Engineering 28, 2002): a part of a list that still fails, of
 * which no single element can be left out. Chunks of the list are kept alone or taken out, in halves first, then finer.
 */
final class DeltaDebugging<T> {

    private final Predicate<List<T>> fails;
    private final Set<List<T>> asked = new HashSet<>();

    /** @param fails whether a part of the list fails; asked once of each part at most */
    DeltaDebugging(Predicate<List<T>> fails) {
        this.fails = fails;
    }

    /** @param all a list that fails; its elements differ from each other */
    List<T> minimal(List<T> all) {
        List<T> failing = List.copyOf(all);
        int chunks = 2;
        while (failing.size() >= 2) {
            List<T> chunk = failingChunk(failing, chunks);
            List<T> rest = chunk == null ? failingRest(failing, chunks) : null;
            if (chunk != null) {
                failing = chunk;
                chunks = 2;
            } else if (rest != null) {
                failing = rest;
                chunks--;
            } else if (chunks >= failing.size()) {
                break;
            } else {
                chunks = Math.min(failing.size(), 2 * chunks);
            }
        }
        return failing;
    }

    private List<T> failingChunk(List<T> failing, int chunks) {
        for (int c = 0; c < chunks; c++) {
            List<T> chunk = failing.subList(from(c, chunks, failing), from(c + 1, chunks, failing));
            if (fails(chunk)) {
                return List.copyOf(chunk);
            }
        }
        return null;
    }

    /** The list without one of its chunks; of two, what is left is the other chunk. */
    private List<T> failingRest(List<T> failing, int chunks) {
        for (int c = 0; chunks > 2 && c < chunks; c++) {
            List<T> rest = new ArrayList<>(failing);
            rest.subList(from(c, chunks, failing), from(c + 1, chunks, failing)).clear();
            if (fails(rest)) {
                return rest;
            }
        }
        return null;
    }

    private int from(int chunk, int chunks, List<T> all) {
        return (int) ((long) chunk * all.size() / chunks);
    }

    private boolean fails(List<T> part) {
        return asked.add(List.copyOf(part)) && fails.test(part);
    }
}
