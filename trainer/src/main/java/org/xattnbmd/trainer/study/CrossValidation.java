package org.xattnbmd.trainer.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.data.ManifestGroups;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.evaluation.StratifiedFolds;
import org.xattnbmd.trainer.network.FrozenStages;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.RunConfig;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.run.RunPredictor;
import org.xattnbmd.trainer.run.TrainingRun;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * Cross-validation by subject: one training per fold on all the other folds, estimates of the fold's own subjects. The
 * manifest's split is not looked at. Everything is in one folder; what is finished there is not done again.
 */
public final class CrossValidation {

    private static final double HALF = 0.5;

    private final RunConfig config;
    private final MissingValues missing;
    private final DeviceChoice device;
    private final int folds;
    private final long foldSeed;
    private Path backboneWeights;
    private Path finder;
    private Path startFrom;
    private FrozenStages frozen = FrozenStages.NONE;
    private boolean withoutTest;
    private String by = "";
    private Map<Long, String> groups = Map.of();

    /**
     * @param folds at least 2; each needs the 16 subjects that a training asks for
     * @param foldSeed of the dealing out of subjects; the training's own seed is in {@code config}
     */
    public CrossValidation(RunConfig config, MissingValues missing, DeviceChoice device, int folds, long foldSeed) {
        if (folds < 2) {
            throw new RefusedValueException("expected at least 2 folds, received " + folds);
        }
        this.config = config.withAugmentation(missing.apply(config.training().augmentation()));
        this.missing = missing;
        this.device = device;
        this.folds = folds;
        this.foldSeed = foldSeed;
    }

    /** Starts every fold's image encoder from a file of public weights; null for random ones. */
    public CrossValidation backboneWeights(Path file) {
        backboneWeights = file;
        return this;
    }

    /** Prepares pictures with a neck finder; null for none. */
    public CrossValidation finder(Path file) {
        finder = file;
        return this;
    }

    /**
     * Leaves out one value of a column of the manifest after the other, instead of dealing subjects out: a site, a maker, a
     * domain. The number of folds is that of the values.
     */
    public CrossValidation leaveOneOutBy(CohortLayout layout, String column) {
        by = column;
        groups = ManifestGroups.read(layout, column);
        return this;
    }

    /**
     * Begins every fold with the same finished run's network.
     *
     * @param run its folder; null for fresh networks
     * @param stages what training leaves as it is
     */
    public CrossValidation startFrom(Path run, FrozenStages stages) {
        startFrom = run;
        frozen = stages;
        return this;
    }

