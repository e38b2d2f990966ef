package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.CohortSummary;
import org.xattnbmd.trainer.data.LeakCheck;
import org.xattnbmd.trainer.data.ManifestProblem;
import org.xattnbmd.trainer.run.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "cohort",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Checks a cohort before it is trained on: reads every row and every image as `train` would and lists every"
                    + " problem by line, with its reason. Prints sizes and figures that name nobody.",
            "trainer/COHORTS.md says how cohort.json describes a cohort's columns, units, codes and densitometer, and declares"
                    + " clinical fields and a target of its own."
        })
final class CohortCommand implements Callable<Integer> {

    @Option(names = "--cohort", required = true, paramLabel = "FOLDER", description = "Folder with manifest.csv.")
    private Path cohort;

    @Option(names = "--size", paramLabel = "PIXELS", description = "Side of the preprocessed picture.")
    private int size = RunConfig.demo().imageSize();

    @Option(names = "--threads", paramLabel = "N", description = "Threads that read images.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() {
        RefusedValueException.requireThreads(threads);
        CohortLayout layout = CohortLayout.read(cohort);
        CohortManifest.Inspection manifest = CohortManifest.inspect(layout);
        List<ManifestProblem> problems = new ArrayList<>(manifest.problems());
        problems.addAll(LeakCheck.of(layout, manifest.rows()));
        problems.addAll(Cohort.refusedImages(manifest.rows(), Preprocessing.v1(size, size), threads));
        problems.sort(Comparator.comparingLong(ManifestProblem::line));
        System.out.println((layout.simulated() ? "SIMULATED cohort, " : "Cohort, ") + scale(layout) + ", "
                + manifest.rows().size() + " good row(s) in " + layout.manifest());
        if (problems.isEmpty()) {
            CohortSummary.of(manifest.rows(), layout.target(), layout.furtherTargets())
                    .forEach(System.out::println);
            return 0;
        }
        problems.forEach(System.out::println);
        throw new TrainerException(
                Code.MANIFEST_VALUE, problems.size() + " problem(s), listed above; `train` would refuse this cohort.");
    }

    private static String scale(CohortLayout layout) {
        return layout.densitometer().equals(ModelCard.NO_SCALE)
                ? layout.target().label()
                : layout.densitometer() + " scale";
    }
}
