package org.xattnbmd.trainer.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.evaluation.StratifiedFolds;

/**
 * Whose subjects each network of a study is tested on.
 *
 * @param names of the folds, for tables
 * @param folds the same number, every subject in exactly one
 */
record FoldPlan(List<String> names, StratifiedFolds folds) {

    /** Subjects dealt out by sex and BMD. */
    static FoldPlan stratified(List<ManifestRow> rows, int folds, long seed) {
        return new FoldPlan(
                IntStream.rangeClosed(1, folds).mapToObj(k -> "Fold " + k).toList(),
                StratifiedFolds.of(Cohort.subjects(rows), folds, seed));
    }

    /**
     * One fold for each value of a column, in the order of the values: each is left out of the training of its own network.
     *
     * @param groups value by the line of a row
     * @throws TrainerException {@code MANIFEST_VALUE} if the rows of one subject have several values
     */
    static FoldPlan leaveOneOut(List<ManifestRow> rows, String column, Map<Long, String> groups) {
        Map<String, String> bySubject = new LinkedHashMap<>();
        Map<String, TreeSet<String>> members = new TreeMap<>();
        for (ManifestRow row : rows) {
            String group = groups.get(row.line());
            String earlier = bySubject.putIfAbsent(row.subjectId(), group);
            if (earlier != null && !earlier.equals(group)) {
                throw new TrainerException(
                        Code.MANIFEST_VALUE,
                        "line " + row.line() + ": expected the subject's other value in " + column
                                + ", received another: a subject is left out as a whole.");
            }
            members.computeIfAbsent(group, g -> new TreeSet<>()).add(row.subjectId());
        }
        if (members.size() < 2) {
            throw new RefusedValueException(
                    "expected at least 2 values in " + column + " to leave one out, received 1");
        }
        List<List<String>> folds = new ArrayList<>();
        members.values().forEach(ids -> folds.add(List.copyOf(ids)));
        return new FoldPlan(List.copyOf(members.keySet()), new StratifiedFolds(folds));
    }
}
