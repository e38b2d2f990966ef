package org.xattnbmd.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.trainer.data.FieldDeclaration.Absence;
import org.xattnbmd.trainer.data.FieldDeclaration.Absence.Sense;
import org.xattnbmd.trainer.data.FieldDeclaration.Kind;

/**
 * Reads {@code clinical_fields} of a {@code cohort.json}: names of ready-made fields, and declarations of a study's own. What
 * is wrong goes to the {@link DescriptionProblems}; whoever called looks at them before using what was read.
 */
final class DeclarationReader {

    static final String KEY = "clinical_fields";

    private static final String PLACE = "/" + KEY;
    private static final String LOG = "log";
    private static final String TELLS = "may_tell_target";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final List<String> KEYS =
            List.of("name", "label", "kind", "unit", "range", "codes", "transform", "when_missing", TELLS);
    private static final List<String> READY_MADE_KEYS = List.of("name", "range", "transform", "when_missing", TELLS);
    private static final List<String> ANSWERS = List.of("no", "yes");
    private static final int MOST_CODES = 64;

    private final DescriptionProblems problems;
    private final List<FieldDeclaration> declarations = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, Map<String, String>> codes = new LinkedHashMap<>();

    DeclarationReader(DescriptionProblems problems) {
        this.problems = problems;
    }

    /** Codes of the table by field, where a declaration says what they stand for. */
    Map<String, Map<String, String>> codes() {
        return codes;
    }

    StudyFields read(JsonNode list) {
        if (problems.require(list.isArray(), PLACE, KEY + ": expected a list of names and declarations")) {
            problems.require(
                    list.size() >= 1 && list.size() <= StudyFields.MOST,
                    PLACE,
                    KEY + ": expected 1 to " + StudyFields.MOST + " fields, received " + list.size());
            for (int i = 0; i < list.size(); i++) {
                new One(PLACE + "/" + i, list.get(i)).read();
            }
        }
        return new StudyFields(declarations);
    }

    /** One entry of the list. */
    private final class One {

        private final String place;
        private final JsonNode node;
        private String name;
        private boolean good = true;

        One(String place, JsonNode node) {
            this.place = place;
            this.node = node;
            name = node.isTextual() ? node.asText() : node.path("name").asText();
        }

        void read() {
            if (!require(node.isTextual() || node.isObject(), "", "expected a name or a declaration") || !named()) {
                return;
            }
            FieldDeclaration ready = StudyFields.READY_MADE.named(name).orElse(null);
            if (ready == null && node.isTextual()) {
                require(
                        false,
                        "",
                        "no ready-made field; expected one of "
                                + StudyFields.READY_MADE.declarations().stream()
                                        .map(FieldDeclaration::name)
                                        .toList()
                                + ", or a declaration");
                return;
            }
            FieldDeclaration read = ready == null ? own() : changed(ready);
            if (good) {
                declarations.add(read);
            }
        }

        /** Says what is wrong with this field and goes on, so that the rest of it is looked at too. */
        private boolean require(boolean holds, String key, String text) {
            good &= holds;
            return problems.require(holds, place + key, (name.isEmpty() ? KEY : name) + ": " + text);
        }

        private boolean named() {
            if (!require(NAME.matcher(name).matches(), "/name", "expected a name of a-z, 0-9 and _, from a letter on")
                    || !require(!CohortLayout.reserved(name), "/name", "this is a column that every cohort has")) {
                return false;
            }
            Integer first = names.putIfAbsent(name, problems.line(place));
            return require(first == null, "/name", "two fields of one name, the first in line " + first);
        }

        private FieldDeclaration changed(FieldDeclaration ready) {
            keys(READY_MADE_KEYS, "a ready-made field, of which only this can be changed: ");
            ClinicalField f = ready.field();
            require(labels.putIfAbsent(f.label(), name) == null, "", "two fields of one label");
            double[] range = {f.minimum(), f.maximum()};
            if (node.has("range") && require(f.categories().isEmpty(), "/range", "codes have no range")) {
                range = range();
            }
            return finished(
                    new ClinicalField(f.name(), f.label(), f.unit(), range[0], range[1], f.categories(), 0, 1),
                    ready.kind());
        }

        private FieldDeclaration own() {
            keys(KEYS, "");
            String label = node.path("label").asText(name);
            require(!label.isBlank(), "/label", "expected a label");
            String other = labels.putIfAbsent(label, name);
            require(other == null, "/label", "two fields of one label, as " + other);
            Kind kind = kind();
            if (kind == null) {
                return null;
            }
            double[] range = {0, 0};
            List<String> words = List.of();
            if (kind == Kind.NUMBER) {
                require(!node.has("codes"), "/codes", "a number has no codes");
                range = range();
            } else {
                require(!node.has("range"), "/range", "codes have no range");
                require(!node.has("unit"), "/unit", "codes have no unit");
                words = kind == Kind.YES_NO ? answers() : words();
                range[1] = Math.max(1, words.size() - 1);
            }
            return finished(
                    new ClinicalField(name, label, node.path("unit").asText(""), range[0], range[1], words, 0, 1),
                    kind);
        }

