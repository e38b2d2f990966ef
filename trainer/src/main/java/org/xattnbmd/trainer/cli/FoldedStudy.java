package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every command asks for that trains over folds of a cohort and can go on after a kill. */
final class FoldedStudy {

    @Option(names = "--cohort", required = true, paramLabel = "FOLDER", description = "Folder with manifest.csv.")
    private Path cohort;

    @Option(names = "--resume", description = "Go on with the study in --out; finished folds are not repeated.")
    private boolean resume;

    @Option(names = "--fold-seed", paramLabel = "SEED", description = "Seed of the dealing out of subjects.")
    private long foldSeed = 1;

    Path cohort() {
        return cohort;
    }

    boolean resume() {
        return resume;
    }

    long foldSeed() {
        return foldSeed;
    }
}
