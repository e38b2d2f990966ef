package org.xattnbmd.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.ModelCard.Target;

/**
 * Reads {@code further_targets} of a {@code cohort.json}: what is estimated beside the target, each a ready-made one by its name or
 * a quantity of the study's own. What is wrong goes to the {@link DescriptionProblems}.
 */
final class FurtherTargetReader {

    static final String KEY = "further_targets";

    private static final String PLACE = "/" + KEY;
    private static final String COLUMN = "column";

    /** As many as a model's card may have. */
    private static final int MOST = 32;

    private FurtherTargetReader() {}

    /** Empty where nothing is said; what is wrong is left out. */
    static List<FurtherLabel> read(JsonNode list, Target first, StudyFields fields, DescriptionProblems problems) {
        List<FurtherLabel> labels = new ArrayList<>();
        if (list.isMissingNode()
                || !problems.require(
                        list.isArray() && list.size() >= 1 && list.size() <= MOST,
                        PLACE,
                        KEY + ": expected a list of 1 to " + MOST + " names and declarations")) {
            return labels;
        }
        Map<String, Integer> lines = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode node = list.get(i);
            String place = PLACE + "/" + i;
            Target target = new TargetReader(KEY, place, List.of(COLUMN), problems).one(node, fields);
            JsonNode column = node.path(COLUMN);
            boolean good = problems.require(
                    column.isMissingNode()
                            || column.isTextual() && !column.asText().isBlank(),
                    place + "/" + COLUMN,
                    KEY + ": expected the name of a column of the manifest");
            if (target == null || !good) {
                continue;
            }
            Integer earlier = lines.putIfAbsent(target.name(), problems.line(place));
            if (problems.require(
                            !target.name().equals(first.name()),
                            place,
                            KEY + ": " + target.name() + " is the target already")
                    && problems.require(
                            earlier == null,
                            place,
                            KEY + ": " + target.name() + " is declared in line " + earlier + " too")) {
                labels.add(new FurtherLabel(target, column.isMissingNode() ? null : column.asText()));
            }
        }
        return labels;
    }

    /** Labels that are something else too, an input or another label, would tell themselves. */
    static void requireOwnColumns(
            List<FurtherLabel> labels, Map<String, FieldSource> sources, DescriptionProblems problems) {
        for (int i = 0; i < labels.size(); i++) {
            String name = labels.get(i).target().name();
            FieldSource own = sources.get(name);
            String place = PLACE + "/" + i;
            if (problems.require(
                    own.column() != null,
                    place,
                    KEY + ": expected a column of labels for " + name + ", received a constant")) {
                sources.forEach((other, source) -> problems.require(
                        other.equals(name) || !own.column().equals(source.column()),
                        place,
                        KEY + ": the labels of " + name + " are in the column " + own.column() + ", which " + other
                                + " is too"));
            }
        }
    }
}
