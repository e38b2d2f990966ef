package org.xattnbmd.trainer.robustness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RankCorrelation;

/**
 * What a clinical field does for the estimates, against how much the image attends to it. Permutation importance (Breiman
 * 2001, Machine Learning 45:5): the increase of the mean absolute error when subjects are given each other's values.
 *
 * @param name of the field, or of fields that were permuted together
 * @param single whether it is one field
 * @param attention mean share of the image's attention
 * @param increase of the mean absolute error, in the target's unit, mean over the repeats
 * @param interval of the increase, over subjects
 * @param lowest of the repeats
 * @param highest of the repeats
 */
record FieldImportance(
        String name,
        boolean single,
        double attention,
        double increase,
        Interval interval,
        double lowest,
        double highest) {

    private record Increase(String subject, double value) {}

    /** All fields, then those that go together. */
    static List<FieldImportance> of(CohortReadings readings, int permutations, Bootstrap bootstrap) {
        List<FieldImportance> all = new ArrayList<>();
        Conditions.units(readings.card().clinicalFields())
                .forEach((name, members) -> all.add(of(readings, name, members, permutations, bootstrap)));
        return all;
    }

    private static FieldImportance of(
            CohortReadings readings, String name, Set<String> members, int permutations, Bootstrap bootstrap) {
        List<Increase> increases = new ArrayList<>();
        double[] byRepeat = new double[permutations];
        int n = readings.rows().size();
        for (int i = 0; i < n; i++) {
            double measured = readings.rows().get(i).bmd();
            SubjectReadings own = readings.readings().get(i);
            double clean = Math.abs(own.clean().bmd() - measured);
            double sum = 0;
            for (int r = 0; r < permutations; r++) {
                ConditionReading permuted = own.readings().get(Conditions.permutedKey(name, r));
                double more = Math.abs(permuted.bmd() - measured) - clean;
                byRepeat[r] += more / n;
                sum += more;
            }
            increases.add(new Increase(readings.rows().get(i).subjectId(), sum / permutations));
        }
        double attention = readings.readings().stream()
                .mapToDouble(s -> members.stream()
                        .mapToDouble(f -> s.fieldAttention().get(f))
                        .sum())
                .average()
                .orElseThrow();
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (double value : byRepeat) {
            lowest = Math.min(lowest, value);
            highest = Math.max(highest, value);
        }
        return new FieldImportance(
                name,
                members.size() == 1,
                attention,
                mean(increases),
                bootstrap
                        .intervals(increases, Increase::subject, sample -> new double[] {mean(sample)})
                        .get(0),
                lowest,
                highest);
    }

    private static double mean(List<Increase> increases) {
        return increases.stream().mapToDouble(Increase::value).average().orElseThrow();
    }

    /** Whether the fields that are attended to most are those that matter most. */
    static RankCorrelation agreement(List<FieldImportance> fields) {
        List<FieldImportance> single =
                fields.stream().filter(FieldImportance::single).toList();
        return RankCorrelation.of(
                single.stream().mapToDouble(FieldImportance::attention).toArray(),
                single.stream().mapToDouble(FieldImportance::increase).toArray());
    }

    /** Places by attention and by importance, 1 the highest; NaN for fields that were permuted together. */
    record Ranks(double attention, double increase) {}

    /** The ranks of all of them, by name. */
    static Map<String, Ranks> ranks(List<FieldImportance> fields) {
        List<FieldImportance> single =
                fields.stream().filter(FieldImportance::single).toList();
        double[] attention = RankCorrelation.ranks(
                single.stream().mapToDouble(f -> -f.attention()).toArray());
        double[] increase = RankCorrelation.ranks(
                single.stream().mapToDouble(f -> -f.increase()).toArray());
        Map<String, Ranks> ranks = new HashMap<>();
        fields.forEach(f -> ranks.put(f.name(), new Ranks(Double.NaN, Double.NaN)));
        for (int i = 0; i < single.size(); i++) {
            ranks.put(single.get(i).name(), new Ranks(attention[i], increase[i]));
        }
        return ranks;
    }
}
