package org.xattnbmd.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.evaluation.StratifiedFolds;
import org.xattnbmd.trainer.evaluation.StratifiedFolds.Subject;

/**
 * How a cohort without splits of its own is split: by subject, stratified by sex and BMD, from a seed. The same subjects
 * and seed give the same splits, whatever the order of the manifest.
 *
 * @param calibrationPercent share of the subjects that set the conformal intervals, in steps of 5
 * @param testPercent share of the held-out subjects, in steps of 5; the rest is for training
 */
record SplitPlan(int calibrationPercent, int testPercent, long seed) {

    private static final int FOLDS = 20;
    private static final int STEP = 100 / FOLDS;

    static final SplitPlan DEFAULT = new SplitPlan(10, 20, 1);

    SplitPlan {
        require(calibrationPercent >= STEP && calibrationPercent % STEP == 0, "calibration", calibrationPercent);
        require(testPercent >= STEP && testPercent % STEP == 0, "test", testPercent);
        require(
                calibrationPercent + testPercent <= 60,
                "calibration and test together",
                calibrationPercent + testPercent);
    }

    private static void require(boolean holds, String what, int received) {
        RefusedValueException.require(
                holds,
                "splits: expected percentages in steps of " + STEP + ", at most 60 together, received " + received
                        + " for " + what);
    }

    /** The rows with their splits. */
    List<ManifestRow> assign(List<ManifestRow> rows) {
        List<Subject> subjects = Cohort.subjects(rows);
        if (subjects.size() < FOLDS) {
            throw new RefusedValueException(
                    "splits: expected at least " + FOLDS + " subjects, received " + subjects.size());
        }
        StratifiedFolds folds = StratifiedFolds.of(subjects, FOLDS, seed);
        Set<String> test = union(folds, 0, testPercent / STEP);
        Set<String> calibration = union(folds, testPercent / STEP, (testPercent + calibrationPercent) / STEP);
        List<ManifestRow> assigned = new ArrayList<>();
        for (ManifestRow row : rows) {
            Split split = test.contains(row.subjectId())
                    ? Split.TEST
                    : calibration.contains(row.subjectId()) ? Split.CALIBRATION : Split.TRAIN;
            assigned.add(row.withSplit(split));
        }
        return assigned;
    }

    private static Set<String> union(StratifiedFolds folds, int from, int to) {
        Set<String> ids = new TreeSet<>();
        for (int f = from; f < to; f++) {
            ids.addAll(folds.test(f));
        }
        return ids;
    }
}
