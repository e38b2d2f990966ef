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
import java.util.regex.Pattern;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ExamList.Exam;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.trainer.TrainerException.Code;

/** Turns a manifest's records into rows and keeps a list of what is wrong with those that are not good. */
final class RowReader {

    static final String MILLI = "mg/cm2";

    static final String SUBJECT = "subject_id";

    private static final Pattern NUMBER_OR_CODE = Pattern.compile("[-+0-9.,]{0,8}|[A-Za-z]{1,3}");

    private final CohortLayout layout;
    private final List<ClinicalField> definitions;
    private final List<ManifestRow> rows = new ArrayList<>();
    private final List<ManifestProblem> problems = new ArrayList<>();
    private final Map<String, Long> subjects = new HashMap<>();
    private final Map<String, ManifestRow> firstRows = new HashMap<>();

    /**
     * A record in the words of this software.
     *
     * @param exam by field; units are still the cohort's
     * @param unknownCodes what stands in the cells whose code means nothing, by field
     */
    private record Translated(long line, Exam exam, Map<String, String> unknownCodes) {}

    RowReader(CohortLayout layout) {
        this.layout = layout;
        definitions = layout.clinicalFields().definitions();
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
        Translated row = translated(record);
        String subject = value(SUBJECT, row);
        Long earlier = subjects.putIfAbsent(subject, line);
        if (subject.isBlank()) {
            problem(Code.MANIFEST_VALUE, line, "subject_id is empty");
        } else if (earlier != null && !layout.repeatedSubjects()) {
            problem(Code.MANIFEST_DUPLICATE_SUBJECT, line, "the same subject as in line " + earlier);
        }
        Path image = image(value(ExamList.IMAGE, row), line);
        double bmd = label(row, layout.target());
        List<Double> further = layout.furtherTargets().stream()
                .map(target -> value(target.name(), row).isEmpty() ? Double.NaN : label(row, target))
                .toList();
        Split split = layout.assignsSplits() ? Split.TRAIN : split(row);
        Side side = side(row);
        Map<String, String> fields = fields(row);
        check(fields, line);
        double[] box = box(row);
        boolean pelvis = pelvis(record, line);
        if (problems.size() == before) {
            String sex = fields.get(ClinicalFields.SEX);
            String age = fields.get(ClinicalFields.AGE);
            if (layout.target().hasReference() && (sex == null || age == null)) {
                problem(Code.MANIFEST_VALUE, line, "age and sex must be known");
                return;
            }
            ManifestRow good = new ManifestRow(
                    line,
                    subject,
                    split,
                    new ManifestRow.View(image, side, box, pelvis, implant(record)),
                    facts(
                            fields,
                            sex == null ? ManifestRow.Facts.UNKNOWN_SEX : sex,
                            age == null ? Double.NaN : (float) Double.parseDouble(age)),
                    bmd,
                    further);
            ManifestRow first = firstRows.putIfAbsent(subject, good);
            if (first != null
                    && (first.split() != split
                            || !first.facts().sex().equals(good.facts().sex()))) {
                problem(
                        Code.MANIFEST_DUPLICATE_SUBJECT,
                        line,
                        "expected the split and sex of the same subject in line " + first.line() + ", received others");
                return;
            }
            rows.add(good);
        }
    }

    /** What the picture shows; only {@code simulate} writes that column, and only where both views may occur. */
    private boolean pelvis(Exam record, long line) {
        if (!layout.simulated() || !record.columns().contains(CohortLayout.VIEW)) {
            return false;
        }
        String text = record.text(CohortLayout.VIEW);
        if (!text.equals("hip") && !text.equals("pelvis")) {
            noneOf("[hip, pelvis]", CohortLayout.VIEW, text, line);
        }
        return text.equals("pelvis");
    }

    /** Whether a SIMULATED hip has metal in it; only {@code simulate} writes that column. */
    private boolean implant(Exam record) {
        return layout.simulated()
                && record.columns().contains(CohortLayout.IMPLANT)
                && !record.text(CohortLayout.IMPLANT).equals("none");
    }

    /** The row with the fields' own names and what codes mean. */
    private Translated translated(Exam record) {
        Map<String, String> texts = new HashMap<>();
        Map<String, String> unknownCodes = new HashMap<>();
        layout.fields().forEach((field, source) -> {
            String text = source.text(record);
            String meaning = text.isEmpty() || source.values().isEmpty()
                    ? text
                    : source.values().get(text);
            if (meaning == null) {
                unknownCodes.put(field, text);
            } else {
                texts.put(field, meaning);
            }
        });
        return new Translated(record.line(), Exam.of(texts), unknownCodes);
    }

    /** A field's text; empty where the cohort does not have it, and where its code is unknown, which is a problem. */
    private String value(String field, Translated row) {
        String unknown = row.unknownCodes().get(field);
        if (unknown != null) {
            noneOf("the codes " + layout.fields().get(field).values().keySet(), field, unknown, row.line());
        }
        return row.exam().text(field);
    }

