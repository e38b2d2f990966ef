package org.xattnbmd.trainer.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * Folds by subject, stratified by sex and BMD: within each sex, subjects in order of BMD are dealt out in rounds of one to
 * every fold, so that all folds have the same mix of sexes and nearly the same distribution of BMD. Which fold gets whom
 * within a round is drawn from the seed; the order of the input does not matter.
 *
 * @param folds test subjects of each fold, in order of their ids; every subject is in exactly one
 */
public record StratifiedFolds(List<List<String>> folds) {

    /** A subject with what it is stratified by; {@code bmd} in g/cm², the mean if there are several measurements. */
    public record Subject(String id, String sex, double bmd) {}

    public StratifiedFolds {
        folds = folds.stream().map(List::copyOf).toList();
    }

    /**
     * Deals subjects out.
     *
     * @param k number of folds, at least 2 and at most the number of subjects
     * @throws IllegalArgumentException if k is out of range, a subject occurs twice or a BMD is not finite
     */
    public static StratifiedFolds of(Collection<Subject> subjects, int k, long seed) {
        if (k < 2 || k > subjects.size()) {
            throw new RefusedValueException(
                    "expected 2 to " + subjects.size() + " folds for as many subjects, received " + k);
        }
        Set<String> seen = new HashSet<>();
        for (Subject subject : subjects) {
            if (!Double.isFinite(subject.bmd()) || !seen.add(subject.id())) {
                throw new IllegalArgumentException(
                        "expected every subject once and with a finite BMD; one occurs twice or has none");
            }
        }
        Map<String, List<Subject>> bySex = subjects.stream()
                .sorted(Comparator.comparingDouble(Subject::bmd).thenComparing(Subject::id))
                .collect(Collectors.groupingBy(Subject::sex, TreeMap::new, Collectors.toList()));
        SplittableRandom random = new SplittableRandom(seed);
        List<List<String>> folds = new ArrayList<>();
        for (int f = 0; f < k; f++) {
            folds.add(new ArrayList<>());
        }
        for (List<Subject> stratum : bySex.values()) {
            for (int from = 0; from < stratum.size(); from += k) {
                List<Subject> round = stratum.subList(from, Math.min(stratum.size(), from + k));
                List<List<String>> turn = shuffled(folds, random);
                if (round.size() < k) {
                    // The last round of a stratum is short: the smallest folds first, so that sizes differ by one at
                    // most.
                    turn.sort(Comparator.comparingInt(List::size));
                }
                for (int i = 0; i < round.size(); i++) {
                    turn.get(i).add(round.get(i).id());
                }
            }
        }
        folds.forEach(Collections::sort);
        return new StratifiedFolds(folds);
    }

    /** Subjects to test on in a fold, counted from 0. */
    public List<String> test(int fold) {
        return folds.get(fold);
    }

    /** All the others. */
    public List<String> train(int fold) {
        List<String> train = new ArrayList<>();
        for (int f = 0; f < folds.size(); f++) {
            if (f != fold) {
                train.addAll(folds.get(f));
            }
        }
        Collections.sort(train);
        return List.copyOf(train);
    }

    private static List<List<String>> shuffled(List<List<String>> folds, SplittableRandom random) {
        List<List<String>> turn = new ArrayList<>(folds);
        for (int i = turn.size() - 1; i > 0; i--) {
            Collections.swap(turn, i, random.nextInt(i + 1));
        }
        return turn;
    }
}
