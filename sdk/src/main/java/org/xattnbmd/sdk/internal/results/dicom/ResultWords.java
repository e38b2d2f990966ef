package org.xattnbmd.sdk.internal.results.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.internal.results.Figures;
import org.xattnbmd.sdk.internal.results.Notices;

/** What results in DICOM say in words, as lines of a page. */
final class ResultWords {

    private static final int SHORT_HASH = 16;
    private static final int FIELDS_SHOWN = 3;

    /** How a line stands on a page. */
    enum Style {
        TITLE,
        FIGURE,
        TEXT,
        WARNING
    }

    /** A line of a page, before it is wrapped. */
    record Line(Style style, String text) {}

    private ResultWords() {}

    /** The notices in a band across a picture. */
    static String band(ResultSource source) {
        return (source.simulated() ? "SIMULATED - " : "") + "ESTIMATE, NOT DXA - NOT FOR DIAGNOSIS";
    }

    /** What stands above the interval's bar. */
    static List<Line> figures(ResultSource source) {
        BmdEstimate e = source.estimate();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(Style.TITLE, source.site().label() + " BMD, " + Notices.side(source.side())));
        lines.add(new Line(Style.TEXT, Notices.NOT_A_MEASUREMENT));
        if (!source.usable()) {
            lines.add(new Line(Style.FIGURE, "NOT USABLE"));
            lines.add(new Line(Style.WARNING, "Reason: " + e.trust().words() + "."));
            return lines;
        }
        lines.add(new Line(Style.FIGURE, Figures.decimal(e.bmd(), 3) + " g/cm2"));
        lines.add(new Line(
                Style.TEXT,
                Figures.percent(e.interval().coverage()) + " % interval "
                        + Figures.decimal(e.interval().lower(), 3) + " to "
                        + Figures.decimal(e.interval().upper(), 3) + " g/cm2, "
                        + source.card().densitometer() + " scale"));
        if (!e.target().hasReference()) {
            return lines;
        }
        lines.add(new Line(Style.FIGURE, "T-score " + Figures.decimal(e.tScore(), 1)));
        lines.add(new Line(
                Style.TEXT,
                "against " + e.reference().name() + ": mean "
                        + Figures.decimal(e.reference().mean(), 3) + ", SD "
                        + Figures.decimal(e.reference().sd(), 3) + " g/cm2"));
        return lines;
    }

    /** What stands below it. */
    static List<Line> remarks(ResultSource source) {
        BmdEstimate e = source.estimate();
        List<Line> lines = new ArrayList<>();
        if (source.usable()) {
            lines.add(new Line(Style.TEXT, e.statement()));
            if (!e.trust().reasons().isEmpty()) {
                lines.add(new Line(Style.WARNING, "Unusual: " + e.trust().words() + "."));
            }
        }
        for (String warning : Notices.warnings(e)) {
            lines.add(new Line(Style.WARNING, warning));
        }
        e.outlierScore()
                .ifPresent(score -> lines.add(new Line(
                        Style.TEXT,
                        "Outlier score " + Figures.decimal(score.value(), 2) + ", unusual above "
                                + Figures.decimal(score.limit(), 2))));
        if (source.usable() && !e.clinicalAttention().isEmpty()) {
            lines.add(new Line(Style.TEXT, "Attention: " + strongest(e.clinicalAttention())));
        }
        lines.add(new Line(
                Style.TEXT,
                ResultSource.ALGORITHM + " " + e.model().id() + " " + e.model().version() + ", SHA-256 "
                        + e.model().sha256().substring(0, SHORT_HASH)));
        if (source.simulated()) {
            lines.add(new Line(Style.WARNING, Notices.SIMULATED));
        }
        lines.add(new Line(Style.WARNING, Notices.NOT_FOR_DIAGNOSIS));
        return lines;
    }

    private static String strongest(Map<String, Double> attention) {
        return attention.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(FIELDS_SHOWN)
                .map(entry -> entry.getKey() + " " + Figures.percentRounded(entry.getValue()) + " %")
                .collect(Collectors.joining(", "));
    }
}
