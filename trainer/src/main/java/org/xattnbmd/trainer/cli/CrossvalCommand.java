package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.RunConfig;
import org.xattnbmd.trainer.study.CrossValidation;
import org.xattnbmd.trainer.study.CrossValidationReport;
import org.xattnbmd.trainer.study.CrossValidationResult;
import org.xattnbmd.trainer.study.CrossValidationTables;
import org.xattnbmd.trainer.study.MissingValues;
import org.xattnbmd.trainer.study.TableFiles;
import org.xattnbmd.trainer.study.TargetTables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "crossval",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Cross-validates by subject: trains once per fold on all the other folds and estimates the fold's own subjects."
                    + " Every figure comes from estimates of subjects that the network has not learnt from; intervals are"
                    + " cross-conformal, each fold's from the other folds' errors.",
            "A killed study goes on with --resume where it was."
        })
final class CrossvalCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private StudyOptions study;

    @Option(
            names = "--missing",
            paramLabel = "HANDLING",
            description = "How missing clinical values are met: ${COMPLETION-CANDIDATES}.")
    private MissingValues missing = MissingValues.TOKENS;

    @Option(
            names = "--by",
            paramLabel = "COLUMN",
            description =
                    "Instead of --folds: leaves out one value of this column of the manifest after the other, such as a"
                            + " site, a maker or a simulated domain; the intervals of those left out come from the errors of the"
                            + " others when they were left out.")
    private String by;

    @Mixin
    private StartOptions start;

    @Option(names = "--finder", paramLabel = "FILE", description = "A neck finder, as in train.")
    private Path finder;

    @Mixin
    private TrainingOptions options;

    @Override
    public Integer call() {
        if (by != null && spec.commandLine().getParseResult().hasMatchedOption("--folds")) {
            throw new ParameterException(spec.commandLine(), "expected --folds or --by, received both");
        }
        Bootstrap bootstrap = study.bootstrap();
        CohortLayout layout = CohortLayout.read(study.cohort());
        RunConfig config = start.config(options, layout);
        DeviceChoice device = options.device();
        CrossValidation validation = new CrossValidation(config, missing, device, study.folds(), study.foldSeed())
                .backboneWeights(options.backboneWeights())
                .finder(finder)
                .startFrom(start.folder(), start.freeze());
        if (by != null) {
            validation.leaveOneOutBy(layout, by);
        }
        CrossValidation.requireFree(study.out(), study.resume());
        System.out.println("Training on " + device.reason());
        LoadedCohort cohort = validation.load(layout);
        CrossValidationResult result;
        try (Progress progress = new Progress("folds", validation.folds(), "folds")) {
            result = validation.run(cohort, study.out(), study.resume(), progress);
        }
        Path page = study.out().resolve("report.html");
        if (layout.target().hasReference()) {
            TableFiles tables = CrossValidationTables.of(result, cohort, bootstrap);
            tables.write(study.out());
            new CrossValidationReport(
                            "Cross-validation of femoral-neck BMD estimates",
                            config,
                            device,
                            bootstrap,
                            Invocation.of(spec))
                    .write(result, validation.dealing(), cohort, tables, page);
        } else {
            TargetTables.of(result, cohort, bootstrap)
                    .write(study.out(), page, validation.dealing(), Invocation.of(spec));
        }
        RegressionMetrics m = RegressionMetrics.of(result.cases());
        System.out.printf(
                Locale.ROOT,
                "%d folds: R² %.3f   MAE %.3f %s   r %.3f   90 %% intervals cover %.1f %%   (n = %d)%n",
                validation.folds(),
                m.r2(),
                m.mae(),
                layout.target().unit(),
                m.pearson(),
                100 * Coverage.of(result.cases()).fraction(),
                m.n());
        result.further(layout.furtherTargets()).forEach(row -> System.out.println(EvaluateCommand.figures(row)));
        System.out.println("Tables: " + study.out().resolve("tables.md") + "\nReport: " + page.toAbsolutePath());
        return 0;
    }
}
