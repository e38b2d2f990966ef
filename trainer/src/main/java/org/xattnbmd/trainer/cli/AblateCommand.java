package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.RunConfig;
import org.xattnbmd.trainer.study.Ablation;
import org.xattnbmd.trainer.study.AblationTables;
import org.xattnbmd.trainer.study.CrossValidation;
import org.xattnbmd.trainer.study.CrossValidationReport;
import org.xattnbmd.trainer.study.CrossValidationResult;
import org.xattnbmd.trainer.study.MissingValues;
import org.xattnbmd.trainer.study.TableFiles;
import org.xattnbmd.trainer.study.TargetTables;
import org.xattnbmd.trainer.study.Variant;
import org.xattnbmd.trainer.study.VariantAxis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "ablate",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Cross-validates variants over the same folds, one thing changed at a time against the reference, which is what"
                    + " the other options say. Corrected resampled t-tests with Holm's correction and Wilcoxon tests.",
            "Axes and values: fusion=image,clinical,concat,image_to_clinical,clinical_to_image,both,joint;"
                    + " loss=mse,l1,smooth_l1,weighted_smooth_l1; backbone=resnet18,resnet34,resnet50; gate=none,zero;"
                    + " weighting=none,density,clinical,both; missing=tokens,tokens_without_dropout,mean.",
            "A killed study goes on with --resume where it was."
        })
final class AblateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private StudyOptions study;

    @Option(
            names = "--vary",
            paramLabel = "AXIS[=VALUE,...]",
            description = "What to vary, with all values of the axis or with these; may be repeated. Default: fusion.")
    private List<String> vary = new ArrayList<>();

    @Mixin
    private TrainingOptions options;

    @Override
    public Integer call() {
        CohortLayout layout = CohortLayout.read(study.cohort());
        RunConfig config = options.config(layout);
        DeviceChoice device = options.device();
        Ablation ablation = Ablation.of(
                        new Variant(Variant.REFERENCE, config, MissingValues.TOKENS),
                        axes(vary.isEmpty() ? List.of("fusion") : vary),
                        device,
                        study.folds(),
                        study.foldSeed())
                .backboneWeights(options.backboneWeights());
        System.out.println("Training on " + device.reason());
        LoadedCohort cohort = ablation.load(layout);
        int trainings = ablation.variants().size() * study.folds();
        Map<Variant, CrossValidationResult> results;
        try (Progress progress = new Progress("ablate", trainings, "trainings")) {
            results = ablation.run(cohort, study.out(), study.resume(), progress);
        }
        TableFiles tables = AblationTables.of(results, cohort);
        tables.write(study.out());
        Path page = study.out().resolve("report.html");
        String title = "Ablation: the reference, and what changes without its parts";
        String dealing = CrossValidation.stratified(study.folds());
        if (layout.target().hasReference()) {
            new CrossValidationReport(title, config, device, study.bootstrap(), Invocation.of(spec))
                    .write(results.values().iterator().next(), dealing, cohort, tables, page);
        } else {
            TargetTables.page(
                    tables,
                    title,
                    "Folds: " + dealing + ". " + TargetTables.lead(layout.target(), Invocation.of(spec)),
                    "Out-of-fold estimates",
                    page);
        }
        System.out.println(tables.tables().get("variants").toMarkdown());
        System.out.println("Tables: " + study.out().resolve("tables.md") + "\nReport: " + page.toAbsolutePath());
        return 0;
    }

    private static Map<VariantAxis, List<String>> axes(List<String> texts) {
        Map<VariantAxis, List<String>> axes = new EnumMap<>(VariantAxis.class);
        for (String text : texts) {
            String[] parts = text.toLowerCase(Locale.ROOT).split("=", 2);
            VariantAxis axis = Arrays.stream(VariantAxis.values())
                    .filter(a -> a.name().equalsIgnoreCase(parts[0]))
                    .findFirst()
                    .orElseThrow(() -> new RefusedValueException("expected --vary with one of "
                            + Arrays.toString(VariantAxis.values()).toLowerCase(Locale.ROOT) + ", received \"" + text
                            + "\""));
            axes.put(axis, parts.length == 1 ? List.of() : List.of(parts[1].split(",")));
        }
        return axes;
    }
}
