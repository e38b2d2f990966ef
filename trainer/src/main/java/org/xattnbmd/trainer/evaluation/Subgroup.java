package org.xattnbmd.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The cases of one level of one factor, e.g. factor "sex", level "female". Empty levels are not made, so that the metrics
 * of every subgroup are defined as far as its data allow.
 */
public record Subgroup(String factor, String level, List<Case> cases) {

    public Subgroup {
        cases = List.copyOf(cases);
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("a subgroup needs at least one case");
        }
    }

    /** Factor and level, as tables and plots name it. */
    public String title() {
        return factor.substring(0, 1).toUpperCase(Locale.ROOT) + factor.substring(1) + ": " + level;
    }

    public RegressionMetrics regression() {
        return RegressionMetrics.of(cases);
    }

    public Coverage coverage() {
        return Coverage.of(cases);
    }

    /** One subgroup per sex, in alphabetical order. */
    public static List<Subgroup> bySex(List<Case> cases) {
        return cases.stream()
                .collect(Collectors.groupingBy(Case::sex, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(e -> new Subgroup("sex", e.getKey(), e.getValue()))
                .toList();
    }

    /** Bands of age in years: below the first edge, between edges (lower one included), from the last edge on. */
    public static List<Subgroup> byAgeBand(List<Case> cases, double... edgesYears) {
        return bands("age", "%.0f", " years", cases, Case::age, edgesYears);
    }

    /** Bands of measured BMD in g/cm², cut like {@link #byAgeBand}. */
    public static List<Subgroup> byBmdBand(List<Case> cases, double... edges) {
        return bands("measured BMD", "%.3f", " g/cm²", cases, Case::measured, edges);
    }

    /**
     * Equal parts of the cases in rising order of measured BMD; sizes differ by one at most. Level 1 holds the lowest,
     * where screening is decided.
     */
    public static List<Subgroup> byBmdRank(List<Case> cases, int parts) {
        if (parts < 2) {
            throw new IllegalArgumentException("expected at least 2 parts, received " + parts);
        }
        List<Case> sorted = cases.stream()
                .sorted(Comparator.comparingDouble(Case::measured).thenComparing(Case::subjectId))
                .toList();
        List<Subgroup> groups = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            List<Case> members = sorted.subList(
                    (int) ((long) sorted.size() * part / parts), (int) ((long) sorted.size() * (part + 1) / parts));
            if (!members.isEmpty()) {
                groups.add(new Subgroup("measured BMD", "part " + (part + 1) + " of " + parts, members));
            }
        }
        return groups;
    }

    private static List<Subgroup> bands(
            String factor, String format, String unit, List<Case> cases, ToDoubleFunction<Case> of, double... edges) {
        double[] sorted = edges.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0 || !Arrays.equals(sorted, edges)) {
            throw new IllegalArgumentException(
                    "expected band edges in rising order, received " + Arrays.toString(edges));
        }
        List<Subgroup> groups = new ArrayList<>();
        for (int band = 0; band <= sorted.length; band++) {
            double from = band == 0 ? Double.NEGATIVE_INFINITY : sorted[band - 1];
            double to = band == sorted.length ? Double.POSITIVE_INFINITY : sorted[band];
            List<Case> members = cases.stream()
                    .filter(c -> of.applyAsDouble(c) >= from && of.applyAsDouble(c) < to)
                    .toList();
            if (!members.isEmpty()) {
                groups.add(new Subgroup(factor, label(format, from, to) + unit, members));
            }
        }
        List<Case> unknown =
                cases.stream().filter(c -> Double.isNaN(of.applyAsDouble(c))).toList();
        if (!unknown.isEmpty()) {
            groups.add(new Subgroup(factor, "unknown", unknown));
        }
        return groups;
    }

    private static String label(String format, double from, double to) {
        if (from == Double.NEGATIVE_INFINITY) {
            return "< " + String.format(Locale.ROOT, format, to);
        }
        String lower = String.format(Locale.ROOT, format, from);
        return to == Double.POSITIVE_INFINITY
                ? "≥ " + lower
                : lower + " to < " + String.format(Locale.ROOT, format, to);
    }
}
