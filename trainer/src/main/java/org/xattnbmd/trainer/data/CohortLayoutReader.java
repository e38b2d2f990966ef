package org.xattnbmd.trainer.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.DensitometerScale;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * Reads {@code cohort.json}. A key that is not known is refused: a misspelt one would be a value that silently goes
 * missing.
 */
final class CohortLayoutReader {

    private static final List<String> KEYS = List.of(
            "data",
            "notice",
            "manifest",
            "separator",
            "densitometer_scale",
            "repeated_subjects",
            "missing",
            DeclarationReader.KEY,
            TargetReader.KEY,
            FurtherTargetReader.KEY,
            "fields",
            "splits");
    private static final List<String> FIELD_KEYS = List.of("column", "constant", "unit", "values", "missing");
    private static final List<String> SPLIT_KEYS = List.of("calibration_percent", "test_percent", "seed");
    private static final List<String> LABEL_UNITS = List.of("g/cm2", RowReader.MILLI);

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private CohortLayoutReader() {}

    static CohortLayout read(Path folder) {
        Path file = folder.resolve(CohortLayout.FILE);
        if (!Files.exists(file)) {
            return CohortLayout.plain(folder);
        }
        try {
            byte[] json = Files.readAllBytes(file);
            return parse(folder, JSON.readTree(json), new DescriptionProblems(json));
        } catch (JsonProcessingException e) {
            throw refused(
                    file,
                    "expected JSON, received something else at line "
                            + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
                    e);
        } catch (IOException e) {
            throw refused(file, "it can't be read (" + SafeFiles.reason(e) + ")", e);
        } catch (RefusedValueException e) {
            throw refused(file, e.getMessage(), e);
        }
    }

    private static TrainerException refused(Path file, String reason, Exception cause) {
        return new TrainerException(Code.COHORT_DESCRIPTION, file + ": " + reason + ".", cause);
    }

    private static CohortLayout parse(Path folder, JsonNode root, DescriptionProblems problems) {
        RefusedValueException.require(root != null && root.isObject(), "expected a JSON object");
        boolean simulated = root.path("data").asText().equals("SIMULATED");
        if (!simulated) {
            requireKeys(root, KEYS, "");
        }
        DeclarationReader reader = new DeclarationReader(problems);
        StudyFields declared = root.has(DeclarationReader.KEY) ? reader.read(root.path(DeclarationReader.KEY)) : null;
        StudyFields fields = declared == null ? StudyFields.READY_MADE : declared;
        Target target = TargetReader.read(root.path(TargetReader.KEY), fields, problems);
        List<FurtherLabel> further =
                FurtherTargetReader.read(root.path(FurtherTargetReader.KEY), target, fields, problems);
        problems.require(
                declared == null
                        || !target.hasReference()
                        || declared.named(ClinicalFields.AGE).isPresent()
                                && declared.named(ClinicalFields.SEX).isPresent(),
                "/" + DeclarationReader.KEY,
                DeclarationReader.KEY + ": expected age and sex among them, which T-scores and categories of "
                        + Target.FEMORAL_NECK.label() + " need");
        problems.refuse(folder.resolve(CohortLayout.FILE));
        if (simulated) {
            CohortLayout.Meaning meaning = CohortLayout.Meaning.of(CohortLayout.LUNAR, declared, target, further);
            CohortLayout.Table own = CohortLayout.Table.own(folder, meaning);
            requireOwnColumns(folder, further, own.sources(), problems);
            return new CohortLayout(
                    own,
                    new CohortLayout.Kind(
                            true,
                            SplitPlan.DEFAULT,
                            root.path("poses").asInt(1) > 1,
                            spacing(root, "field_cm"),
                            spacing(root, "pelvis_field_cm")),
                    meaning);
        }
        boolean bmd = Stream.concat(Stream.of(target), further.stream().map(FurtherLabel::target))
                .anyMatch(each -> each.unit().equals(Target.FEMORAL_NECK.unit()));
        RefusedValueException.require(
                root.has("densitometer_scale") || !bmd, "expected densitometer_scale: GE Lunar, Hologic or Norland");
        String separator = root.path("separator").asText(",");
        RefusedValueException.require(
                separator.length() == 1, "separator: expected one character, received \"" + separator + "\"");
        JsonNode repeated = root.path("repeated_subjects");
        RefusedValueException.require(
                repeated.isMissingNode() || repeated.isBoolean(), "repeated_subjects: expected true or false");
        RefusedValueException.require(
                root.has("fields") || !root.has("missing") && !root.has("splits"), "missing and splits need fields");
        CohortLayout.Meaning meaning =
                CohortLayout.Meaning.of(scale(root.path("densitometer_scale")), declared, target, further);
        Map<String, FieldSource> sources = root.has("fields") ? sources(root, meaning) : meaning.ownNames();
        reader.codes()
                .forEach((field, codes) -> sources.computeIfPresent(field, (name, source) -> source.withValues(codes)));
        requireOwnColumns(folder, further, sources, problems);
        return new CohortLayout(
                new CohortLayout.Table(
                        folder,
                        root.path("manifest").asText(CohortManifest.FILE),
                        separator.charAt(0),
                        sources,
                        root.has("fields")),
                new CohortLayout.Kind(false, splits(root.path("splits")), repeated.asBoolean(), Double.NaN, Double.NaN),
                meaning);
    }

