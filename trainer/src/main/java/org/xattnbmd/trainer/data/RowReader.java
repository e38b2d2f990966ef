package org.xattnbmd.trainer.data;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.trainer.TrainerException.Code;

/** Turns a manifest's records into rows and keeps a list of what is wrong with those that are not good. */
final class RowReader {

    static final String MILLI = "mg/cm2";

    private final CohortLayout layout;
    private final List<ManifestRow> rows = new ArrayList<>();
    private final List<ManifestProblem> problems = new ArrayList<>();
    private final Map<String, Long> subjects = new HashMap<>();
    private final Map<String, ManifestRow> firstRows = new HashMap<>();

    RowReader(CohortLayout layout) {
        this.layout = layout;
    }

    List<ManifestRow> rows() {
        return rows;
    }

    List<ManifestProblem> problems() {
        return problems;
    }

    void add(CSVRecord record, long line) {
        int before = problems.size();
        if (!record.isConsistent()) {
            problem(Code.MANIFEST_VALUE, line, "expected as many cells as the header, received " + record.size());
            return;
        }
        String subject = value("subject_id", record, line);
        Long earlier = subjects.putIfAbsent(subject, line);
        if (subject.isBlank()) {
            problem(Code.MANIFEST_VALUE, line, "subject_id is empty");
        } else if (earlier != null && !layout.repeatedSubjects()) {
            problem(Code.MANIFEST_DUPLICATE_SUBJECT, line, "the same subject as in line " + earlier);
        }
        Path image = image(value("image", record, line), line);
        double bmd = label(value(CohortLayout.LABEL, record, line), line);
        Split split = layout.assignsSplits()
                ? Split.TRAIN
                : choice(Split.class, CohortLayout.SPLIT, value(CohortLayout.SPLIT, record, line), line);
        Side side = choice(Side.class, "side", value("side", record, line), line);
        Map<String, String> fields = fields(record, line);
        ClinicalRecord clinical = clinical(fields, line);
        double[] box = box(record, line);
        boolean pelvis = pelvis(record, line);
        if (problems.size() == before) {
            float[] values = clinical.encode(ClinicalFields.DEFINITIONS);
            if (Float.isNaN(values[0]) || Float.isNaN(values[2])) {
                problem(Code.MANIFEST_VALUE, line, "age and sex must be known");
                return;
            }
            ManifestRow row = new ManifestRow(
                    line,
                    subject,
                    image,
                    split,
                    side,
                    clinical,
                    fields,
                    fields.get("sex"),
                    values[0],
                    bmd,
                    box,
                    pelvis);
            ManifestRow first = firstRows.putIfAbsent(subject, row);
            if (first != null && (first.split() != split || !first.sex().equals(row.sex()))) {
                problem(
                        Code.MANIFEST_DUPLICATE_SUBJECT,
                        line,
                        "expected the split and sex of the same subject in line " + first.line() + ", received others");
                return;
            }
            rows.add(row);
        }
    }

    /** What the picture shows; only {@code simulate} writes that column, and only where both views may occur. */
    private boolean pelvis(CSVRecord record, long line) {
        if (!layout.simulated() || !record.isMapped(CohortLayout.VIEW)) {
            return false;
        }
        String text = record.get(CohortLayout.VIEW);
        if (!text.equals("hip") && !text.equals("pelvis")) {
            problem(
                    Code.MANIFEST_VALUE,
                    line,
                    CohortLayout.VIEW + ": expected one of [hip, pelvis], received \"" + text + "\"");
        }
        return text.equals("pelvis");
    }

    /** A field's text with codes replaced by what they mean; empty where the cohort does not have it. */
    private String value(String field, CSVRecord record, long line) {
        FieldSource source = layout.fields().get(field);
        if (source == null) {
            return "";
        }
        String text = source.text(record);
        if (text.isEmpty() || source.values().isEmpty()) {
            return text;
        }
        String meaning = source.values().get(text);
        if (meaning == null) {
            problem(
                    Code.MANIFEST_VALUE,
                    line,
                    field + ": expected one of the codes " + source.values().keySet() + ", received \"" + text + "\"");
            return "";
        }
        return meaning;
    }

