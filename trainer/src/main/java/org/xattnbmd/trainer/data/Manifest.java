package org.xattnbmd.trainer.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * The list of a cohort's subjects: {@code manifest.csv} (RFC 4180, UTF-8, with a header) and, beside it, the images it
 * names. Reading is all or nothing: every bad row is found and named by line before anything is refused, and none is
 * dropped.
 */
public final class Manifest {

    /** The file's name inside a cohort folder. */
    public static final String FILE = "manifest.csv";

    private static final String LABEL = "femoral_neck_bmd_g_cm2";
    private static final List<String> REQUIRED = List.of("subject_id", "image", "split", "side", "sex", "age", LABEL);
    private static final List<String> BOX = List.of("neck_x", "neck_y", "neck_half_width", "neck_half_height");
    private static final int SHOWN = 20;

    private final Path folder;
    private final List<ManifestRow> rows = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Long> subjects = new HashMap<>();
    private Code firstProblem;

    private Manifest(Path folder) {
        this.folder = folder;
    }

    /** Reads the manifest of a cohort folder. */
    public static List<ManifestRow> read(Path folder) {
        Path file = folder.resolve(FILE);
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
                .setSkipHeaderRecord(true)
                .get();
        Manifest manifest = new Manifest(folder);
        try (CSVParser parser = CSVParser.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8), format)) {
            Set<String> missing = new HashSet<>(REQUIRED);
            missing.removeAll(parser.getHeaderNames());
            if (!missing.isEmpty()) {
                throw new TrainerException(
                        Code.MANIFEST_UNREADABLE,
                        file + ": expected the columns " + REQUIRED + ", missing " + missing + ".");
            }
            for (CSVRecord record : parser) {
                manifest.add(record, parser.getCurrentLineNumber());
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new TrainerException(
                    Code.MANIFEST_UNREADABLE,
                    "Can't read the manifest " + file + " ("
                            + reason(e)
                            + "). Expected a CSV file as `simulate` writes it.",
                    e);
        }
        return manifest.result(file);
    }

    private static String reason(Exception e) {
        // The parser wraps what fails after the header.
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        return cause instanceof IOException io ? SafeFiles.reason(io) : cause.getMessage();
    }

    private List<ManifestRow> result(Path file) {
        if (!problems.isEmpty()) {
            List<String> shown = problems.subList(0, Math.min(SHOWN, problems.size()));
            String more = problems.size() > SHOWN ? "\n  and " + (problems.size() - SHOWN) + " more" : "";
            throw new TrainerException(
                    firstProblem,
                    file + ": " + problems.size() + " bad row(s); nothing was read.\n  " + String.join("\n  ", shown)
                            + more);
        }
        if (rows.isEmpty()) {
            throw new TrainerException(Code.COHORT_TOO_SMALL, file + ": expected at least one subject, received none.");
        }
        return List.copyOf(rows);
    }

    private void add(CSVRecord record, long line) {
        int before = problems.size();
        if (!record.isConsistent()) {
            problem(Code.MANIFEST_VALUE, line, "expected as many cells as the header, received " + record.size());
            return;
        }
        String subject = record.get("subject_id");
        Long earlier = subjects.putIfAbsent(subject, line);
        if (subject.isBlank()) {
            problem(Code.MANIFEST_VALUE, line, "subject_id is empty");
        } else if (earlier != null) {
            problem(Code.MANIFEST_DUPLICATE_SUBJECT, line, "the same subject as in line " + earlier);
        }
        Path image = image(record.get("image"), line);
        double bmd = label(record.get(LABEL), line);
        Split split = choice(Split.class, "split", record.get("split"), line);
        Side side = choice(Side.class, "side", record.get("side"), line);
        Map<String, String> fields = fields(record);
        ClinicalRecord clinical = clinical(fields, line);
        double[] box = box(record, line);
        if (problems.size() == before) {
            float[] values = clinical.encode(ClinicalFields.DEFINITIONS);
            if (Float.isNaN(values[0]) || Float.isNaN(values[2])) {
                problem(Code.MANIFEST_VALUE, line, "age and sex must be known");
                return;
            }
            rows.add(new ManifestRow(
                    line, subject, image, split, side, clinical, fields, fields.get("sex"), values[0], bmd, box));
        }
    }

    private Path image(String name, long line) {
        try {
            Path image = folder.resolve(name);
            if (name.isBlank() || !Files.isRegularFile(image)) {
                problem(Code.MANIFEST_IMAGE_MISSING, line, "no image at " + name);
            }
            return image;
        } catch (InvalidPathException e) {
            problem(Code.MANIFEST_IMAGE_MISSING, line, "not a file name: " + name);
            return folder;
        }
    }

    private double label(String text, long line) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!(value > 0.1 && value < 3)) {
            problem(
                    Code.MANIFEST_LABEL,
                    line,
                    LABEL + ": expected a number of 0.1 to 3 g/cm², received \"" + text + "\"");
        }
        return value;
    }

    /** The optional neck box: all four columns or none. */
    private double[] box(CSVRecord record, long line) {
        List<String> texts = BOX.stream()
                .map(column -> record.isMapped(column) ? record.get(column).strip() : "")
                .toList();
        if (texts.stream().allMatch(String::isEmpty)) {
            return null;
        }
        double[] box = new double[BOX.size()];
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
                        BOX.get(c) + ": expected a fraction of the picture, received \"" + texts.get(c) + "\"");
            }
        }
        return box;
    }

    private <E extends Enum<E>> E choice(Class<E> type, String column, String text, long line) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        String allowed = List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT);
        problem(Code.MANIFEST_VALUE, line, column + ": expected one of " + allowed + ", received \"" + text + "\"");
        return null;
    }

    private static Map<String, String> fields(CSVRecord record) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (ClinicalField field : ClinicalFields.DEFINITIONS) {
            String text =
                    record.isMapped(field.name()) ? record.get(field.name()).strip() : "";
            if (!text.isEmpty()) {
                fields.put(field.name(), text);
            }
        }
        return Collections.unmodifiableMap(fields);
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
        firstProblem = firstProblem == null ? code : firstProblem;
        problems.add("line " + line + ": " + text + " [" + code.id() + "]");
    }
}
