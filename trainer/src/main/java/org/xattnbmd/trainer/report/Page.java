package org.xattnbmd.trainer.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.Subgroup;

/** Puts the sections in order. The result is HTML that is also well-formed XML. */
final class Page {

    /** Behind "SIMULATED", on pages about a model's estimates. */
    static final String NO_ACCURACY = " cohort · not a medical device · no clinical accuracy is claimed";

    /** The same on pages about anything else. */
    static final String NOT_OF_PEOPLE = " cohort · not a medical device · says nothing about people";

    private static final String STYLE = "report.css";

    private final ReportData data;
    private final Markup page = new Markup();
    private final List<Subgroup> subgroups;

    private Page(ReportData data) {
        this.data = data;
        this.subgroups = Stream.of(
                        Subgroup.bySex(data.cases()),
                        Subgroup.byAgeBand(data.cases(), edges(data.judging().ageBands())),
                        Subgroup.byBmdBand(data.cases(), edges(data.judging().bmdBands())))
                .flatMap(List::stream)
                .toList();
    }

    static String render(ReportData data) {
        return new Page(data).build();
    }

    private String build() {
        Headline headline = Headline.of(data);
        begin(page, data.heading().title(), data.simulated());
        header(headline);
        page.open("main");
        headline.writeTo(page, data);
        navigation();
        agreement(headline);
        if (!data.variants().isEmpty()) {
            section("variants", "What image and clinical fields contribute", variantsLead());
            page.add(VariantPlots.of(data));
            ResultTables.variants(page, data);
            page.close().newline();
        }
        attention();
        section("uncertainty", "Uncertainty and subgroups", "");
        CoveragePlot.of(data, subgroups).writeTo(page);
        EvidenceTables.subgroups(subgroups).writeTo(page);
        data.tables().forEach(table -> table.writeTo(page));
        page.close().newline();
        if (!data.history().isEmpty()) {
            training();
        }
        section("provenance", "Provenance", "");
        ProvenanceSection.tables(page, data);
        page.close().newline();
        if (!data.sources().commands().isEmpty()) {
            section("reproduce", "How to make this page again", "");
            ProvenanceSection.commands(page, data.sources().commands());
            page.close().newline();
        }
        section("limits", "Limits", "");
        ProvenanceSection.limits(page, data);
        page.close().close().newline();
        return end(page, data.simulated());
    }

    /** Opens a page and its body, with the style inside and everything from outside forbidden. */
    static void begin(Markup page, String title, boolean simulated) {
        page.trusted("<!DOCTYPE html>\n").open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml");
        page.open("head")
                .empty("meta", "charset", "utf-8")
                .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .empty("meta", "name", "color-scheme", "content", "light dark")
                // Nothing may be fetched, whatever the texts above hold.
                .empty(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
                .element("title", (simulated ? Chart.SIMULATED + " – " : "") + title)
                .open("style")
                .trusted(style())
                .close()
                .close()
                .newline();
        page.open("body");
    }

    /** Writes the footer and closes the page. */
    static String end(Markup page, boolean simulated) {
        page.open("footer");
        page.text((simulated ? Chart.SIMULATED + " cohort. " : "") + "Made by XAttn-BMD for Java. "
                + "Not a medical device.");
        page.close().newline();
        return page.close().close().newline().toString();
    }

    /** What a page of simulated subjects says first. */
    static void badge(Markup page, String words) {
        page.open("p", "class", "badge")
                .element("strong", Chart.SIMULATED)
                .text(words)
                .close();
    }

    private void header(Headline headline) {
        page.open("header");
        if (data.simulated()) {
            badge(page, NO_ACCURACY);
        }
        page.element("h1", data.heading().title());
        page.element("p", lead(headline.regression()), "class", "lead");
        page.element(
                "p",
                data.heading().model().id() + " · version "
                        + data.heading().model().version(),
                "class",
                "meta");
        page.close().newline();
    }

    private String lead(RegressionMetrics m) {
        String subjects = m.n()
                + (data.simulated() ? " held-out simulated subject" : " held-out subject")
                + (m.n() == 1 ? "" : "s");
        String explains = Double.isNaN(m.r2())
                ? ""
                : m.r2() > 0
                        ? " and explains " + Format.percent(m.r2()) + " of its variance"
                        : "; it does no better than the mean of these subjects";
        return "On " + subjects + " the model's femoral-neck BMD differs from the densitometer's by "
                + Format.bmdUnit(m.mae()) + " on average" + explains + ".";
    }

    private void navigation() {
        page.open("nav", "aria-label", "Sections");
        link("agreement", "Agreement");
        if (!data.variants().isEmpty()) {
            link("variants", "Variants");
        }
        if (!data.attention().fields().isEmpty() || !data.attention().examples().isEmpty()) {
            link("attention", "Attention");
        }
        link("uncertainty", "Uncertainty");
        if (!data.history().isEmpty()) {
            link("training", "Training");
        }
        link("provenance", "Provenance");
        link("limits", "Limits");
        page.close().newline();
    }

    private void agreement(Headline headline) {
        section("agreement", "Agreement with the densitometer", "");
        page.open("div", "class", "two");
        AgreementPlots.scatter(data).writeTo(page);
        AgreementPlots.blandAltman(data).writeTo(page);
        page.open("div", "class", "stack");
        RocPlot.of(data, headline.aucInterval()).writeTo(page);
        ResultTables.screening(page, data);
        page.close();
        page.open("div", "class", "stack");
        ResidualPlots.bySex(data).writeTo(page);
        ResidualPlots.byAge(data).writeTo(page);
        page.close().close().close().newline();
    }

    private void attention() {
        if (data.attention().fields().isEmpty() && data.attention().examples().isEmpty()) {
            return;
        }
        section(
                "attention",
                "What the network attends to",
                "Image and clinical tokens attend to each other in both directions; both directions are shown.");
        if (!data.attention().fields().isEmpty()) {
            FieldAttentionPlot.of(data).writeTo(page);
        }
        if (!data.attention().examples().isEmpty()) {
            page.add(ExampleCards.of(data));
        }
        page.close().newline();
    }

    private void training() {
        TrainingPlots plots = new TrainingPlots(data.history(), data.simulated());
        String best = plots.best()
                .map(e -> "The lowest validation error was reached at epoch " + e.number() + " of "
                        + data.history().size() + ".")
                .orElse("");
        section("training", "Training", best);
        page.add(plots.draw());
        page.close().newline();
    }

    private String variantsLead() {
        return "The trained network is run again on the same subjects with one of its sources taken away. What it loses "
                + "is how far it relies on that source; where training never showed the lack, more than the source is worth.";
    }

    private void section(String id, String title, String lead) {
        section(page, id, title, lead);
    }

    /** Opens a part of any page, which the caller closes; an empty lead is left out. */
    static void section(Markup page, String id, String title, String lead) {
        page.open("section", "id", id).element("h2", title);
        if (!lead.isEmpty()) {
            page.element("p", lead, "class", "section-lead");
        }
    }

    private void link(String id, String text) {
        page.element("a", text, "href", "#" + id);
    }

    private static double[] edges(List<Double> edges) {
        return edges.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static String style() {
        try (InputStream in = Page.class.getResourceAsStream(STYLE)) {
            if (in == null) {
                throw new IllegalStateException("expected the resource " + STYLE + " beside " + Page.class.getName()
                        + ", found none: the trainer's jar is incomplete");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
