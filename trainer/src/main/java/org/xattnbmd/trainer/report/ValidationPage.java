package org.xattnbmd.trainer.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;

/**
 * One HTML page without scripts that holds a SIMULATED cohort against the figures it is meant to resemble, and shows its
 * pictures. The same cohort gives the same bytes. Stateless and thread-safe.
 */
public final class ValidationPage {

    private ValidationPage() {}

    /**
     * Writes the page.
     *
     * @param name of the cohort, for the heading
     * @param rows all radiographs; a subject with several counts once
     * @param sample subjects whose pictures are shown, preprocessed
     * @param side of the sample's square pictures
     * @throws org.xattnbmd.trainer.TrainerException {@code OUTPUT} if the file cannot be written
     */
    public static void write(String name, List<ManifestRow> rows, Cohort sample, int side, Path file) {
        SafeFiles.writeAtomically(file, render(name, rows, sample, side));
    }

    static String render(String name, List<ManifestRow> rows, Cohort sample, int side) {
        List<ManifestRow> subjects = subjects(rows);
        List<CohortComparison.Line> lines = CohortComparison.of(subjects);
        CohortColumns all = new CohortColumns(subjects);
        CohortColumns women = all.where(r -> r.facts().sex().equals("female"));
        CohortColumns men = all.where(r -> r.facts().sex().equals("male"));
        Markup page = new Markup();
        Page.begin(page, "Validation of a simulated cohort", true);
        long agree = lines.stream().filter(l -> l.verdict().equals("agrees")).count();
        long differ = lines.stream().filter(l -> l.verdict().equals("differs")).count();
        page.open("header");
        Page.badge(page, Page.NOT_OF_PEOPLE);
        page.element("h1", "Validation of a simulated cohort")
                .element(
                        "p",
                        "Of " + (agree + differ) + " figures that can be compared, " + agree + " agree with what is"
                                + " published or usual and " + differ + (differ == 1 ? " differs" : " differ")
                                + "; the table says which.",
                        "class",
                        "lead")
                .element("p", name + " · " + counted(rows), "class", "meta")
                .close()
                .newline()
                .open("main");
        Page.section(
                page,
                "figures",
                "Figures",
                "Beside each figure its 95 % interval. It agrees where that interval meets the range around the published"
                        + " figure. A citation was read in the publication named; a default is common knowledge for which"
                        + " no publication was at hand, and must not be quoted as one.");
        table(page, lines);
        page.close().newline();
        Page.section(page, "distributions", "Distributions", "");
        page.open("div", "class", "two");
        CohortPlots.bmd(women, men).writeTo(page);
        CohortPlots.bmdByAge(women, men).writeTo(page);
        page.close().close().newline();
        Page.section(
                page,
                "pictures",
                "Pictures",
                "In order of BMD, as the network sees them: the exposed field, right hips mirrored, the femoral neck's box"
                        + " dashed." + views(sample.rows()));
        sheet(page, sample, side);
        page.close().newline();
        Page.section(page, "limits", "Limits", "");
        page.open("ul", "class", "limits")
                .element(
                        "li",
                        "Every picture, clinical value and BMD here is SIMULATED. Agreement with published means is"
                                + " necessary for a useful cohort, not sufficient: real bones differ in more ways.")
                .element(
                        "li",
                        "The published figures are of other ages and countries than the cohort; ranges around them"
                                + " allow for that by judgement.")
                .close()
                .close()
                .newline();
        return Page.end(page.close(), true);
    }

    /** One row of each: who was radiographed more often is no larger part of the population. */
    public static List<ManifestRow> subjects(List<ManifestRow> rows) {
        Set<String> seen = new HashSet<>();
        return rows.stream().filter(row -> seen.add(row.subjectId())).toList();
    }

    private static String counted(List<ManifestRow> rows) {
        List<ManifestRow> subjects = subjects(rows);
        long pelves = subjects.stream().filter(row -> row.view().pelvis()).count();
        return Format.count(subjects.size(), "subject", "subjects")
                + (rows.size() == subjects.size() ? "" : ", " + rows.size() + " radiographs")
                + (pelves == 0 ? "" : ", " + pelves + " of them with a view of the whole pelvis");
    }

