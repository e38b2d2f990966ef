package org.xattnbmd.trainer.plausibility;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.xattnbmd.trainer.plausibility.PlausibilityFigures.Change;
import org.xattnbmd.trainer.plausibility.PlausibilityFigures.Found;
import org.xattnbmd.trainer.plausibility.PlausibilityFigures.Warned;
import org.xattnbmd.trainer.report.Columns;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.IntervalFigure;
import org.xattnbmd.trainer.report.Kind;
import org.xattnbmd.trainer.robustness.PictureWarnings;

/** The tables of a study by name, in order. */
final class PlausibilityTables {

    private static final Columns<Found> FOUND = Columns.of("Looked at", Found::look)
            .add("n", Kind.COUNT, Found::n)
            .add("Found", Kind.COUNT, Found::found)
            .add("Share", Kind.PERCENT, Found::share)
            .interval(Kind.PERCENT, Found::interval)
            .add("Median miss, mm", Kind.RATIO, Found::medianMiss)
            .add("Box of crop", Kind.PERCENT, Found::boxShare)
            .add("Found, warned", Kind.PERCENT, Found::warned)
            .add("Missed, silent", Kind.COUNT, Found::silent);

    private static final Columns<Change> CHANGES = Columns.of("Change", Change::look)
            .add("n", Kind.COUNT, Change::n)
            .add("Mean shift", Kind.SIGNED, Change::meanShift)
            .add("SD", Kind.BMD, Change::sd)
            .add("Beyond LSC", Kind.PERCENT, Change::beyond)
            .add("Warned", Kind.PERCENT, Change::warned);

    private PlausibilityTables() {}

    static Map<String, EvidenceTable> of(PlausibilityResult result, PlausibilityFigures figures) {
        Map<String, EvidenceTable> tables = new LinkedHashMap<>();
        tables.put(
                "found",
                FOUND.table(
                        String.format(
                                Locale.ROOT,
                                "Femoral necks found: centre of the box within %.0f mm of the marked one, where the width of"
                                        + " a marked crop stands for %.0f mm; the box's width over the crop's; how many of"
                                        + " the found were warned of, how many missed ones were not",
                                result.settings().foundMillimetres(),
                                result.settings().cropMillimetres()),
                        figures.found()));
        tables.put(
                "agreement",
                IntervalFigure.columns()
                        .table(
                                "How far estimates of one person differ: crops moved and scaled by 15 % among each other, the"
                                        + " two hips of one picture; 95 % bootstrap intervals over pictures",
                                figures.agreement()));
        tables.put(
                "changes",
                CHANGES.table(
                        "Estimates of changed pictures against those of the same crops as they are, g/cm²; share of shifts"
                                + " beyond the card's least significant change, share warned of",
                        figures.changes()));
        Columns<Warned> warned = Columns.of("Group", Warned::group)
                .add("n", Kind.COUNT, Warned::n)
                .add("Refused", Kind.COUNT, Warned::refused)
                .add("Silent", Kind.COUNT, Warned::silent);
        for (String kind : new TreeSet<>(PictureWarnings.KINDS)) {
            warned = warned.add(
                    kind.toLowerCase(Locale.ROOT), Kind.COUNT, w -> w.kinds().getOrDefault(kind, 0));
        }
        tables.put(
                "warned",
                warned.add("Median score over limit", Kind.RATIO, Warned::medianUnlikeness)
                        .table(
                                "Warnings about the picture, each radiograph once: its crop, or the whole of a picture"
                                        + " without one",
                                figures.warned()));
        tables.put(
                "refused",
                Columns.<Map.Entry<String, Integer>>of("Code", Map.Entry::getKey)
                        .add("Looks", Kind.COUNT, Map.Entry::getValue)
                        .table(
                                "Looks that the SDK refused, by its code",
                                figures.refused().entrySet()));
        return tables;
    }
}
