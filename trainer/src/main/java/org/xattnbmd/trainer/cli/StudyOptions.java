package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every study that trains over folds asks for. */
final class StudyOptions {

    @Mixin
    private FoldedStudy study;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder of the study: a run folder per fold, tables.md, tables/*.csv and *.tex, report.html.")
    private Path out;

    @Option(
            names = "--folds",
            paramLabel = "N",
            description = "Folds by subject, stratified by sex and BMD; the manifest's split is not looked at.")
    private int folds = 10;

    @Option(names = "--replicates", paramLabel = "N", description = "Bootstrap replicates of the intervals.")
    private int replicates = 2000;

    Path cohort() {
        return study.cohort();
    }

    Path out() {
        return out;
    }

    boolean resume() {
        return study.resume();
    }

    int folds() {
        return folds;
    }

    long foldSeed() {
        return study.foldSeed();
    }

    Bootstrap bootstrap() {
        return new Bootstrap(replicates, 0.95, foldSeed());
    }
}