    private static String views(List<ManifestRow> sample) {
        long pelves = sample.stream().filter(row -> row.view().pelvis()).count();
        return pelves == 0
                ? ""
                : " " + pelves + " of the " + sample.size() + " show the whole pelvis: the box is on the hip that was"
                        + " measured, which mirroring leaves on the right half.";
    }

    /** A column of the comparison; the style of its cells is null for the usual one. */
    private record TextColumn(String head, Function<CohortComparison.Line, String> text, String style) {

        TextColumn(String head, Function<CohortComparison.Line, String> text) {
            this(head, text, null);
        }
    }

    /** The first column is the row's heading. */
    private static final List<TextColumn> COMPARISON = List.of(
            new TextColumn("Figure", CohortComparison.Line::quantity),
            new TextColumn("Cohort", l -> Format.decimals(l.found().value(), l.decimals())),
            new TextColumn(
                    "95 % interval",
                    l -> Format.decimals(l.found().low(), l.decimals()) + " to "
                            + Format.decimals(l.found().high(), l.decimals())),
            new TextColumn("Published", l -> l.published().text()),
            new TextColumn("Unit", CohortComparison.Line::unit),
            new TextColumn("Kind", l -> l.published().kind().label()),
            new TextColumn("Verdict", CohortComparison.Line::verdict, "verdict"),
            new TextColumn("Source", l -> l.published().source(), "source"));

    private static void table(Markup page, List<CohortComparison.Line> lines) {
        page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Figures")
                .open("table", "class", "comparison", "aria-label", "Figures")
                .open("thead")
                .open("tr");
        COMPARISON.forEach(c -> page.element("th", c.head, "scope", "col"));
        page.close().close().open("tbody");
        for (CohortComparison.Line line : lines) {
            page.open("tr", "class", line.verdict().equals("differs") ? "differs" : null)
                    .element("th", COMPARISON.get(0).text.apply(line), "scope", "row");
            COMPARISON.stream().skip(1).forEach(c -> page.element("td", c.text.apply(line), "class", c.style));
            page.close();
        }
        page.close().close().close().newline();
    }

    private static void sheet(Markup page, Cohort sample, int side) {
        page.open("div", "class", "sheet");
        for (int i = 0; i < sample.rows().size(); i++) {
            ManifestRow row = sample.rows().get(i);
            String caption = String.format(
                            Locale.ROOT,
                            "%s %.0f, %.3f g/cm²",
                            row.facts().sex().equals("female") ? "Woman" : "Man",
                            row.facts().age(),
                            row.bmd())
                    + (row.view().pelvis() ? ", pelvis" : "");
            page.open("figure", "class", "cell")
                    .open(
                            "svg",
                            "class",
                            "picture",
                            "viewBox",
                            "0 0 " + side + " " + side,
                            "role",
                            "img",
                            "aria-label",
                            caption)
                    .empty(
                            "image",
                            "href",
                            Picture.dataUri(Picture.grey(sample.data().crops()[i], side)),
                            "width",
                            side,
                            "height",
                            side);
            float[] box = sample.data().boxes()[i];
            if (!Float.isNaN(box[0])) {
                page.empty(
                        "rect",
                        "class",
                        "neck-box",
                        "x",
                        (double) (box[0] - box[2]) * side,
                        "y",
                        (double) (box[1] - box[3]) * side,
                        "width",
                        2.0 * box[2] * side,
                        "height",
                        2.0 * box[3] * side);
            }
            page.element("text", Chart.SIMULATED, "class", "burnt-in end", "x", side - 4, "y", 14)
                    .close()
                    .element("figcaption", caption)
                    .close();
        }
        page.close().newline();
    }

    /** Subjects evenly over the range of BMD, at most so many. */
    public static List<ManifestRow> sample(List<ManifestRow> rows, int count) {
        List<ManifestRow> ordered = new ArrayList<>(rows);
        ordered.sort((a, b) -> Double.compare(a.bmd(), b.bmd()));
        return evenly(ordered, count);
    }

    /** At most so many of a list, the first and the last among them, the others evenly between. */
    static <T> List<T> evenly(List<T> all, int count) {
        int n = Math.min(count, all.size());
        return IntStream.range(0, n)
                .mapToObj(k -> all.get(n == 1 ? 0 : (int) Math.round(k * (all.size() - 1.0) / (n - 1))))
                .toList();
    }
}
