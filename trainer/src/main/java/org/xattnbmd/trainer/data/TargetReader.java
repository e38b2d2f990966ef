package org.xattnbmd.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard.Target;

/**
 * Reads a target of a {@code cohort.json}: the name of a ready-made one, or a quantity of the study's own with unit and
 * physical range. What is wrong goes to the {@link DescriptionProblems}.
 */
final class TargetReader {

    static final String KEY = "target";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final List<String> KEYS = List.of("name", "label", "unit", "range");
    private static final Map<String, Target> READY_MADE = new LinkedHashMap<>();

    static {
        READY_MADE.put("femoral_neck", Target.FEMORAL_NECK);
        READY_MADE.put("total_hip", Target.TOTAL_HIP);
        READY_MADE.put("trochanter", Target.TROCHANTER);
        READY_MADE.put("lumbar_spine", Target.LUMBAR_SPINE);
    }

    private final String key;
    private final String place;
    private final List<String> keys;
    private final DescriptionProblems problems;

    /**
     * Made for one target.
     *
     * @param key under which it stands, for messages
     * @param place its JSON pointer
     * @param otherKeys that its declaration may have, read by the caller
     */
    TargetReader(String key, String place, List<String> otherKeys, DescriptionProblems problems) {
        this.key = key;
        this.place = place;
        this.problems = problems;
        keys = Stream.concat(KEYS.stream(), otherKeys.stream()).toList();
    }

    /** The target; femoral-neck BMD where nothing is said, and where what is said is wrong. */
    static Target read(JsonNode node, StudyFields fields, DescriptionProblems problems) {
        Target target =
                node.isMissingNode() ? null : new TargetReader(KEY, "/" + KEY, List.of(), problems).one(node, fields);
        return target == null ? Target.FEMORAL_NECK : target;
    }

    /** Null where what is said is wrong. */
    Target one(JsonNode node, StudyFields fields) {
        if (node.isTextual()) {
            Target ready = READY_MADE.get(node.asText());
            require(
                    ready != null,
                    "",
                    "expected one of " + READY_MADE.keySet() + ", or a quantity with name, unit and range");
            return ready;
        }
        return require(node.isObject(), "", "expected a name or a declaration") ? own(node, fields) : null;
    }

    private boolean require(boolean holds, String within, String text) {
        return problems.require(holds, place + within, key + ": " + text);
    }

    private Target own(JsonNode node, StudyFields fields) {
        boolean good = true;
        for (Map.Entry<String, JsonNode> part : node.properties()) {
            // Not counted: all of the declaration is looked at, and any problem refuses the file.
            require(
                    keys.contains(part.getKey()),
                    "/" + part.getKey(),
                    "expected one of the keys " + keys + ", received \"" + part.getKey() + "\"");
        }
        String name = node.path("name").asText();
        good &= require(
                NAME.matcher(name).matches() && !CohortLayout.reserved(name),
                "/name",
                "expected a name of a-z, 0-9 and _ that no other column has");
        good &= require(fields.named(name).isEmpty(), "/name", name + " is a clinical field too, which would tell it");
        String unit = node.path("unit").asText();
        good &= require(!unit.isBlank(), "/unit", "expected the unit of " + name + ", received none");
        JsonNode range = node.path("range");
        good &= require(
                range.isArray()
                        && range.size() == 2
                        && range.get(0).isNumber()
                        && range.get(1).isNumber(),
                "/range",
                "expected a range of two numbers, the least and the greatest value that " + name + " can have");
        if (!good) {
            return null;
        }
        try {
            return new Target(
                    name,
                    node.path("label").asText(name),
                    unit,
                    range.get(0).asDouble(),
                    range.get(1).asDouble());
        } catch (BmdException e) {
            problems.add(place + "/range", key + ": " + e.getMessage());
            return null;
        }
    }
}
