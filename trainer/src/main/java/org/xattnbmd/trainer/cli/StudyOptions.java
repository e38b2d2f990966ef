package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import picocli.CommandLine.Option;

/** What every study that trains over folds asks for. */
final class StudyOptions {

    @Option(names = "--cohort", required = true, paramLabel = "FOLDER", description = "Folder with manifest.csv.")
    private Path cohort;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder of the study: a run folder per fold, tables.md, tables/*.csv and *.tex, report.html.")
    private Path out;

    @Option(names = "--resume", description = "Go on with the study in --out; finished folds are not repeated.")
    private boolean resume;

    @Option(
            names = "--folds",
            paramLabel = "N",
            description = "Folds by subject, stratified by sex and BMD; the manifest's split is not looked at.")
    private int folds = 10;

    @Option(names = "--fold-seed", paramLabel = "SEED", description = "Seed of the dealing out of subjects.")
    private long foldSeed = 1;

    @Option(names = "--replicates", paramLabel = "N", description = "Bootstrap replicates of the intervals.")
    private int replicates = 2000;

    Path cohort() {
        return cohort;
    }

    Path out() {
        return out;
    }

    boolean resume() {
        return resume;
    }

    int folds() {
        return folds;
    }

    long foldSeed() {
        return foldSeed;
    }

    Bootstrap bootstrap() {
        return new Bootstrap(replicates, 0.95, foldSeed);
    }
}
