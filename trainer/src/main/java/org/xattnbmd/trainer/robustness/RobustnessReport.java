package org.xattnbmd.trainer.robustness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.Fact;
import org.xattnbmd.trainer.report.ReportData;
import org.xattnbmd.trainer.report.RobustnessData;
import org.xattnbmd.trainer.report.RobustnessData.Part;
import org.xattnbmd.trainer.report.RobustnessPage;
import org.xattnbmd.trainer.robustness.Condition.Group;
import org.xattnbmd.trainer.study.TableFiles;
import org.xattnbmd.trainer.study.TargetTables;

/** Writes a study's tables and its page. */
public final class RobustnessReport {

    private final RobustnessResult result;
    private final RobustnessFigures figures;
    private final Bootstrap bootstrap;
    private final Map<String, EvidenceTable> tables;

    public RobustnessReport(RobustnessResult result, Bootstrap bootstrap) {
        this.result = result;
        this.bootstrap = bootstrap;
        figures = RobustnessFigures.of(result, bootstrap);
        tables = RobustnessTables.of(result, figures);
    }

    /** Writes {@code tables.md}, {@code tables/*.csv} and {@code *.tex}, and the page. */
    public void write(Path folder, Path page, String command) {
        TableFiles files = new TableFiles("Robustness", result.simulated());
        tables.forEach(files::add);
        files.write(folder);
        Target target = result.card().target();
        if (target.hasReference()) {
            RobustnessPage.write(data(command), page);
        } else {
            TargetTables.page(
                    files,
                    "Robustness and attention of " + target.label() + " estimates",
                    TargetTables.lead(target, command),
                    "What one model's estimates become when what goes in is missing, wrong, damaged or from elsewhere",
                    page);
        }
    }

    /** The figures that a console shows, in a few lines. */
    public List<String> summary() {
        List<String> lines = new ArrayList<>();
        lines.add(line("as they are", figures.clean()));
        result.conditions(Group.MISSING).stream()
                .filter(c -> c.name().startsWith("All") || c.name().startsWith("No"))
                .filter(figures.changed()::containsKey)
                .forEach(c -> lines.add(line(
                        c.name().toLowerCase(Locale.ROOT), figures.changed().get(c))));
        figures.external().ifPresent(f -> lines.add(line("external site", f)));
        figures.poses()
                .ifPresent(p -> lines.add(String.format(
                        Locale.ROOT,
                        "%-18s RMS-CV %.2f %%   RMS-SD %.4f %s   least significant change %.3f %s",
                        "poses",
                        100 * p.precision().rmsCv(),
                        p.precision().rmsSd(),
                        unit(),
                        p.precision().leastSignificantChange(),
                        unit())));
        return lines;
    }

    private String unit() {
        return result.card().target().unit();
    }

    private String line(String name, Figures f) {
        return String.format(
                Locale.ROOT,
                "%-18s MAE %.3f %s   r %.3f   R² %6.3f%s   coverage %.1f %%   (n = %d)",
                name,
                f.value(Figures.MAE),
                unit(),
                f.value(Figures.PEARSON),
                f.value(Figures.R2),
                f.of(Figures.AUC) == null ? "" : String.format(Locale.ROOT, "   AUC %.3f", f.value(Figures.AUC)),
                100 * f.value(Figures.COVERAGE),
                f.n());
    }

    private RobustnessData data(String command) {
        return new RobustnessData(
                result.simulated(),
                new ReportData.Model(
                        result.card().modelId(),
                        result.card().modelVersion(),
                        result.modelHash(),
                        String.join(
                                "; ",
                                Stream.of("backbone", "attention", "fusion")
                                        .map(result.card().training().configuration()::get)
                                        .filter(text -> text != null)
                                        .toList())),
                new RobustnessData.Clean(
                        result.internalCohort().subjects(),
                        figures.clean().value(Figures.MAE),
                        figures.clean().of(Figures.MAE).interval()),
                new RobustnessData.Clinical(effects(Group.MISSING), effects(Group.WRONG), amounts()),
                Arrays.stream(Corruption.values()).map(this::curve).toList(),
                new RobustnessData.Places(coverage(), figures.poses().map(RobustnessReport::poses)),
                new RobustnessData.Looks(fields(), agreement(), regions(), localisers()),
                new RobustnessData.Backing(parts(), facts(), List.of(command)));
    }

    private List<RobustnessData.Amount> amounts() {
        return WrongValue.of(result.card().clinicalFields()).stream()
                .map(w -> new RobustnessData.Amount(w.name(), w.reason()))
                .toList();
    }

    private static RobustnessData.Poses poses(PosePrecision poses) {
        return new RobustnessData.Poses(
                poses.readings(), poses.precision().rmsSd(), poses.precision().rmsCv(), poses.cvInterval());
    }

    private List<RobustnessData.FieldLook> fields() {
        return figures.fields().stream()
                .filter(FieldImportance::single)
                .map(f -> new RobustnessData.FieldLook(f.name(), f.attention(), f.increase(), f.interval()))
                .toList();
    }

    private List<RobustnessData.Effect> effects(Group group) {
        return result.conditions(group).stream()
                .map(c -> {
                    Figures f = figures.changed().get(c);
                    return new RobustnessData.Effect(
                            c.name(),
                            f == null ? Double.NaN : f.of(Figures.MAE).difference(),
                            f == null ? Interval.UNDEFINED : f.of(Figures.MAE).differenceInterval(),
                            RobustnessFigures.refused(result, c));
                })
                .toList();
    }

