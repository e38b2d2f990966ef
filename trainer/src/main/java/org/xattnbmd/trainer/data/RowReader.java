package org.xattnbmd.trainer.data;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ExamList.Exam;
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

    void add(Exam record) {
        long line = record.line();
        int before = problems.size();
        try {
            record.requireWhole();
        } catch (BmdException e) {
            problem(Code.MANIFEST_VALUE, line, e.getMessage());
            return;
        }
        String subject = value("subject_id", record, line);
        Long earlier = subjects.putIfAbsent(subject, line);
        if (subject.isBlank()) {
            problem(Code.MANIFEST_VALUE, line, "subject_id is empty");
        } else if (earlier != null && !layout.repeatedSubjects()) {
            problem(Code.MANIFEST_DUPLICATE_SUBJECT, line, "the same subject as in line " + earlier);
        }
        Path image = image(value(ExamList.IMAGE, record, line), line);
        double bmd = label(value(CohortLayout.LABEL, record, line), line);
        Split split = layout.assignsSplits() ? Split.TRAIN : split(value(CohortLayout.SPLIT, record, line), line);
        Side side = side(value(ExamList.SIDE, record, line), line);
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
    private boolean pelvis(Exam record, long line) {
        if (!layout.simulated() || !record.columns().contains(CohortLayout.VIEW)) {
            return false;
        }
        String text = record.text(CohortLayout.VIEW);
        if (!text.equals("hip") && !text.equals("pelvis")) {
            problem(
                    Code.MANIFEST_VALUE,
                    line,
                    CohortLayout.VIEW + ": expected one of [hip, pelvis], received \"" + text + "\"");
        }
        return text.equals("pelvis");
    }

    /** A field's text with codes replaced by what they mean; empty where the cohort does not have it. */
    private String value(String field, Exam record, long line) {
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
        boolean milli = MILLI.equals(layout.fields().get(CohortLayout.LABEL).unit());
        try {
            BigDecimal number = number(CohortLayout.LABEL, text);
            BigDecimal grams = milli ? number.movePointLeft(3) : number;
            return exam(CohortLayout.LABEL, grams.toString()).measuredBmd();
        } catch (BmdException e) {
            String range = milli ? "100 to 3000 mg/cm²" : "0.1 to 3 g/cm²";
            problem(
                    Code.MANIFEST_LABEL,
                    line,
                    CohortLayout.LABEL + ": expected a number of " + range + ", received \"" + text + "\"");
            return Double.NaN;
        }
    }

    /** The optional neck box: all four columns or none. */
    private double[] box(Exam record, long line) {
        List<String> texts = CohortLayout.BOX.stream()
                .map(field -> value(field, record, line))
                .toList();
        if (texts.stream().allMatch(String::isEmpty)) {
            return null;
        }
        double[] box = new double[texts.size()];
        for (int c = 0; c < box.length; c++) {
            try {
                box[c] = number(CohortLayout.BOX.get(c), texts.get(c)).doubleValue();
            } catch (BmdException e) {
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

    private Split split(String text, long line) {
        for (Split split : Split.values()) {
            if (split.name().toLowerCase(Locale.ROOT).equals(text)) {
                return split;
            }
        }
        noneOf(Split.values(), CohortLayout.SPLIT, text, line);
        return null;
    }

    /** Who trains on a hip says which one it is, if only that it is unknown: an empty cell is refused. */
    private Side side(String text, long line) {
        try {
            if (!text.isEmpty()) {
                return exam(ExamList.SIDE, text).side();
            }
        } catch (BmdException e) {
            // Reported below.
        }
        noneOf(Side.values(), ExamList.SIDE, text, line);
        return null;
    }

    private void noneOf(Enum<?>[] allowed, String field, String text, long line) {
        String words = List.of(allowed).toString().toLowerCase(Locale.ROOT);
        problem(Code.MANIFEST_VALUE, line, field + ": expected one of " + words + ", received \"" + text + "\"");
    }

    /** One field as the SDK reads it. */
    private static Exam exam(String field, String text) {
        return Exam.of(Map.of(field, text));
    }

    private static BigDecimal number(String field, String text) {
        return exam(field, text).number(field);
    }

    /** The known clinical values as text, in the fields' own units. */
    private Map<String, String> fields(Exam record, long line) {
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
        return Exam.of(fields).facts(ClinicalFields.DEFINITIONS);
    }

    /** The SDK converts; null where it refuses, which is the row's problem. */
    private String converted(ClinicalField field, String text, String unit, long line) {
        double number;
        try {
            number = number(field.name(), text).doubleValue();
        } catch (BmdException e) {
            // Refused in the words of the field when the record is checked.
            return text;
        }
        try {
            float value = ClinicalRecord.builder()
                    .set(field.name(), number, unit)
                    .build()
                    .encode(List.of(field))[0];
            return new BigDecimal(Float.toString(value)).toPlainString();
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