    /** A cell in a message: as it is where it can be a number or code, else by its length. In a wrong column it may be a name. */
    private static String shown(String text) {
        return NUMBER_OR_CODE.matcher(text).matches()
                ? "\"" + text + "\""
                : "a text of " + text.length() + " characters";
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

    private double label(Translated row, Target target) {
        String text = value(target.name(), row);
        boolean milli = MILLI.equals(layout.fields().get(target.name()).unit());
        try {
            if (target.hasReference()) {
                return milli
                        ? ofMilligrams(row.exam(), target).measuredBmd()
                        : row.exam().measuredBmd();
            }
            double value = (milli ? ofMilligrams(row.exam(), target) : row.exam())
                    .number(target.name())
                    .doubleValue();
            if (value >= target.minimum() && value <= target.maximum()) {
                return value;
            }
        } catch (BmdException e) {
            // Reported below.
        }
        problem(
                Code.MANIFEST_LABEL,
                row.line(),
                target.name() + ": expected a number of " + range(target, milli) + ", received " + shown(text));
        return Double.NaN;
    }

    private static String range(Target target, boolean milli) {
        if (target.hasReference()) {
            return milli ? "100 to 3000 mg/cm²" : "0.1 to 3 g/cm²";
        }
        double factor = milli ? 1000 : 1;
        return plain(factor * target.minimum()) + " to " + plain(factor * target.maximum()) + " "
                + (milli ? "mg/cm²" : target.unit());
    }

    private static String plain(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    private static Exam ofMilligrams(Exam exam, Target target) {
        BigDecimal grams = exam.number(target.name()).movePointLeft(3);
        return Exam.of(Map.of(target.name(), grams.toString()));
    }

    /** The optional neck box: all four columns or none. */
    private double[] box(Translated row) {
        List<String> texts =
                CohortLayout.BOX.stream().map(field -> value(field, row)).toList();
        if (texts.stream().allMatch(String::isEmpty)) {
            return null;
        }
        double[] box = new double[texts.size()];
        for (int c = 0; c < box.length; c++) {
            String field = CohortLayout.BOX.get(c);
            try {
                box[c] = row.exam().number(field).doubleValue();
            } catch (BmdException e) {
                box[c] = Double.NaN;
            }
            if (!(box[c] > -1 && box[c] < 2)) {
                problem(
                        Code.MANIFEST_VALUE,
                        row.line(),
                        field + ": expected a fraction of the picture, received " + shown(texts.get(c)));
            }
        }
        return box;
    }

    private Split split(Translated row) {
        String text = value(CohortLayout.SPLIT, row);
        for (Split split : Split.values()) {
            if (split.name().equalsIgnoreCase(text)) {
                return split;
            }
        }
        noneOf(words(Split.values()), CohortLayout.SPLIT, text, row.line());
        return null;
    }

    /** Who trains on a hip says which one it is, if only that it is unknown: an empty cell is refused. */
    private Side side(Translated row) {
        String text = value(ExamList.SIDE, row);
        try {
            if (!text.isEmpty()) {
                return row.exam().side();
            }
        } catch (BmdException e) {
            // Reported below.
        }
        noneOf(words(Side.values()), ExamList.SIDE, text, row.line());
        return null;
    }

    private static String words(Enum<?>[] allowed) {
        return List.of(allowed).toString().toLowerCase(Locale.ROOT);
    }

    private void noneOf(String allowed, String field, String text, long line) {
        problem(Code.MANIFEST_VALUE, line, field + ": expected one of " + allowed + ", received " + shown(text));
    }

    /** The known clinical values as text, in the fields' own units. */
    private Map<String, String> fields(Translated row) {
        Map<String, String> facts = new LinkedHashMap<>(row.exam().facts(definitions));
        for (ClinicalField field : definitions) {
            String name = field.name();
            if (!value(name, row).isEmpty() && layout.fields().get(name).unit() != null) {
                facts.compute(name, (same, text) -> converted(field, row));
            }
        }
        return Collections.unmodifiableMap(facts);
    }

    /** The SDK converts; null where it refuses, which is the row's problem. */
    private String converted(ClinicalField field, Translated row) {
        double number;
        try {
            number = row.exam().number(field.name()).doubleValue();
        } catch (BmdException e) {
            // Refused in the words of the field when the record is checked.
            return row.exam().text(field.name());
        }
        String unit = layout.fields().get(field.name()).unit();
        try {
            float value = ClinicalRecord.builder()
                    .set(field.name(), number, unit)
                    .build()
                    .encode(List.of(field))[0];
            return new BigDecimal(Float.toString(value)).toPlainString();
        } catch (BmdException e) {
            problem(Code.MANIFEST_VALUE, row.line(), e.getMessage());
            return null;
        }
    }

    /** Every value that a field refuses is a problem of its own. */
    private void check(Map<String, String> fields, long line) {
        for (ClinicalField field : definitions) {
            String text = fields.get(field.name());
            try {
                if (text != null) {
                    ClinicalRecord.builder().set(field.name(), text).build().encode(List.of(field));
                }
            } catch (BmdException e) {
                problem(Code.MANIFEST_VALUE, line, e.getMessage());
            }
        }
    }

    /** What the network is told: the fields that it takes. */
    private ManifestRow.Facts facts(Map<String, String> fields, String sex, double age) {
        Map<String, String> taken = new LinkedHashMap<>();
        ClinicalRecord.Builder clinical = ClinicalRecord.builder();
        for (ClinicalField field : layout.inputs()) {
            String text = fields.get(field.name());
            if (text != null) {
                taken.put(field.name(), text);
                clinical.set(field.name(), text);
            }
        }
        return new ManifestRow.Facts(clinical.build(), Collections.unmodifiableMap(taken), sex, age, layout.inputs());
    }

    private void problem(Code code, long line, String text) {
        problems.add(new ManifestProblem(line, code.id(), text));
    }
}