    private RobustnessData.Curve curve(Corruption corruption) {
        return new RobustnessData.Curve(
                corruption.label(),
                corruption.unit(),
                IntStream.rangeClosed(1, corruption.levels())
                        .mapToObj(level -> level(corruption, level))
                        .toList());
    }

    private RobustnessData.Level level(Corruption corruption, int level) {
        Condition condition = result.conditions(Group.CORRUPTED).stream()
                .filter(c -> c.key().equals(Conditions.key(corruption, level)))
                .findFirst()
                .orElseThrow();
        Figures f = figures.changed().get(condition);
        return new RobustnessData.Level(
                corruption.levels() == 1 ? "changed" : corruption.shortStrength(level),
                f == null ? Double.NaN : f.value(Figures.MAE),
                f == null ? Interval.UNDEFINED : f.of(Figures.MAE).interval(),
                RobustnessFigures.refused(result, condition),
                result.internal().warnedOfImage(condition));
    }

    private List<RobustnessData.Held> coverage() {
        List<RobustnessData.Held> held = new ArrayList<>();
        for (String key : result.card().conformalQuantiles().keySet()) {
            held.add(held("Studied subjects", result.internal(), key));
            result.external().ifPresent(e -> held.add(held("External site", e, key)));
        }
        return held;
    }

    private static RobustnessData.Held held(String name, CohortReadings cohort, String key) {
        Coverage c = Coverage.of(cohort.clean(key));
        double nominal = Double.parseDouble(key);
        return new RobustnessData.Held(
                String.format(Locale.ROOT, "%s, nominal %.0f %%", name, 100 * nominal),
                c.n(),
                c.fraction(),
                c.confidenceInterval(),
                nominal);
    }

    private String agreement() {
        return String.format(
                Locale.ROOT,
                "Spearman's correlation of attention and importance over the %d fields is %.2f (p %.3f).",
                figures.agreement().n(),
                figures.agreement().rho(),
                figures.agreement().pValue());
    }

    private List<RobustnessData.RegionLook> regions() {
        return figures.necks().known()
                ? figures.necks().attention().stream()
                        .map(s -> new RobustnessData.RegionLook(
                                s.name(), s.share().value(), s.share().interval(), s.chance()))
                        .toList()
                : List.of();
    }

    /** In mm where all cohorts have a pixel size, else as a share of the box. */
    private List<RobustnessData.LocaliserErrors> localisers() {
        if (!figures.necks().localised()) {
            return List.of();
        }
        boolean known = Stream.concat(Stream.of(figures.necks()), figures.externalNecks().stream())
                .flatMapToDouble(n -> Arrays.stream(n.centreErrors()))
                .allMatch(Double::isFinite);
        List<RobustnessData.LocaliserErrors> errors = new ArrayList<>();
        errors.add(localiser("Studied", figures.necks(), known));
        figures.externalNecks().ifPresent(n -> errors.add(localiser("External", n, known)));
        return errors;
    }

    private static RobustnessData.LocaliserErrors localiser(String name, NeckLooks necks, boolean known) {
        return new RobustnessData.LocaliserErrors(
                name, known ? necks.centreErrors() : necks.centreShares(), known ? "mm" : "of the box's side");
    }

    private Map<Part, List<EvidenceTable>> parts() {
        Map<Part, List<EvidenceTable>> parts = new EnumMap<>(Part.class);
        parts.put(Part.MISSING, named(RobustnessTables.MISSING));
        parts.put(Part.WRONG, named(RobustnessTables.WRONG));
        parts.put(Part.IMAGE, named(RobustnessTables.IMAGE));
        parts.put(Part.SITES, named(RobustnessTables.SITES, RobustnessTables.COVERAGE));
        parts.put(Part.POSES, named(RobustnessTables.POSES));
        parts.put(Part.ATTENTION, named(RobustnessTables.FIELDS, RobustnessTables.ATTENTION));
        parts.put(Part.LOCALISER, named(RobustnessTables.LOCALISER, RobustnessTables.EXTERNAL_LOCALISER));
        return parts;
    }

    private List<EvidenceTable> named(String... names) {
        return Arrays.stream(names)
                .filter(tables::containsKey)
                .map(tables::get)
                .map(t -> result.simulated() ? t.simulated() : t)
                .toList();
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                "Studied",
                cohort(result.internalCohort()) + ", "
                        + result.settings().cohorts().split().name().toLowerCase(Locale.ROOT) + " split"));
        result.externalCohort().ifPresent(c -> facts.add(new Fact("External site", cohort(c))));
        result.poseCohort().ifPresent(c -> facts.add(new Fact("Poses", cohort(c))));
        facts.add(new Fact(
                "No image",
                result.settings().run() == null
                        ? "every radiograph is the mean of the evaluated images"
                        : "every radiograph is the mean training image"));
        facts.add(new Fact(
                "Permutations", Integer.toString(result.settings().draws().permutations())));
        facts.add(new Fact("Seed", Long.toString(result.settings().draws().seed())));
        facts.add(new Fact(
                "Intervals",
                "percentile bootstrap over subjects, " + bootstrap.replicates() + " replicates, seed "
                        + bootstrap.seed()));
        return facts;
    }

    private static String cohort(StudyCohort cohort) {
        return cohort.subjects() + " subjects, " + cohort.chosen().size() + " radiographs"
                + (cohort.leftOut() == 0
                        ? ""
                        : "; " + cohort.leftOut() + " left out, who are in other splits of the studied cohort")
                + "; manifest SHA-256 " + cohort.dataHash();
    }
}