        private void keys(List<String> allowed, String what) {
            node.fieldNames()
                    .forEachRemaining(key -> require(
                            allowed.contains(key),
                            "/" + key,
                            what + "expected one of the keys " + allowed + ", received \"" + key + "\""));
        }

        private Kind kind() {
            String word = node.path("kind").asText();
            for (Kind kind : Kind.values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            require(
                    false,
                    "/kind",
                    "expected the kind number, category, yes-no or ordinal, received "
                            + (word.isEmpty() ? "none" : "\"" + word + "\""));
            return null;
        }

        private double[] range() {
            JsonNode range = node.path("range");
            boolean two = range.isArray()
                    && range.size() == 2
                    && range.get(0).isNumber()
                    && range.get(1).isNumber();
            if (require(two, "/range", "expected a range of two numbers, the accepted least and greatest value")) {
                double least = range.get(0).asDouble();
                double greatest = range.get(1).asDouble();
                require(
                        least < greatest && Double.isFinite(least) && Double.isFinite(greatest),
                        "/range",
                        "expected a least value below the greatest, received " + range.get(0) + " and " + range.get(1));
                return new double[] {least, greatest};
            }
            return new double[] {0, 1};
        }

        /** A list of words, or an object from the table's codes to words; in order, each word once. */
        private List<String> words() {
            JsonNode given = node.path("codes");
            Set<String> words = new LinkedHashSet<>();
            if (given.isObject()) {
                given.forEach(word -> words.add(word.asText()));
                tableCodes(given);
            } else {
                given.forEach(word -> words.add(word.asText()));
                require(words.size() == given.size(), "/codes", "two codes of one name");
            }
            long distinct = words.stream()
                    .map(w -> w.toLowerCase(Locale.ROOT))
                    .distinct()
                    .count();
            require(distinct == words.size(), "/codes", "two codes that differ in capitals alone");
            require(words.stream().noneMatch(String::isBlank), "/codes", "a code without a word");
            require(
                    words.size() >= 2 && words.size() <= MOST_CODES,
                    "/codes",
                    "expected 2 to " + MOST_CODES + " codes, received " + (words.isEmpty() ? "none" : words.size()));
            return List.copyOf(words);
        }

        private List<String> answers() {
            JsonNode given = node.path("codes");
            if (!given.isMissingNode()
                    && require(given.isObject(), "/codes", "expected which codes mean yes and which no")) {
                given.forEach(word ->
                        require(ANSWERS.contains(word.asText()), "/codes", "expected codes that mean yes or no"));
                tableCodes(given);
            }
            return ANSWERS;
        }

        private void tableCodes(JsonNode given) {
            Map<String, String> own = new LinkedHashMap<>();
            given.properties().forEach(e -> own.put(e.getKey(), e.getValue().asText()));
            codes.put(name, own);
        }

        private FieldDeclaration finished(ClinicalField field, Kind kind) {
            boolean log = node.has("transform");
            if (log) {
                require(
                        node.path("transform").asText().equals(LOG),
                        "/transform",
                        "expected the transformation log, received " + node.path("transform"));
                require(kind == Kind.NUMBER, "/transform", "only a number has a logarithm");
                require(
                        kind != Kind.NUMBER || field.minimum() > 0,
                        "/transform",
                        "expected a range above 0, where there are logarithms");
            }
            JsonNode tells = node.path(TELLS);
            require(tells.isMissingNode() || tells.isBoolean(), "/" + TELLS, TELLS + ": expected true or false");
            return new FieldDeclaration(
                    field, kind, log, absence(field, kind), tells.asBoolean(), problems.line(place));
        }

        private Absence absence(ClinicalField field, Kind kind) {
            JsonNode given = node.path("when_missing");
            String word = given.asText("indicator");
            if (given.isObject()) {
                return stated(field, given.path("value"));
            }
            if (word.equals("mean")) {
                require(
                        kind == Kind.NUMBER || kind == Kind.ORDINAL,
                        "/when_missing",
                        "these codes have no mean; expected indicator or a value");
                return new Absence(Sense.MEAN, 0);
            }
            require(
                    word.equals("indicator"),
                    "/when_missing",
                    "expected indicator, mean or {\"value\": ...}, received " + given);
            return Absence.INDICATOR;
        }

        private Absence stated(ClinicalField field, JsonNode value) {
            if (field.categories().isEmpty()) {
                require(
                        value.isNumber() && value.asDouble() >= field.minimum() && value.asDouble() <= field.maximum(),
                        "/when_missing",
                        "expected a value in the field's range, received " + value);
                return new Absence(Sense.VALUE, value.asDouble());
            }
            int place = field.categories().indexOf(value.asText());
            require(place >= 0, "/when_missing", "expected one of " + field.categories() + ", received " + value);
            return new Absence(Sense.VALUE, place);
        }
    }
}
