package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.explanation.ExplanationStudy;
import org.xattnbmd.trainer.report.ExplanationPage;
import org.xattnbmd.trainer.run.DeviceChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Says what a run's estimates of held-out subjects depend on: integrated gradients, occlusion and attention over the"
                    + " same cells of the picture, each tested by deletion, on one self-contained HTML page.",
            "The gradients' baseline, and what takes the place of deleted cells, is the mean radiograph of the training"
                    + " subjects. Of single subjects and of a finished model file `estimate --explain` says it."
        })
final class ExplainCommand implements Callable<Integer> {

    @Option(names = "--run", required = true, paramLabel = "FOLDER", description = "A finished run.")
    private Path run;

    @Option(
            names = "--cohort",
            required = true,
            paramLabel = "FOLDER",
            description = "The cohort that it was trained on, of whose split test subjects are taken.")
    private Path cohort;

    @Option(names = "--page", paramLabel = "FILE", description = "The page.")
    private Path page = Path.of("explanation.html");

    @Option(
            names = "--subjects",
            paramLabel = "N",
            description = "Subjects that the maps are tested on, evenly over the range of what is estimated.")
    private int subjects = 24;

    @Option(names = "--pictures", paramLabel = "N", description = "How many of them the page shows.")
    private int pictures = 6;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of integrated gradients from the mean radiograph to the subject's.")
    private int steps = 64;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "${COMPLETION-CANDIDATES}; gpu refuses where there is none.")
    private DeviceChoice.Request device = DeviceChoice.Request.AUTO;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that read images.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() {
        ExplanationStudy study = new ExplanationStudy(run, CohortLayout.read(cohort), subjects, steps, threads);
        ExplanationPage explained = study.explain(DeviceChoice.of(device), pictures);
        explained.write(page);
        for (ExplanationPage.Verdict verdict : explained.verdicts()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %.4f %s without the marked cells, %.4f at random; holds for %d of %d%n",
                    verdict.method(),
                    verdict.marked(),
                    explained.unit(),
                    verdict.random(),
                    verdict.holding(),
                    verdict.subjects());
        }
        System.out.printf(
                Locale.ROOT,
                "Attributions of %d steps miss their sum by %.4f %s at most%n",
                steps,
                explained.largestGap(),
                explained.unit());
        System.out.println("Page: " + page.toAbsolutePath());
        return 0;
    }
}