    /**
     * The run folders of a finished cross-validation, in the order of its folds.
     *
     * @throws TrainerException {@code CHECKPOINT} if the folder holds none, or not all of its folds are finished
     */
    public static List<Path> finishedFolds(Path folder) {
        int folds = StudyRecord.folds(folder);
        List<Path> all = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            Path run = foldFolder(folder, fold);
            if (!FoldEstimates.exist(run) || !RunFolder.isFinished(run)) {
                throw new TrainerException(
                        Code.CHECKPOINT,
                        "Expected a finished cross-validation in " + folder + ", received one of " + folds
                                + " folds without " + run.getFileName() + ". Let `crossval --resume` end it.");
            }
            all.add(run);
        }
        return all;
    }

    private static Path foldFolder(Path folder, int fold) {
        return folder.resolve(String.format(Locale.ROOT, "fold-%02d", fold + 1));
    }

    /** Deals out only the subjects of the other splits: those of the test split are not even read. */
    CrossValidation withoutTest() {
        withoutTest = true;
        return this;
    }

    /** How subjects are usually dealt out, in words. */
    public static String stratified(int folds) {
        return folds + ", by subject, stratified by sex and BMD";
    }

    /** How subjects are dealt out, in words. */
    public String dealing() {
        return by.isEmpty() ? stratified(folds) : folds() + ", each value of " + by + " left out once";
    }

    /** How many networks {@link #run} trains. */
    public int folds() {
        return by.isEmpty() ? folds : (int) groups.values().stream().distinct().count();
    }

    /** Refuses a folder that {@link #run} would refuse, before minutes are spent on reading images. */
    public static void requireFree(Path folder, boolean resume) {
        StudyRecord.requireFree(folder, resume);
    }

    /** Reads the cohort; cross-validations with the same picture size and crop can share it. */
    public LoadedCohort load(CohortLayout layout) {
        return training().load(layout);
    }

    /**
     * Trains and estimates every fold that is not finished.
     *
     * @param progress steps once per fold; the caller closes it
     */
    public CrossValidationResult run(LoadedCohort loaded, Path folder, boolean resume, Progress progress) {
        int all = folds();
        return CrossValidationResult.of(run(
                loaded,
                folder,
                resume,
                progress,
                IntStream.range(0, all).boxed().toList()));
    }

    /** The same of some folds, counted from 0. */
    List<CrossValidationResult.Fold> run(
            LoadedCohort loaded, Path folder, boolean resume, Progress progress, List<Integer> some) {
        requireUnseen(loaded);
        TrainingRun training = training();
        Cohort cohort = loaded.cohort();
        FoldPlan plan = by.isEmpty()
                ? FoldPlan.stratified(cohort.rows(), folds, foldSeed)
                : FoldPlan.leaveOneOut(cohort.rows(), by, groups);
        StratifiedFolds dealt = plan.folds();
        StudyRecord.of(loaded.dataHash(), folds(), foldSeed, config, missing, hash(backboneWeights))
                .with("leaveOneOutBy", by)
                .with("finder", hash(finder))
                .with("without", withoutTest ? Split.TEST.name() : "")
                .with("startFrom", startFrom == null ? "" : hash(RunFolder.weights(startFrom)))
                .with("frozen", startFrom == null ? "" : frozen.name())
                .begin(folder, resume);
        List<CrossValidationResult.Fold> results = new ArrayList<>();
        for (int fold : some) {
            Path runFolder = foldFolder(folder, fold);
            Cohort test = subset(cohort, dealt.test(fold));
            if (!FoldEstimates.exist(runFolder)) {
                fold(training, loaded, subset(cohort, dealt.train(fold)), test, runFolder, fold)
                        .write(runFolder, loaded.target(), loaded.furtherTargets());
            }
            results.add(new CrossValidationResult.Fold(
                    plan.names().get(fold),
                    test.rows(),
                    FoldEstimates.read(
                                    runFolder,
                                    ids(test.rows()),
                                    loaded.furtherTargets().size())
                            .rows()));
            progress.step();
        }
        return results;
    }

    /** What a network was begun with must not have met the subjects that it is asked for. */
    private void requireUnseen(LoadedCohort loaded) {
        if (startFrom != null && RunFolder.read(startFrom).data().dataHash().equals(loaded.dataHash())) {
            throw new TrainerException(
                    Code.COHORT_OTHER,
                    "The run to start from has learned from this very cohort, so that no fold's subjects would be new to it."
                            + " Expected a run on another cohort.");
        }
    }

    private FoldEstimates fold(
            TrainingRun training, LoadedCohort loaded, Cohort train, Cohort test, Path folder, int fold) {
        UnaryOperator<float[][]> imputation =
                missing.imputation(loaded.fields(), train.data().clinical());
        TrainingData testData = test.data();
        // The held-out fold sets the run's intervals and thresholds: it is to this network what a calibration split is.
        training.run(loaded, with(train, imputation), with(test, imputation), folder, true);
        float[][] half = halfMissing(testData.clinical(), foldSeed + fold);
        List<Predictions> out = RunPredictor.predict(
                folder,
                device,
                testData.crops(),
                List.of(imputation.apply(testData.clinical()), imputation.apply(half)));
        List<FoldEstimates.Row> rows = new ArrayList<>();
        for (int i = 0; i < testData.size(); i++) {
            rows.add(new FoldEstimates.Row(
                    test.rows().get(i).subjectId(),
                    out.get(0).bmd()[i],
                    out.get(0).spread()[i],
                    out.get(1).bmd()[i],
                    list(out.get(0).further()[i]),
                    list(out.get(0).furtherSpread()[i])));
        }
        return new FoldEstimates(rows);
    }

    private static List<Double> list(float[] values) {
        return IntStream.range(0, values.length)
                .mapToObj(k -> (double) values[k])
                .toList();
    }

    private TrainingRun training() {
        TrainingRun run = new TrainingRun(config, device).imputed(missing.imputation());
        if (finder != null) {
            run.finder(finder);
        }
        if (withoutTest) {
            run.without(Set.of(Split.TEST));
        }
        if (startFrom != null) {
            run.startFrom(startFrom, frozen);
        }
        return backboneWeights == null ? run : run.backboneWeights(backboneWeights);
    }

    private static String hash(Path file) {
        try {
            return file == null ? "" : Sha256.of(file);
        } catch (IOException e) {
            throw new TrainerException(Code.CHECKPOINT, "Can't read " + file + " (" + SafeFiles.reason(e) + ").", e);
        }
    }

    /** Takes each value away with a chance of one half, the same values whatever the variant. */
    private static float[][] halfMissing(float[][] clinical, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] thinned = new float[clinical.length][];
        for (int i = 0; i < thinned.length; i++) {
            thinned[i] = clinical[i].clone();
            for (int f = 0; f < thinned[i].length; f++) {
                thinned[i][f] = random.nextDouble() < HALF ? Float.NaN : thinned[i][f];
            }
        }
        return thinned;
    }

    private static Cohort with(Cohort cohort, UnaryOperator<float[][]> imputation) {
        TrainingData data = cohort.data();
        return new Cohort(cohort.rows(), data.withClinical(imputation.apply(data.clinical())));
    }

    private static Cohort subset(Cohort cohort, List<String> subjects) {
        Map<String, List<Integer>> places = new HashMap<>();
        for (int i = 0; i < cohort.rows().size(); i++) {
            places.computeIfAbsent(cohort.rows().get(i).subjectId(), id -> new ArrayList<>())
                    .add(i);
        }
        return cohort.subset(
                subjects.stream().flatMap(s -> places.get(s).stream()).toList());
    }

    private static List<String> ids(List<ManifestRow> rows) {
        return rows.stream().map(ManifestRow::subjectId).toList();
    }
}
