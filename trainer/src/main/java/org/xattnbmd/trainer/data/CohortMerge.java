package org.xattnbmd.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * Several cohorts that mean the same by their columns as one, for every command that takes a cohort. Subjects' pseudonyms get
 * their cohort's name before them, and a column {@link #COHORT} says it, by which {@code crossval --by} leaves out one after the
 * other. Images are linked where the file system can, copied elsewhere. Thread-confined.
 */
public final class CohortMerge {

    /** The column that is added. */
    public static final String COHORT = "cohort";

    private static final String IMAGES = "images";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,30}");
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9]{1,8}$");

    /** What a description says of one cohort alone, which a merged one leaves out. */
    private static final Set<String> OF_ONE = Set.of(
            "subjects",
            "seed",
            "site",
            "sha256",
            "sha256_of",
            "domains",
            "implant_share",
            "pelvis_share",
            "generator_version",
            "columns");

    /** What of a SIMULATED cohort's pictures may differ: it is left out then, as where every picture has its own. */
    private static final Set<String> MAY_DIFFER = Set.of("image_size_pixels", "field_cm", "pelvis_field_cm");

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Which rows are taken, and whose split they keep.
     *
     * @param where column and value that a row must have, such as {@code implant} and {@code none}; empty for all rows
     * @param dealt whether the merged subjects are dealt anew into training, calibration and test, as those of a cohort without
     *     splits are; hips with metal are for tests alone
     */
    public record Choice(Map<String, String> where, boolean dealt) {
        public Choice {
            where = Map.copyOf(where);
        }
    }

    /** One cohort under its name. */
    private record Part(String name, CohortLayout layout, ObjectNode description) {}

    private CohortMerge() {}

    /**
     * Writes the merged cohort.
     *
     * @param folders at least two, of different names, described alike
     * @param out must not exist, or be empty; it is whole or not there
     * @param progress steps once per cohort; the caller closes it; may be null
     * @return rows of the merged cohort
     * @throws RefusedValueException for folders or a choice that can't be merged
     * @throws TrainerException {@code MANIFEST_*} or {@code COHORT_DESCRIPTION} for a cohort that can't be read, {@code OUTPUT} if
     *     the folder can't be written
     */
    public static int merge(List<Path> folders, Path out, Choice choice, Progress progress) {
        List<Part> parts = folders.stream().map(CohortMerge::part).toList();
        RefusedValueException.require(
                parts.size() > 1, "merge: expected at least two cohorts, received " + parts.size());
        RefusedValueException.require(
                parts.stream().map(Part::name).distinct().count() == parts.size(),
                "merge: expected folders of different names, which tell the subjects apart, received "
                        + parts.stream().map(Part::name).toList());
        ObjectNode description = description(parts);
        int[] rows = {0};
        try {
            SafeFiles.writeFolder(out, folder -> {
                rows[0] = write(parts, folder, choice, progress);
                if (!description.isEmpty()) {
                    JSON.writerWithDefaultPrettyPrinter()
                            .writeValue(folder.resolve(CohortLayout.FILE).toFile(), description);
                }
                CohortLayout merged = CohortLayout.read(folder);
                List<ManifestRow> read = CohortManifest.read(merged);
                if (choice.dealt()) {
                    deal(merged, read);
                }
            });
        } catch (IOException e) {
            throw new TrainerException(
                    Code.OUTPUT, "Can't write the folder " + out + " (" + SafeFiles.reason(e) + ").", e);
        }
        return rows[0];
    }

    private static Part part(Path folder) {
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        RefusedValueException.require(
                NAME.matcher(name).matches(),
                "merge: expected a folder whose name can stand before its subjects' pseudonyms (letters, digits, _ and -, at most 31),"
                        + " received " + name);
        CohortLayout layout = CohortLayout.read(folder);
        CohortManifest.read(layout);
        Path file = folder.resolve(CohortLayout.FILE);
        try {
            JsonNode root = Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
            return new Part(name, layout, (ObjectNode) root);
        } catch (IOException e) {
            throw new TrainerException(
                    Code.COHORT_DESCRIPTION, file + ": it can't be read (" + SafeFiles.reason(e) + ").", e);
        }
    }

    /** That of all, where it is the same: what differs in a way that changes what a column means is refused by name. */
    private static ObjectNode description(List<Part> parts) {
        boolean simulated = parts.get(0).layout().simulated();
        ObjectNode all = parts.get(0).description().deepCopy();
        List<String> data = new ArrayList<>();
        for (Part part : parts) {
            RefusedValueException.require(
                    part.layout().simulated() == simulated,
                    "merge: " + part.name() + ": expected either SIMULATED cohorts alone or none");
            data.add(part.description().path("data").asText());
            Set<String> keys = new LinkedHashSet<>();
            all.fieldNames().forEachRemaining(keys::add);
            part.description().fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                if (key.equals("data") || key.equals("notice") || simulated && OF_ONE.contains(key)) {
                    continue;
                }
                boolean same = Objects.equals(
                        part.description().get(key), parts.get(0).description().get(key));
                if (!same && simulated && MAY_DIFFER.contains(key)) {
                    all.remove(key);
                    continue;
                }
                RefusedValueException.require(
                        same,
                        "merge: " + part.name() + ": its " + CohortLayout.FILE + " differs in \"" + key
                                + "\" from that of " + parts.get(0).name() + "; describe both alike");
            }
        }
        if (simulated) {
            all.remove(OF_ONE);
        } else if (!all.isEmpty()) {
            all.put("data", data.stream().distinct().collect(Collectors.joining("; ")));
        }
        return all;
    }

    private static int write(List<Part> parts, Path folder, Choice choice, Progress progress) throws IOException {
        CohortLayout first = parts.get(0).layout();
        List<String> columns = columns(parts, choice.where().keySet());
        CSVFormat format = format(first);
        int rows = 0;
        try (BufferedWriter out =
                Files.newBufferedWriter(folder.resolve(first.manifest().getFileName()))) {
            format.printRecord(out, columns.toArray());
            for (Part part : parts) {
                Files.createDirectories(folder.resolve(IMAGES).resolve(part.name()));
                try (ExamList exams =
                        ExamList.open(part.layout().manifest(), part.layout().separator())) {
                    for (ExamList.Exam exam : exams) {
                        if (taken(exam, choice)) {
                            format.printRecord(
                                    out, cells(columns, exam, part, folder).toArray());
                            rows++;
                        }
                    }
                }
                if (progress != null) {
                    progress.step();
                }
            }
        }
        return rows;
    }

    /** Writes the column of splits anew; a table without one is dealt whenever it is read. */
    private static void deal(CohortLayout merged, List<ManifestRow> rows) throws IOException {
        FieldSource split = merged.fields().get(CohortLayout.SPLIT);
        if (split == null || split.column() == null) {
            return;
        }
        Map<Long, Split> splits = SplitPlan.DEFAULT.assign(rows).stream()
                // Metal is for tests alone.
                .collect(Collectors.toMap(ManifestRow::line, row -> row.view().implant() ? Split.TEST : row.split()));
        StringBuilder table = new StringBuilder();
        CSVFormat format = format(merged);
        try (ExamList exams = ExamList.open(merged.manifest(), merged.separator())) {
            format.printRecord(table, exams.columns().toArray());
            for (ExamList.Exam exam : exams) {
                String name = splits.get((long) exam.line()).name().toLowerCase(Locale.ROOT);
                format.printRecord(
                        table,
                        exams.columns().stream()
                                .map(column -> column.equals(split.column()) ? name : exam.text(column))
                                .toArray());
            }
        }
        Files.writeString(merged.manifest(), table);
    }

    private static CSVFormat format(CohortLayout layout) {
        return CSVFormat.RFC4180
                .builder()
                .setDelimiter(layout.separator())
                .setRecordSeparator('\n')
                .get();
    }

    private static List<String> columns(List<Part> parts, Set<String> asked) {
        Set<String> columns = new LinkedHashSet<>();
        for (Part part : parts) {
            try (ExamList exams =
                    ExamList.open(part.layout().manifest(), part.layout().separator())) {
                for (String column : asked) {
                    RefusedValueException.require(
                            exams.columns().contains(column),
                            "merge: " + part.name() + ": expected a column " + column + ", received "
                                    + exams.columns());
                }
                RefusedValueException.require(
                        !exams.columns().contains(COHORT),
                        "merge: " + part.name() + ": expected no column " + COHORT
                                + ", which the merged table has; rename it");
                columns.addAll(exams.columns());
            }
        }
        columns.add(COHORT);
        return List.copyOf(columns);
    }

    private static boolean taken(ExamList.Exam exam, Choice choice) {
        return choice.where().entrySet().stream()
                .allMatch(e -> exam.text(e.getKey()).equals(e.getValue()));
    }

    private static List<String> cells(List<String> columns, ExamList.Exam exam, Part part, Path folder)
            throws IOException {
        Map<String, String> changed = new LinkedHashMap<>();
        Map<String, FieldSource> fields = part.layout().fields();
        String subject = fields.get(RowReader.SUBJECT).column();
        changed.put(subject, part.name() + "-" + exam.text(subject));
        String image = fields.get(ExamList.IMAGE).column();
        changed.put(image, image(exam, exam.text(image), part, folder));
        changed.put(COHORT, part.name());
        return columns.stream()
                .map(column -> changed.containsKey(column) ? changed.get(column) : exam.text(column))
                .toList();
    }

    /** Named by the row's line: names of files may say more than pseudonyms do. */
    private static String image(ExamList.Exam exam, String name, Part part, Path folder) throws IOException {
        Matcher extension = EXTENSION.matcher(name);
        String place = IMAGES + "/" + part.name() + "/" + exam.line() + (extension.find() ? extension.group() : "");
        Path from = part.layout().folder().resolve(name).toRealPath();
        Path to = folder.resolve(place);
        try {
            Files.createLink(to, from);
        } catch (IOException | UnsupportedOperationException e) {
            // Another file system, or one without links.
            Files.copy(from, to);
        }
        return place;
    }
}