    private Path image(String name, long line) {
        try {
            Path image = layout.folder().resolve(name);
            if (name.isBlank() || !Files.isRegularFile(image)) {
                problem(Code.MANIFEST_IMAGE_MISSING, line, "no image at " + name);
            }
            return image;
        } catch (InvalidPathException e) {
            problem(Code.MANIFEST_IMAGE_MISSING, line, "not a file name: " + name);
            return layout.folder();
        }
    }

    private double label(String text, long line) {
        String unit = layout.fields().get(CohortLayout.LABEL).unit();
        double value;
        try {
            BigDecimal number = new BigDecimal(text);
            value = (MILLI.equals(unit) ? number.movePointLeft(3) : number).doubleValue();
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!(value > 0.1 && value < 3)) {
            String range = MILLI.equals(unit) ? "100 to 3000 mg/cm²" : "0.1 to 3 g/cm²";
            problem(
                    Code.MANIFEST_LABEL,
                    line,
                    CohortLayout.LABEL + ": expected a number of " + range + ", received \"" + text + "\"");
        }
        return value;
    }

    /** The optional neck box: all four columns or none. */
    private double[] box(CSVRecord record, long line) {
        List<String> texts = CohortLayout.BOX.stream()
                .map(field -> value(field, record, line))
                .toList();
        if (texts.stream().allMatch(String::isEmpty)) {
            return null;
        }
        double[] box = new double[texts.size()];
        for (int c = 0; c < box.length; c++) {
            try {
                box[c] = Double.parseDouble(texts.get(c));
            } catch (NumberFormatException e) {
                box[c] = Double.NaN;
            }
            if (!(box[c] > -1 && box[c] < 2)) {
                problem(
                        Code.MANIFEST_VALUE,
                        line,
                        CohortLayout.BOX.get(c) + ": expected a fraction of the picture, received \"" + texts.get(c)
                                + "\"");
            }
        }
        return box;
    }

    private <E extends Enum<E>> E choice(Class<E> type, String field, String text, long line) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        String allowed = List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT);
        problem(Code.MANIFEST_VALUE, line, field + ": expected one of " + allowed + ", received \"" + text + "\"");
        return null;
    }

    /** The known clinical values as text, in the fields' own units. */
    private Map<String, String> fields(CSVRecord record, long line) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (ClinicalField field : ClinicalFields.DEFINITIONS) {
            String text = value(field.name(), record, line);
            if (!text.isEmpty()) {
                String unit = layout.fields().get(field.name()).unit();
                String own = unit == null ? text : converted(field, text, unit, line);
                if (own != null) {
                    fields.put(field.name(), own);
                }
            }
        }
        return Collections.unmodifiableMap(fields);
    }

    /** The SDK converts; null where it refuses, which is the row's problem. */
    private String converted(ClinicalField field, String text, String unit, long line) {
        try {
            double number = new BigDecimal(text).doubleValue();
            float value = ClinicalRecord.builder()
                    .set(field.name(), number, unit)
                    .build()
                    .encode(List.of(field))[0];
            return new BigDecimal(Float.toString(value)).toPlainString();
        } catch (NumberFormatException e) {
            return text;
        } catch (BmdException e) {
            problem(Code.MANIFEST_VALUE, line, e.getMessage());
            return null;
        }
    }

    private ClinicalRecord clinical(Map<String, String> fields, long line) {
        ClinicalRecord.Builder builder = ClinicalRecord.builder();
        fields.forEach(builder::set);
        ClinicalRecord clinical = builder.build();
        try {
            clinical.encode(ClinicalFields.DEFINITIONS);
        } catch (BmdException e) {
            problem(Code.MANIFEST_VALUE, line, e.getMessage());
        }
        return clinical;
    }

    private void problem(Code code, long line, String text) {
        problems.add(new ManifestProblem(line, code.id(), text));
    }
}
