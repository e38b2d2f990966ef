package org.xattnbmd.trainer.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.trainer.evaluation.SampleMoments;
import org.xattnbmd.trainer.evaluation.Subgroup;

/** Where the figures come from, how to make them again, and what they must not be used for. */
final class ProvenanceSection {

    private ProvenanceSection() {}

    /** Which file it is. */
    static List<Fact> model(ReportData.Model model) {
        return List.of(
                new Fact("Model", model.id()),
                new Fact("Version", model.version()),
                new Fact("Description", model.description()),
                new Fact("SHA-256", model.sha256()));
    }

    static void tables(Markup page, ReportData data) {
        List<Fact> model = new ArrayList<>(model(data.heading().model()));
        data.sources()
                .goldenCheck()
                .ifPresent(g -> model.add(new Fact(
                        "Golden vectors",
                        Format.count(g.vectors(), "vector", "vectors") + ", largest difference to the trainer "
                                + Format.withUnit(Format.scientific(g.maxDifference())) + ", allowed "
                                + Format.withUnit(Format.scientific(g.tolerance()))
                                + (g.passed() ? ": agrees" : ": DOES NOT AGREE"))));
        data.sources()
                .conformal()
                .ifPresent(c -> model.add(new Fact(
                        "Prediction interval",
                        "estimate ± " + Format.ratio(c.quantile()) + " × predicted spread, split conformal at "
                                + Format.level(c.confidence()) + " from "
                                + Format.count(c.calibrationSize(), "calibration subject", "calibration subjects"))));
        model.add(new Fact(
                "Confidence intervals",
                "percentile bootstrap over subjects, "
                        + data.judging().bootstrap().replicates() + " replicates, seed "
                        + data.judging().bootstrap().seed()));
        page.open("div", "class", "columns");
        Tables.facts(page, "Model", model);
        Tables.facts(page, "Cohort", cohort(data));
        if (!data.sources().wallTimes().isEmpty()) {
            Tables.facts(page, "Wall times", wallTimes(data));
        }
        if (!data.sources().environment().isEmpty()) {
            Tables.facts(page, "Environment", data.sources().environment());
        }
        page.close();
    }

    static void commands(Markup page, List<String> commands) {
        page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Commands")
                .element("pre", String.join("\n", commands))
                .close()
                .newline();
    }

    static void limits(Markup page, ReportData data) {
        page.open("ul", "class", "limits");
        if (data.simulated()) {
            page.element(
                    "li",
                    "SIMULATED cohort: every radiograph, every clinical value and every measured BMD on this page was "
                            + "computed by a simulator. No patient was involved.");
            page.element(
                    "li",
                    "No clinical accuracy is claimed. Figures on simulated subjects show that the software works and how "
                            + "its parts compare; they say nothing about real patients.");
        } else {
            page.element(
                    "li",
                    "These figures describe the cohort named above. They do not carry over to another population, "
                            + "scanner or X-ray site without validation there.");
        }
        page.element(
                "li",
                "Not a medical device: not for diagnosis, screening or treatment decisions. A densitometer measures BMD; "
                        + "this software estimates what it would have shown.");
        page.element(
                "li",
                "BMD values of different densitometer makers are not interchangeable. The threshold of "
                        + Format.bmdUnit(data.judging().screeningThreshold())
                        + " belongs to the GE/Lunar scale at the femoral neck.");
        page.element(
                "li",
                "A prediction interval covers at its nominal level on average over subjects like those it was calibrated "
                        + "on, not for each subgroup and not for each person.");
        page.element(
                "li",
                "Attention maps show where the network took information from. They are not an explanation of a finding.");
        page.close();
    }

    private static List<Fact> cohort(ReportData data) {
        List<Fact> facts = new ArrayList<>(data.sources().cohort());
        double[] bmd =
                data.cases().stream().mapToDouble(c -> c.measured()).sorted().toArray();
        facts.add(new Fact(
                "Evaluated here",
                Format.count(bmd.length, "held-out subject", "held-out subjects") + ", measured BMD "
                        + Format.bmd(bmd[0]) + " to " + Format.bmdUnit(bmd[bmd.length - 1]) + ", mean "
                        + Format.bmd(SampleMoments.mean(bmd))));
        List<String> sexes = Subgroup.bySex(data.cases()).stream()
                .map(g -> g.level() + " " + g.cases().size())
                .toList();
        facts.add(new Fact("By sex", String.join(", ", sexes)));
        return facts;
    }

    private static List<Fact> wallTimes(ReportData data) {
        List<Fact> facts = new ArrayList<>();
        Duration total = Duration.ZERO;
        for (ReportData.WallTime wallTime : data.sources().wallTimes()) {
            facts.add(new Fact(wallTime.step(), Format.duration(wallTime.time())));
            total = total.plus(wallTime.time());
        }
        facts.add(new Fact("Together", Format.duration(total)));
        return facts;
    }
}
