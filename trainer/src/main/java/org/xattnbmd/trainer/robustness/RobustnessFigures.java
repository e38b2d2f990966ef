package org.xattnbmd.trainer.robustness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.RankCorrelation;
import org.xattnbmd.trainer.robustness.Condition.Group;

/**
 * All figures of a study, each computed once for the tables and the page. Immutable.
 *
 * @param clean of the studied subjects as they are
 * @param changed by condition, against the clean ones of the same subjects; absent where fewer than two were not refused
 * @param external of the other site, against the studied subjects
 * @param poses precision over repeated radiographs
 * @param fields importance and attention of each clinical field
 * @param agreement of both over single fields
 * @param necks of the studied subjects
 * @param externalNecks of the other site
 */
record RobustnessFigures(
        Figures clean,
        Map<Condition, Figures> changed,
        Optional<Figures> external,
        Optional<PosePrecision> poses,
        List<FieldImportance> fields,
        RankCorrelation agreement,
        NeckLooks necks,
        Optional<NeckLooks> externalNecks) {

    /** Fewer have no correlation and no spread. */
    private static final int FEWEST = 2;

    static RobustnessFigures of(RobustnessResult result, Bootstrap bootstrap) {
        double threshold = result.threshold();
        CohortReadings own = result.internal();
        List<Condition> conditions = Stream.of(Group.MISSING, Group.WRONG, Group.CORRUPTED)
                .flatMap(g -> result.conditions(g).stream())
                .filter(c -> own.pairs(c).size() >= FEWEST)
                .toList();
        // Each condition's resampling has its own generator, so that the order of the threads does not matter.
        List<Figures> figures = conditions.parallelStream()
                .map(c -> Figures.paired(own.pairs(c), threshold, bootstrap))
                .collect(Collectors.toCollection(ArrayList::new));
        Map<Condition, Figures> changed = new LinkedHashMap<>();
        for (int i = 0; i < conditions.size(); i++) {
            changed.put(conditions.get(i), figures.get(i));
        }
        List<FieldImportance> fields =
                FieldImportance.of(own, result.settings().draws().permutations(), bootstrap);
        return new RobustnessFigures(
                Figures.alone(own.clean(), threshold, bootstrap),
                changed,
                result.external().map(e -> Figures.against(own.clean(), e.clean(), threshold, bootstrap)),
                result.poses().map(p -> PosePrecision.of(p, bootstrap)),
                fields,
                FieldImportance.agreement(fields),
                new NeckLooks(own, bootstrap),
                result.external().map(e -> new NeckLooks(e, bootstrap)).filter(NeckLooks::known));
    }

    /** Share of the studied radiographs that were refused under a condition. */
    static double refused(RobustnessResult result, Condition condition) {
        int all = result.internal().rows().size();
        return (all - result.internal().pairs(condition).size()) / (double) all;
    }
}
