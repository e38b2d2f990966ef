package org.xattnbmd.trainer.plausibility;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.Quantiles;
import org.xattnbmd.trainer.evaluation.RepeatPrecision;
import org.xattnbmd.trainer.evaluation.SampleMoments;
import org.xattnbmd.trainer.plausibility.Look.Kind;
import org.xattnbmd.trainer.plausibility.PlausibilityResult.Row;
import org.xattnbmd.trainer.report.IntervalFigure;

/**
 * All figures of a study. Those that cannot be told are NaN.
 *
 * @param found where the neck was found
 * @param agreement how far estimates of one person differ
 * @param changes what a change of the picture does to the estimate
 * @param warned what was warned of, by group
 * @param refused how many looks the SDK refused, by its code
 */
record PlausibilityFigures(
        List<Found> found,
        List<IntervalFigure> agreement,
        List<Change> changes,
        List<Warned> warned,
        Map<String, Integer> refused) {

    /**
     * Necks that were found in one way to look.
     *
     * @param n estimates with a box of the neck
     * @param found those whose centre is near the marked one
     * @param interval Wilson's 95 % interval of their share
     * @param medianMiss mm
     * @param boxShare mean width of the box as a share of the marked crop's
     * @param warned share of the found ones that the picture was warned of
     * @param silent those that were missed without any warning of the picture
     */
    record Found(
            String look,
            int n,
            int found,
            Interval interval,
            double medianMiss,
            double boxShare,
            double warned,
            int silent) {

        double share() {
            return n == 0 ? Double.NaN : (double) found / n;
        }
    }

    /**
     * Estimates of changed crops against those of the same crops as they are.
     *
     * @param n hips
     * @param meanShift changed minus unchanged, g/cm²
     * @param sd of the shifts, g/cm²
     * @param beyond share of shifts above the card's least significant change
     * @param warned share that was warned of the picture
     */
    record Change(String look, int n, double meanShift, double sd, double beyond, double warned) {}

    /**
     * Warnings about the pictures of a group.
     *
     * @param n radiographs
     * @param refused those that the SDK refused
     * @param kinds how many estimates had a warning, by its kind
     * @param silent estimates without any warning about the picture
     * @param medianUnlikeness median outlier score over its limit
     */
    record Warned(String group, int n, int refused, Map<String, Integer> kinds, int silent, double medianUnlikeness) {}

    private static final Set<Kind> REPEATED = EnumSet.of(Kind.TIDY, Kind.MOVED);

    static PlausibilityFigures of(PlausibilityResult result, Bootstrap bootstrap) {
        double near = result.settings().foundMillimetres();
        return new PlausibilityFigures(
                found(result.rows(), near),
                agreement(result, bootstrap),
                changes(result),
                warned(result.rows(), near),
                refused(result.rows()));
    }

    private static List<Found> found(List<Row> rows, double near) {
        List<Found> all = new ArrayList<>();
        for (Look look : Look.all()) {
            if (look.kind() == Kind.PICTURE || look.kind() == Kind.HALF || REPEATED.contains(look.kind())) {
                all.add(found(look.title(), readings(rows, look::equals), near));
            }
        }
        all.add(found("All moved and scaled crops", readings(rows, l -> l.kind() == Kind.MOVED), near));
        return all;
    }

    private static Found found(String title, List<LookReading> readings, double near) {
        List<LookReading> boxes = readings.stream()
                .filter(r -> !Double.isNaN(r.missMillimetres()))
                .toList();
        List<LookReading> hits =
                boxes.stream().filter(r -> r.missMillimetres() <= near).toList();
        return new Found(
                title,
                boxes.size(),
                hits.size(),
                boxes.isEmpty() ? Interval.UNDEFINED : Coverage.wilson(hits.size(), boxes.size()),
                median(boxes.stream().mapToDouble(LookReading::missMillimetres)),
                boxes.stream().mapToDouble(LookReading::boxShare).average().orElse(Double.NaN),
                share(hits, LookReading::warned),
                (int) boxes.stream()
                        .filter(r -> r.missMillimetres() > near && !r.warned())
                        .count());
    }

    private static List<LookReading> readings(List<Row> rows, Predicate<Look> looks) {
        return rows.stream()
                .flatMap(row -> row.readings().entrySet().stream())
                .filter(e -> looks.test(e.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Estimates of one hip; persons are resampled by picture, because both hips are on one. */
    private record Hip(Path picture, double[] estimates) {}

    /** Tidy estimates of both hips of one picture. */
    private record Pair(Path picture, double left, double right) {}

    private static List<IntervalFigure> agreement(PlausibilityResult result, Bootstrap bootstrap) {
        List<IntervalFigure> figures = new ArrayList<>();
        List<Hip> hips = result.rows().stream()
                .map(row -> new Hip(
                        row.radiograph().file(),
                        row.readings().entrySet().stream()
                                .filter(e -> REPEATED.contains(e.getKey().kind()))
                                .map(Map.Entry::getValue)
                                .filter(LookReading::estimated)
                                .mapToDouble(LookReading::bmd)
                                .toArray()))
                .filter(hip -> hip.estimates().length >= 2)
                .toList();
        if (!hips.isEmpty()) {
            figures.add(figure(
                    "Between crops of one hip, 2.77 SD, g/cm² (" + hips.size() + " hips)",
                    hips,
                    h -> h.picture().toString(),
                    some -> RepeatPrecision.LSC_FACTOR
                            * RepeatPrecision.rmsSd(
                                    some.stream().map(Hip::estimates).toList()),
                    bootstrap));
        }
        List<Pair> pairs = pairs(result.rows());
        if (pairs.size() >= 2) {
            figures.add(figure(
                    "Left minus right of one person, SD, g/cm² (" + pairs.size() + " persons)",
                    pairs,
                    p -> p.picture().toString(),
                    some -> SampleMoments.standardDeviation(
                            some.stream().mapToDouble(p -> p.left() - p.right()).toArray()),
                    bootstrap));
        }
        figures.add(new IntervalFigure(
                "Least significant change by the model's card, g/cm²",
                result.card().leastSignificantChange(),
                Interval.UNDEFINED));
        if (pairs.size() >= 2) {
            // A model that says the same of everybody has no difference between left and right either.
            figures.add(figure(
                    "Between these persons, SD of the mean of both hips, g/cm²",
                    pairs,
                    p -> p.picture().toString(),
                    some -> SampleMoments.standardDeviation(some.stream()
                            .mapToDouble(p -> (p.left() + p.right()) / 2)
                            .toArray()),
                    bootstrap));
        }
        return figures;
    }

    private static <T> IntervalFigure figure(
            String name, List<T> items, Function<T, String> person, ToDoubleFunction<List<T>> of, Bootstrap bootstrap) {
        return new IntervalFigure(
                name,
                of.applyAsDouble(items),
                bootstrap
                        .intervals(items, person, some -> new double[] {of.applyAsDouble(some)})
                        .get(0));
    }

    private static List<Pair> pairs(List<Row> rows) {
        Map<Path, Map<Side, Double>> byPicture = new LinkedHashMap<>();
        for (Row row : rows) {
            row.readings().forEach((look, reading) -> {
                if (look.kind() == Kind.TIDY
                        && reading.estimated()
                        && row.radiograph().measurable()) {
                    byPicture
                            .computeIfAbsent(row.radiograph().file(), file -> new TreeMap<>())
                            .put(row.radiograph().side(), reading.bmd());
                }
            });
        }
        return byPicture.entrySet().stream()
                .filter(e -> e.getValue().containsKey(Side.LEFT) && e.getValue().containsKey(Side.RIGHT))
                .map(e -> new Pair(
                        e.getKey(), e.getValue().get(Side.LEFT), e.getValue().get(Side.RIGHT)))
                .toList();
    }

    private static List<Change> changes(PlausibilityResult result) {
        Look tidy = Look.all().stream()
                .filter(l -> l.kind() == Kind.TIDY)
                .findFirst()
                .orElseThrow();
        List<Change> changes = new ArrayList<>();
        for (Look look : Look.all()) {
            if (EnumSet.of(Kind.ENHANCED, Kind.BLURRED, Kind.COARSE).contains(look.kind())) {
                List<LookReading> changed = new ArrayList<>();
                List<Double> shifts = new ArrayList<>();
                for (Row row : result.rows()) {
                    LookReading before = row.readings().get(tidy);
                    LookReading after = row.readings().get(look);
                    if (before != null && after != null && before.estimated() && after.estimated()) {
                        changed.add(after);
                        shifts.add(after.bmd() - before.bmd());
                    }
                }
                double[] values = shifts.stream().mapToDouble(v -> v).toArray();
                double limit = result.card().leastSignificantChange();
                changes.add(new Change(
                        look.title(),
                        values.length,
                        SampleMoments.mean(values),
                        SampleMoments.standardDeviation(values),
                        Arrays.stream(values)
                                .map(v -> Math.abs(v) > limit ? 1 : 0)
                                .average()
                                .orElse(Double.NaN),
                        share(changed, LookReading::warned)));
            }
        }
        return changes;
    }

    /** Each radiograph once: its crop where it has one, else the whole picture. */
    private static List<Warned> warned(List<Row> rows, double near) {
        Map<String, List<LookReading>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            Kind kind = row.radiograph().marks().crop().isPresent() ? Kind.TIDY : Kind.PICTURE;
            row.readings().forEach((look, reading) -> {
                if (look.kind() == kind) {
                    String group = row.radiograph().group();
                    groups.computeIfAbsent(group, name -> new ArrayList<>()).add(reading);
                    if (!Double.isNaN(reading.missMillimetres())) {
                        groups.computeIfAbsent(
                                        group + (reading.missMillimetres() <= near ? ", neck found" : ", neck missed"),
                                        name -> new ArrayList<>())
                                .add(reading);
                    }
                }
            });
        }
        return groups.entrySet().stream()
                .map(e -> warned(e.getKey(), e.getValue()))
                .toList();
    }

    private static Warned warned(String group, List<LookReading> readings) {
        Map<String, Integer> kinds = new TreeMap<>();
        readings.forEach(r -> r.warnings().forEach(kind -> kinds.merge(kind, 1, Integer::sum)));
        return new Warned(
                group,
                readings.size(),
                (int) readings.stream().filter(r -> !r.estimated()).count(),
                kinds,
                (int) readings.stream()
                        .filter(r -> r.estimated() && !r.warned())
                        .count(),
                median(readings.stream().mapToDouble(LookReading::unlikeness)));
    }

    private static Map<String, Integer> refused(List<Row> rows) {
        Map<String, Integer> codes = new TreeMap<>();
        for (LookReading reading : readings(rows, look -> true)) {
            if (!reading.estimated()) {
                codes.merge(reading.refused(), 1, Integer::sum);
            }
        }
        return codes;
    }

    private static double share(List<LookReading> readings, Predicate<LookReading> of) {
        return readings.stream().mapToDouble(r -> of.test(r) ? 1 : 0).average().orElse(Double.NaN);
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.filter(v -> !Double.isNaN(v)).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : Quantiles.ofSorted(sorted, 0.5);
    }
}
