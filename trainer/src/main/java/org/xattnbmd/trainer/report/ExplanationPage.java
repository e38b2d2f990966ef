package org.xattnbmd.trainer.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.SafeFiles;

/**
 * One HTML page without scripts: what the estimates of held-out subjects depend on, as maps that deletion tests. The same content gives
 * the same bytes. Immutable.
 *
 * @param simulated whether the subjects are simulated
 * @param unit of what is estimated
 * @param steps of integrated gradients
 * @param draws of as many cells at random
 * @param shown how many of the subjects are shown with their maps
 * @param subjects at least one, in order of what was measured
 */
public record ExplanationPage(
        boolean simulated, String unit, int steps, int draws, int shown, List<ExplainedRadiograph> subjects) {

    private static final String TITLE = "What the estimates depend on";

    public ExplanationPage {
        RefusedValueException.require(shown > 0, "expected at least 1 picture, received " + shown);
        subjects = List.copyOf(subjects);
    }

    /**
     * What deletion says of one method over all subjects.
     *
     * @param marked mean size of the change without the marked cells
     * @param random mean size of the change without as many at random
     * @param holding of how many subjects the map holds
     */
    public record Verdict(String method, double marked, double random, int holding, int subjects) {}

    /** One verdict a method, in the order of the maps. */
    public List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        for (int m = 0; m < subjects.get(0).maps().size(); m++) {
            int method = m;
            List<TestedMap> maps =
                    subjects.stream().map(subject -> subject.maps().get(method)).toList();
            verdicts.add(new Verdict(
                    maps.get(0).name(),
                    maps.stream()
                            .mapToDouble(map -> Math.abs(map.change()))
                            .average()
                            .orElseThrow(),
                    maps.stream().mapToDouble(TestedMap::randomChange).average().orElseThrow(),
                    (int) maps.stream().filter(TestedMap::holds).count(),
                    maps.size()));
        }
        return verdicts;
    }

    /** The largest distance of a subject's attributions from what they should add up to. */
    public double largestGap() {
        return subjects.stream()
                .mapToDouble(subject -> subject.values().gap())
                .max()
                .orElseThrow();
    }

    /**
     * Writes the page.
     *
     * @throws org.xattnbmd.trainer.TrainerException {@code OUTPUT} if the file cannot be written
     */
    public void write(Path file) {
        SafeFiles.writeAtomically(file, render());
    }

    String render() {
        Markup page = new Markup();
        Page.begin(page, TITLE, simulated);
        page.open("header");
        if (simulated) {
            Page.badge(page, Page.NOT_OF_PEOPLE);
        }
        page.element("h1", TITLE)
                .element("p", lead(), "class", "lead")
                .close()
                .newline()
                .open("main");
        deletion(page);
        Page.section(page, "maps", "Maps", mapsLead());
        page.add(ExplanationCards.of(this)).close().newline();
        Page.section(page, "limits", "Limits", "");
        page.open("ul", "class", "limits");
        limits().forEach(limit -> page.element("li", limit));
        page.close().close().newline();
        return Page.end(page.close(), simulated);
    }

    private String lead() {
        Verdict first = verdicts().get(0);
        return "Of " + Format.count(subjects.size(), "held-out subject", "held-out subjects")
                + ", the estimate moves by "
                + Format.bmd(first.marked()) + Format.NBSP + unit
                + " without the cells that integrated gradients mark, by " + Format.bmd(first.random()) + Format.NBSP
                + unit + " without as many at random.";
    }

    private void deletion(Markup page) {
        TestedMap any = subjects.get(0).maps().get(0);
        Page.section(
                page,
                "deletion",
                "Deletion tests",
                "A map that marks what matters moves the estimate when what it marks goes. The " + any.cells() + " of "
                        + any.values().length
                        + " cells that a map marks most, of one sign, are replaced by the mean radiograph of the training"
                        + " subjects, all at once; then as many cells at random, " + draws
                        + " times. Clinical facts and the neck's box are held. It holds where the estimate moves more than"
                        + " at random.");
        List<List<String>> rows = new ArrayList<>();
        for (Verdict verdict : verdicts()) {
            rows.add(List.of(
                    verdict.method(),
                    Format.decimals(verdict.marked(), 4),
                    Format.decimals(verdict.random(), 4),
                    Format.decimals(verdict.marked() / verdict.random(), 1) + "×",
                    verdict.holding() + " of " + verdict.subjects()));
        }
        Tables.numeric(
                page,
                "Mean size of the change of the estimate, " + unit,
                List.of("Map", "Without the marked cells", "Without cells at random", "Marked to random", "Holds for"),
                rows);
        page.close().newline();
    }

    private String mapsLead() {
        return "Integrated gradients (Sundararajan et al. 2017) from the mean radiograph of the training subjects to the"
                + " subject's in " + steps
                + " steps, added up over the cells of the image attention: what each adds to the estimate, by which it differs"
                + " from the mean radiograph's with the same clinical facts. Their sum misses that difference by "
                + Format.decimals(largestGap(), 4) + Format.NBSP + unit
                + " at most. Occlusion: what a cell adds, by taking it alone out. Attention: where the clinical tokens looked.";
    }

    private static List<String> limits() {
        return List.of(
                "This explains the model, not the patient: it does not say what would become of a bone.",
                "The maps tell a radiograph from the mean one; what all radiographs have in common is in neither.",
                "A picture with cells of another one is none that the network was trained on; deletion at random, which has the"
                        + " same edges, is what it must be compared with.",
                "Each map's strongest colour is that of its own largest cell: colours of two maps are no common scale.");
    }

    /** Those that are shown, evenly over all. */
    List<ExplainedRadiograph> examples() {
        return ValidationPage.evenly(subjects, shown);
    }
}
