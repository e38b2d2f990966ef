package org.xattnbmd.trainer.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.report.RobustnessData.Amount;
import org.xattnbmd.trainer.report.RobustnessData.Curve;
import org.xattnbmd.trainer.report.RobustnessData.Level;
import org.xattnbmd.trainer.report.RobustnessData.Part;

/**
 * The page of a robustness study: one HTML file without scripts that needs nothing else. The same data give the same
 * bytes. Stateless and thread-safe.
 */
public final class RobustnessPage {

    private static final String TITLE = "Robustness and attention of femoral-neck BMD estimates";

    private static final Map<String, String> SECTIONS = Map.of(
            "missing", "Missing",
            "wrong", "Wrong",
            "image", "Image",
            "sites", "Sites",
            "poses", "Poses",
            "attention", "Attention",
            "localiser", "Localiser");

    private final RobustnessData data;
    private final Markup page = new Markup();

    private RobustnessPage(RobustnessData data) {
        this.data = data;
    }

    /**
     * Writes the page, whole or not at all.
     *
     * @throws org.xattnbmd.trainer.TrainerException {@code OUTPUT} if the file cannot be written
     */
    public static void write(RobustnessData data, Path file) {
        SafeFiles.writeAtomically(file, render(data));
    }

    static String render(RobustnessData data) {
        return new RobustnessPage(data).build();
    }

    private String build() {
        Page.begin(page, TITLE, data.simulated());
        header();
        page.open("main");
        section(
                "missing",
                "What is missing",
                "The same subjects again, each time with one clinical field, all fields or the image taken away.");
        RobustnessPlots.effects(data, "Without a value", data.clinical().missing())
                .writeTo(page);
        tables(Part.MISSING);
        section(
                "wrong",
                "What is wrong",
                "The same subjects again with a mistake in a clinical value. The amounts are declared below, with their"
                        + " reasons.");
        RobustnessPlots.effects(data, "With a wrong value", data.clinical().wrong())
                .writeTo(page);
        amounts();
        tables(Part.WRONG);
        images();
        sites();
        attention();
        if (!data.looks().localisers().isEmpty()) {
            section("localiser", "The localiser", "Where the model's own box of the femoral neck lies.");
            RobustnessPlots.localisers(data).writeTo(page);
            tables(Part.LOCALISER);
        }
        provenance();
        return Page.end(page.close(), data.simulated());
    }

    private void header() {
        page.open("header");
        if (data.simulated()) {
            Page.badge(page, Page.NO_ACCURACY);
        }
        page.element("h1", TITLE)
                .element(
                        "p",
                        "What one model's estimates of "
                                + Format.count(data.clean().subjects(), "subject", "subjects")
                                + (data.simulated() ? " (SIMULATED)" : "")
                                + " become when what goes in is missing, wrong, damaged or from elsewhere. As they are, their"
                                + " mean absolute error is "
                                + Format.bmdUnit(data.clean().mae()) + " (95 % "
                                + Format.range(data.clean().maeInterval()) + ").",
                        "class",
                        "lead")
                .element("p", data.model().id() + " · version " + data.model().version(), "class", "meta")
                .close()
                .newline();
        page.open("nav", "aria-label", "Sections");
        List.of("missing", "wrong", "image", "sites", "poses", "attention", "localiser").stream()
                .filter(id -> !id.equals("poses") || data.places().poses().isPresent())
                .filter(id ->
                        !id.equals("localiser") || !data.looks().localisers().isEmpty())
                .forEach(id -> page.element("a", SECTIONS.get(id), "href", "#" + id));
        page.close().newline();
    }

    private void images() {
        section(
                "image",
                "What is damaged",
                "The same radiographs at graded strength, weakest first; the subject and so the label stay the same. Below"
                        + " each, the share of the estimates that came with a warning about the picture, by level.");
        double highest = data.curves().stream()
                .flatMap(c -> c.levels().stream())
                .mapToDouble(Level::mae)
                .filter(Double::isFinite)
                .max()
                .orElse(data.clean().mae());
        page.open("div", "class", "three");
        for (Curve curve : data.curves()) {
            RobustnessPlots.curve(data, curve, highest).writeTo(page);
        }
        page.close();
        tables(Part.IMAGE);
    }

    private void sites() {
        section("sites", "Other subjects, other sites", "");
        if (!data.places().coverage().isEmpty()) {
            RobustnessPlots.coverage(data).writeTo(page);
        }
        tables(Part.SITES);
        data.places().poses().ifPresent(poses -> {
            section(
                    "poses",
                    "The same hip again",
                    "Repeated radiographs of the same hips: what differs is how they lay, not the bone.");
            RobustnessPlots.poses(data, poses).writeTo(page);
            tables(Part.POSES);
        });
    }

    private void attention() {
        section(
                "attention",
                "What the model looks at",
                "Attention says where the network took information from; permutation says what its answers depend on.");
        if (!data.looks().fields().isEmpty()) {
            FieldPlot.of(data).writeTo(page);
        }
        if (!data.looks().regions().isEmpty()) {
            RobustnessPlots.regions(data).writeTo(page);
        }
        tables(Part.ATTENTION);
    }

    private void amounts() {
        page.open("div")
                .element("p", "The declared mistakes", "class", "table-title")
                .open("table", "class", "facts", "aria-label", "The declared mistakes")
                .open("tbody");
        for (Amount amount : data.clinical().amounts()) {
            page.open("tr")
                    .element("th", amount.name(), "scope", "row")
                    .element("td", amount.reason())
                    .close();
        }
        page.close().close().close().newline();
    }

    private void provenance() {
        section("provenance", "Provenance", "");
        page.open("div", "class", "columns");
        Tables.facts(page, "Model", ProvenanceSection.model(data.model()));
        Tables.facts(page, "Figures", data.backing().facts());
        page.close();
        ProvenanceSection.commands(page, data.backing().commands());
        page.close().newline();
        section("limits", "Limits", "");
        page.open("ul", "class", "limits");
        if (data.simulated()) {
            page.element(
                    "li",
                    "SIMULATED: radiographs, clinical values and BMD were computed by a simulator. No patient was involved,"
                            + " and nothing here says how the model fares with real ones.");
        }
        page.element("li", "Not a medical device.")
                .element(
                        "li",
                        "Damage and mistakes are models of what happens, made one at a time; what happens to a radiograph"
                                + " in a clinic comes together.")
                .element(
                        "li",
                        "Many conditions are compared here without correction: of a hundred 95 % intervals, five miss by"
                                + " chance.")
                .close()
                .close()
                .newline();
    }

    /** Opens a part of the page; {@link #tables} or the caller closes it. */
    private void section(String id, String title, String lead) {
        Page.section(page, id, title, lead);
    }

    /** The part's tables, and its end. */
    private void tables(Part part) {
        data.tables(part).forEach(table -> table.writeTo(page));
        page.close().newline();
    }
}