    private static void requireOwnColumns(
            Path folder, List<FurtherLabel> further, Map<String, FieldSource> sources, DescriptionProblems problems) {
        FurtherTargetReader.requireOwnColumns(further, sources, problems);
        problems.refuse(folder.resolve(CohortLayout.FILE));
    }

    private static Map<String, FieldSource> sources(JsonNode root, CohortLayout.Meaning meaning) {
        Set<String> missing = texts(root.path("missing"), "missing");
        requireKeys(root.path("fields"), meaning.names(), "fields.");
        Map<String, FieldSource> sources = new LinkedHashMap<>();
        root.path("fields")
                .properties()
                .forEach(e -> sources.put(e.getKey(), source(e.getKey(), e.getValue(), missing, meaning)));
        for (FurtherLabel label : meaning.further()) {
            String name = label.target().name();
            if (label.column() != null) {
                RefusedValueException.require(
                        !sources.containsKey(name),
                        "fields." + name + ": expected the column of " + name + " once, here or in "
                                + FurtherTargetReader.KEY);
                sources.put(name, new FieldSource(label.column(), null, null, Map.of(), missing));
            }
        }
        List<String> needed = new ArrayList<>(meaning.required());
        if (meaning.declared()) {
            meaning.fields().declarations().stream()
                    .map(FieldDeclaration::name)
                    .filter(name -> !needed.contains(name))
                    .forEach(needed::add);
        }
        List<String> absent =
                needed.stream().filter(name -> !sources.containsKey(name)).toList();
        RefusedValueException.require(absent.isEmpty(), "fields: expected at least " + needed + ", missing " + absent);
        RefusedValueException.require(
                !root.has("splits") || !sources.containsKey(CohortLayout.SPLIT),
                "expected either splits or a source of the field split, received both");
        return sources;
    }

    /** Side of a pixel in mm where the field's side is known, NaN elsewhere. */
    private static double spacing(JsonNode root, String field) {
        return root.path(field).asDouble(Double.NaN)
                * 10
                / root.path("image_size_pixels").asDouble(Double.NaN);
    }

    private static FieldSource source(String name, JsonNode node, Set<String> missing, CohortLayout.Meaning meaning) {
        String place = "fields." + name;
        requireKeys(node, FIELD_KEYS, place + ".");
        boolean constant = node.has("constant");
        RefusedValueException.require(constant != node.has("column"), place + ": expected either column or constant");
        Map<String, String> values = new LinkedHashMap<>();
        node.path("values")
                .properties()
                .forEach(e -> values.put(e.getKey(), e.getValue().asText()));
        Set<String> unknown = new LinkedHashSet<>(missing);
        unknown.addAll(texts(node.path("missing"), place + ".missing"));
        String unit = node.has("unit") ? node.path("unit").asText() : null;
        if (unit != null) {
            requireUnit(name, unit, place + ".unit", meaning);
        }
        String column = constant ? null : node.path("column").asText();
        return new FieldSource(column, constant ? node.path("constant").asText() : null, unit, values, unknown);
    }

    private static void requireUnit(String name, String unit, String place, CohortLayout.Meaning meaning) {
        Optional<Target> label = meaning.targets().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        if (label.isPresent()) {
            String own = label.get().unit();
            List<String> units = own.equals(Target.FEMORAL_NECK.unit()) ? LABEL_UNITS : List.of(own);
            RefusedValueException.require(
                    units.contains(unit), place + ": expected one of " + units + ", received " + unit);
            return;
        }
        ClinicalField field = meaning.fields()
                .named(name)
                .map(FieldDeclaration::field)
                .filter(f -> f.categories().isEmpty())
                .orElseThrow(() -> new RefusedValueException(place + ": this field has no unit; leave it out"));
        try {
            ClinicalRecord.builder().set(name, 1, unit).build().encode(List.of(field));
        } catch (BmdException e) {
            // One of anything may be out of range; whether the unit converts is all that is asked.
            RefusedValueException.require(
                    e.code() != BmdException.Code.CLINICAL_UNIT_UNKNOWN, place + ": " + e.getMessage());
        }
    }

    private static SplitPlan splits(JsonNode node) {
        if (node.isMissingNode()) {
            return SplitPlan.DEFAULT;
        }
        requireKeys(node, SPLIT_KEYS, "splits.");
        return new SplitPlan(
                node.path("calibration_percent").asInt(SplitPlan.DEFAULT.calibrationPercent()),
                node.path("test_percent").asInt(SplitPlan.DEFAULT.testPercent()),
                node.path("seed").asLong(SplitPlan.DEFAULT.seed()));
    }

    private static String scale(JsonNode node) {
        if (node.isMissingNode()) {
            return ModelCard.NO_SCALE;
        }
        String name = node.asText();
        try {
            return DensitometerScale.named(name).label();
        } catch (BmdException e) {
            throw new RefusedValueException(
                    "densitometer_scale: expected GE Lunar, Hologic or Norland, received \"" + name + "\"");
        }
    }

    private static Set<String> texts(JsonNode node, String place) {
        RefusedValueException.require(node.isMissingNode() || node.isArray(), place + ": expected a list of texts");
        Set<String> texts = new LinkedHashSet<>();
        node.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void requireKeys(JsonNode node, List<String> allowed, String place) {
        RefusedValueException.require(node.isObject(), place + " expected a JSON object");
        node.fieldNames()
                .forEachRemaining(key -> RefusedValueException.require(
                        allowed.contains(key),
                        "expected one of the keys " + allowed + ", received \"" + place + key + "\""));
    }
}
