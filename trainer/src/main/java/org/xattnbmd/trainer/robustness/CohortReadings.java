package org.xattnbmd.trainer.robustness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.sdk.BmdEstimate.Warning.Kind;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.CasePair;

/**
 * Rows of a cohort with what was read from them, both in the same order.
 *
 * @param card of the model that read them
 */
record CohortReadings(ModelCard card, List<ManifestRow> rows, List<SubjectReadings> readings) {

    private static final Set<String> FIELD_WARNINGS =
            Set.of(Kind.UNUSUAL_CLINICAL_VALUE.name(), Kind.IMPLAUSIBLE_COMBINATION.name());
    private static final String USUAL_COVERAGE = "0.90";

    /** The nominal coverage that intervals are judged by: 90 %, or the greatest that the model has. */
    static String coverage(ModelCard card) {
        return card.conformalQuantiles().containsKey(USUAL_COVERAGE)
                ? USUAL_COVERAGE
                : card.conformalQuantiles().keySet().stream()
                        .max(Comparator.comparingDouble(Double::parseDouble))
                        .orElseThrow();
    }

    /** Clean estimates with intervals of a nominal coverage, a key of the card. */
    List<Case> clean(String coverage) {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            cases.add(caseOf(rows.get(i), readings.get(i).clean(), coverage));
        }
        return cases;
    }

    List<Case> clean() {
        return clean(coverage(card));
    }

    /** The radiographs that were not refused under a condition. */
    List<CasePair> pairs(Condition condition) {
        String coverage = coverage(card);
        List<CasePair> pairs = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            ConditionReading changed = readings.get(i).readings().get(condition.key());
            if (changed.refused() == null) {
                pairs.add(new CasePair(
                        caseOf(rows.get(i), readings.get(i).clean(), coverage),
                        caseOf(rows.get(i), changed, coverage)));
            }
        }
        return pairs;
    }

    /** Share of the estimates that carried a warning about the picture. */
    double warnedOfImage(Condition condition) {
        return warned(condition, PictureWarnings.KINDS);
    }

    /** Share of the estimates that carried a warning about a clinical value, other than that it is missing. */
    double warnedOfFields(Condition condition) {
        return warned(condition, FIELD_WARNINGS);
    }

    private double warned(Condition condition, Set<String> kinds) {
        return readings.stream()
                .map(s -> s.readings().get(condition.key()))
                .filter(r -> r.refused() == null)
                .mapToDouble(r -> r.warnings().stream().anyMatch(kinds::contains) ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    /** Clean estimates of subjects who were read at least twice on the same side. */
    Map<String, List<Double>> repeated() {
        Map<String, List<Double>> bySide = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            bySide.computeIfAbsent(
                            rows.get(i).subjectId() + " " + rows.get(i).view().side(), id -> new ArrayList<>())
                    .add(readings.get(i).clean().bmd());
        }
        bySide.values().removeIf(own -> own.size() < 2);
        return bySide;
    }

    private Case caseOf(ManifestRow row, ConditionReading reading, String coverage) {
        double half = card.conformalQuantiles().get(coverage) * reading.spread();
        return new Case(
                row.subjectId(),
                row.facts().sex(),
                row.facts().age(),
                row.bmd(),
                reading.bmd(),
                reading.spread(),
                reading.bmd() - half,
                reading.bmd() + half);
    }
}
