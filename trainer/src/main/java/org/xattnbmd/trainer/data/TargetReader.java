package org.xattnbmd.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard.Target;

/**
 * Reads {@code target} of a {@code cohort.json}: the name of a ready-made one, or a quantity of the study's own with unit and
 * physical range. What is wrong goes to the {@link DescriptionProblems}.
 */
final class TargetReader {

    static final String KEY = "target";

    private static final String PLACE = "/" + KEY;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final List<String> KEYS = List.of("name", "label", "unit", "range");
    private static final Map<String, Target> READY_MADE = new LinkedHashMap<>();

    static {
        READY_MADE.put("femoral_neck", Target.FEMORAL_NECK);
        READY_MADE.put("total_hip", Target.TOTAL_HIP);
        READY_MADE.put("trochanter", Target.TROCHANTER);
        READY_MADE.put("lumbar_spine", Target.LUMBAR_SPINE);
    }

    private TargetReader() {}

    /** Femoral-neck BMD where nothing is said, and where what is said is wrong. */
    static Target read(JsonNode node, StudyFields fields, DescriptionProblems problems) {
        if (node.isMissingNode()) {
            return Target.FEMORAL_NECK;
        }
        if (node.isTextual()) {
            Target ready = READY_MADE.get(node.asText());
            problems.require(
                    ready != null,
                    PLACE,
                    "target: expected one of " + READY_MADE.keySet() + ", or a quantity with name, unit and range");
            return ready == null ? Target.FEMORAL_NECK : ready;
        }
        if (!problems.require(node.isObject(), PLACE, "target: expected a name or a declaration")) {
            return Target.FEMORAL_NECK;
        }
        return own(node, fields, problems);
    }

    private static Target own(JsonNode node, StudyFields fields, DescriptionProblems problems) {
        node.fieldNames()
                .forEachRemaining(key -> problems.require(
                        KEYS.contains(key),
                        PLACE + "/" + key,
                        "target: expected one of the keys " + KEYS + ", received \"" + key + "\""));
        String name = node.path("name").asText();
        boolean good = problems.require(
                NAME.matcher(name).matches() && !CohortLayout.reserved(name),
                PLACE + "/name",
                "target: expected a name of a-z, 0-9 and _ that no other column has");
        good &= problems.require(
                fields.named(name).isEmpty(),
                PLACE + "/name",
                "target: " + name + " is a clinical field too, which would tell it");
        String unit = node.path("unit").asText();
        good &= problems.require(
                !unit.isBlank(), PLACE + "/unit", "target: expected the unit of " + name + ", received none");
        JsonNode range = node.path("range");
        good &= problems.require(
                range.isArray()
                        && range.size() == 2
                        && range.get(0).isNumber()
                        && range.get(1).isNumber(),
                PLACE + "/range",
                "target: expected a range of two numbers, the least and the greatest value that " + name + " can have");
        if (!good) {
            return Target.FEMORAL_NECK;
        }
        try {
            return new Target(
                    name,
                    node.path("label").asText(name),
                    unit,
                    range.get(0).asDouble(),
                    range.get(1).asDouble());
        } catch (BmdException e) {
            problems.add(PLACE + "/range", "target: " + e.getMessage());
            return Target.FEMORAL_NECK;
        }
    }
}
