package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.evaluation.FoldComparison;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.study.TableFiles;
import org.xattnbmd.trainer.study.Tuning;
import org.xattnbmd.trainer.study.TuningTables;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "tune",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Chooses among named settings by successive halving: all are trained on one fold, the better half on two, its"
                    + " better half on four. The chosen one is then compared with the default, the options of this command, on"
                    + " folds that had no part in the choice: the best of many looks better than it is on those that had.",
            "Subjects of the test split are not read. A killed search goes on with --resume where it was."
        })
final class TuneCommand implements Callable<Integer> {

    /** Of the machine, not of a setting. */
    private static final List<String> OF_THE_MACHINE = List.of("--device", "--devices", "--threads");

    @Spec
    private CommandSpec spec;

    @Mixin
    private FoldedStudy study;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder of the search: a folder per setting, tables.md, tables/*.csv and *.tex.")
    private Path out;

    @Option(
            names = "--setting",
            required = true,
            paramLabel = "NAME=OPTIONS",
            description =
                    "A setting: what it says beside this command's options, such as \"wide=--width 24 --layers 2\"; may"
                            + " be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--folds",
            paramLabel = "N",
            description = "Folds by subject, those that choose and those that confirm.")
    private int folds = 8;

    @Option(names = "--confirm", paramLabel = "N", description = "How many of the folds only confirm.")
    private int confirming = 4;

    @Mixin
    private TrainingOptions options;

    /** What a setting can say. */
    @Command
    private static final class Words {
        @Mixin
        private TrainingOptions options;
    }

    @Override
    public Integer call() {
        Tuning.Plan plan = new Tuning.Plan(folds, confirming, study.foldSeed());
        CohortLayout layout = CohortLayout.read(study.cohort());
        DeviceChoice device = options.device();
        List<Tuning.Setting> all = new ArrayList<>();
        settings.forEach((name, words) -> all.add(setting(name, words, layout)));
        Tuning tuning = new Tuning(options.config(layout), options.backboneWeights(), all, device, plan);
        System.out.println("Training on " + device.reason());
        Tuning.Result result;
        try (Progress progress = new Progress("tune", tuning.trainings(), "trainings at most")) {
            result = tuning.run(layout, out, study.resume(), progress);
        }
        TableFiles tables = TuningTables.of(result, plan, layout.target(), layout.simulated());
        tables.write(out);
        System.out.println(tables.tables().get("settings").toMarkdown());
        System.out.println(verdict(result, plan, layout.target().unit()));
        System.out.println("Tables: " + out.resolve("tables.md"));
        return 0;
    }

    /** This command's own options, and what the setting says in their place. */
    private Tuning.Setting setting(String name, String text, CohortLayout layout) {
        List<String> words = Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        try {
            CommandLine alone = lenient(new CommandLine(new Words()));
            alone.parseArgs(words.toArray(String[]::new));
            for (String option : OF_THE_MACHINE) {
                if (alone.getParseResult().hasMatchedOption(option)) {
                    throw new ParameterException(alone, option + " is of the machine, not of a setting");
                }
            }
            List<String> own = spec.commandLine().getParseResult().originalArgs();
            List<String> together = new ArrayList<>(own.subList(own.indexOf(spec.name()) + 1, own.size()));
            together.addAll(words);
            TuneCommand with = new TuneCommand();
            lenient(new CommandLine(with)).parseArgs(together.toArray(String[]::new));
            return new Tuning.Setting(
                    name, String.join(" ", words), with.options.config(layout), with.options.backboneWeights());
        } catch (ParameterException e) {
            throw new ParameterException(spec.commandLine(), "--setting " + name + ": " + e.getMessage());
        }
    }

    private CommandLine lenient(CommandLine line) {
        return line.setOverwrittenOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(spec.commandLine().isCaseInsensitiveEnumValuesAllowed());
    }

    private static String verdict(Tuning.Result result, Tuning.Plan plan, String unit) {
        if (result.confirmation() == null) {
            return "Chosen: the default. None of the settings was better on the folds that choose.";
        }
        FoldComparison.Row row = result.confirmation().rows().get(1);
        return String.format(
                Locale.ROOT,
                "Chosen: %s (%s)%nOn %d folds that had no part in the choice its MAE is %.4f %s, the default's %.4f: a difference"
                        + " of %+.4f [%+.4f, %+.4f] (95 %%, corrected resampled t over paired folds), p %.3f: %s",
                result.chosen().name(),
                result.chosen().words(),
                plan.confirming(),
                row.mean(),
                unit,
                row.mean() - row.difference().value(),
                row.difference().value(),
                row.difference().interval().lower(),
                row.difference().interval().upper(),
                row.tests().orElseThrow().corrected().pValue(),
                result.better()
                        ? "better than the default by more than chance would give."
                        : "not better than the default by more than chance would give.");
    }
}
