package org.xattnbmd.trainer.cli;

import static org.xattnbmd.trainer.RefusedValueException.requireThreads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.finder.FinderRun;
import org.xattnbmd.trainer.finder.FinderSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finder}: trains the network that finds the femoral neck at any field of view. */
@Command(
        name = "finder",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Trains the small network that finds the femoral neck on any radiograph of hip or pelvis, and how large it is"
                    + " there, from cohorts whose necks are known.",
            "Best on many varied pictures: `simulate --domains all --pelvis-share 0.3 --implant-share 0.1`. Hips with an"
                    + " implant teach it to tell them.",
            "After every epoch the state is on disk: a killed run goes on with --resume and ends with the weights of an"
                    + " uninterrupted one."
        })
final class FinderCommand implements Callable<Integer> {

    private static final FinderSettings DEFAULTS = FinderSettings.defaults();

    @Option(
            names = "--cohort",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder with manifest.csv; may be given several times.")
    private List<Path> cohorts;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "New folder for the finder.")
    private Path out;

    @Option(names = "--resume", description = "Go on with the interrupted training in --out.")
    private boolean resume;

    @Option(
            names = "--start-from",
            paramLabel = "FOLDER",
            description = "A finder's folder whose weights training begins with, for a site's own pictures.")
    private Path startFrom;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the radiographs.")
    private int epochs = DEFAULTS.schedule().epochs();

    @Option(names = "--batch", paramLabel = "N", description = "Examples a step.")
    private int batch = DEFAULTS.schedule().batchSize();

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "Peak learning rate.")
    private double learningRate = DEFAULTS.schedule().learningRate();

    @Option(
            names = "--confidence",
            arity = "2",
            paramLabel = "C",
            description = "Two limits, 0 to 1: below the first no neck was found, below the second it looks unusual.")
    private double[] confidence = {
        DEFAULTS.search().leastConfidence(), DEFAULTS.search().usualConfidence()
    };

    @Option(
            names = "--implant",
            arity = "2",
            paramLabel = "C",
            description =
                    "Two limits, 0 to 1: above the first there may be metal in the hip, above the second there is.")
    private double[] implant = {
        DEFAULTS.search().usualImplant(), DEFAULTS.search().mostImplant()
    };

    @Option(names = "--seed", paramLabel = "SEED", description = "Seed of weights, order and augmentation.")
    private long seed = DEFAULTS.seed();

    @Option(names = "--threads", paramLabel = "N", description = "Threads that read images.")
    private int threads = DEFAULTS.threads();

    @Override
    public Integer call() {
        requireThreads(threads);
        FinderSettings settings = DEFAULTS.withSchedule(DEFAULTS.schedule()
                        .withEpochs(epochs)
                        .withBatchSize(batch)
                        .withLearningRate(learningRate))
                .withSearch(new Preprocessing.Search(
                        DEFAULTS.search().side(),
                        DEFAULTS.search().looks(),
                        DEFAULTS.search().regionBoxes(),
                        confidence[0],
                        confidence[1],
                        implant[0],
                        implant[1]))
                .withSeed(seed)
                .withThreads(threads);
        List<CohortLayout> layouts = cohorts.stream().map(CohortLayout::read).toList();
        if (!resume && FinderRun.begun(out)) {
            throw new TrainerException(
                    Code.OUTPUT, out + " already holds a finder. Choose another folder, or --resume it.");
        }
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new TrainerException(
                    Code.OUTPUT, "Can't write the folder " + out + " (" + SafeFiles.reason(e) + ").", e);
        }
        System.out.println("Held out: " + FinderRun.run(layouts, out, settings, startFrom));
        return 0;
    }
}
