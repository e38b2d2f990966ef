package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.robustness.RobustnessReport;
import org.xattnbmd.trainer.robustness.RobustnessResult;
import org.xattnbmd.trainer.robustness.RobustnessSettings;
import org.xattnbmd.trainer.robustness.RobustnessStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "robustness",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Measures an exported model through the public SDK on one split of a cohort when clinical values or the image"
                    + " are missing, values are wrong by a plausible amount, and radiographs are damaged at graded strength;"
                    + " at another site; over several radiographs of the same hips; and what the model looks at: attention to"
                    + " fields against permutation importance, attention to the neck and the localiser's box against the"
                    + " known one.",
            "A killed study goes on with --resume where it was."
        })
final class RobustnessCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The .onnx file.")
    private Path model;

    @Option(names = "--cohort", required = true, paramLabel = "FOLDER", description = "Folder with manifest.csv.")
    private Path cohort;

    @Option(names = "--split", paramLabel = "SPLIT", description = "${COMPLETION-CANDIDATES}")
    private Split split = Split.TEST;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder of the study: readings, tables.md, tables/*.csv and *.tex, report.html.")
    private Path out;

    @Option(names = "--resume", description = "Go on with the study in --out; what was read is not read again.")
    private boolean resume;

    @Option(
            names = "--external",
            paramLabel = "FOLDER",
            description = "Another site's cohort: all its subjects, but for people whom --cohort has in another split.")
    private Path external;

    @Option(
            names = "--poses",
            paramLabel = "FOLDER",
            description =
                    "A cohort with several radiographs of each subject, such as `simulate --poses 4` makes; subjects as"
                            + " with --external.")
    private Path poses;

    @Option(
            names = "--run",
            paramLabel = "FOLDER",
            description = "The run that the model came from, for its mean training image. Without it, the mean of the"
                    + " evaluated images stands for \"no image\".")
    private Path run;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many subjects of each cohort, drawn at random; 0 for all.")
    private int limit;

    @Option(names = "--permutations", paramLabel = "N", description = "Repeats of the permutation of each field.")
    private int permutations = 5;

    @Option(names = "--seed", paramLabel = "SEED", description = "Seed of everything that is drawn.")
    private long seed = 1;

    @Option(names = "--replicates", paramLabel = "N", description = "Bootstrap replicates of the intervals.")
    private int replicates = 1000;

    @Override
    public Integer call() {
        Bootstrap bootstrap = new Bootstrap(replicates, 0.95, seed);
        RobustnessSettings settings = new RobustnessSettings(
                model,
                run,
                new RobustnessSettings.Cohorts(cohort, split, external, poses),
                new RobustnessSettings.Draws(limit, permutations, seed));
        RobustnessResult result = new RobustnessStudy(settings).run(out, resume);
        RobustnessReport report = new RobustnessReport(result, bootstrap);
        Path page = out.resolve("report.html");
        report.write(out, page, Invocation.of(spec));
        if (result.simulated()) {
            System.out.println("SIMULATED:");
        }
        report.summary().forEach(System.out::println);
        System.out.println("Tables: " + out.resolve("tables.md") + "\nReport: " + page.toAbsolutePath());
        return 0;
    }
}
