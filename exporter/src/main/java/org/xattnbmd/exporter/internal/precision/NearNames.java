package org.xattnbmd.exporter.internal.precision;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The names that somebody may have meant. */
final class NearNames {

    private static final int MOST = 3;
    /** Longer names are compared as far. */
    private static final int LENGTH = 200;

    private NearNames() {}

    /** Up to three: those that contain what was written first, then those that fewest changes of letters lead to. */
    static List<String> of(String written, Collection<String> names) {
        return names.stream()
                .sorted(Comparator.comparing((String n) -> !n.contains(written))
                        .thenComparing(n -> distance(written, n))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** Insertions, deletions and replacements (V. I. Levenshtein, Soviet Physics Doklady 10, 1966). */
    private static int distance(String first, String second) {
        String a = first.substring(0, Math.min(LENGTH, first.length()));
        String b = second.substring(0, Math.min(LENGTH, second.length()));
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
