package org.xattnbmd.trainer.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * The list of a cohort's subjects: {@code manifest.csv}, an {@link ExamList}, and the images it names. With a
 * {@linkplain CohortLayout description} beside it, columns may have other names, units and codes. Reading is all or
 * nothing: every bad row is found and named by line before anything is refused, and none is dropped.
 */
public final class CohortManifest {

    /** The file's name inside a cohort folder, unless its description gives another. */
    public static final String FILE = "manifest.csv";

    private static final int SHOWN = 20;

    private CohortManifest() {}

    /**
     * All that a manifest holds.
     *
     * @param rows the good ones, in order, with their splits
     * @param problems of all the others, by line
     */
    public record Inspection(List<ManifestRow> rows, List<ManifestProblem> problems) {}

    /** Reads the manifest of a cohort folder; refuses it if one row is bad. */
    public static List<ManifestRow> read(Path folder) {
        return read(CohortLayout.read(folder));
    }

    /** Reads the manifest of a cohort whose description was read; refuses it if one row is bad. */
    public static List<ManifestRow> read(CohortLayout layout) {
        Inspection inspection = inspect(layout);
        List<ManifestProblem> problems = inspection.problems();
        if (!problems.isEmpty()) {
            throw new TrainerException(
                    code(problems.get(0)),
                    layout.manifest() + ": " + problems.size() + " bad row(s); nothing was read." + listed(problems));
        }
        return inspection.rows();
    }

    /** Reads all rows, the bad ones too. What makes the whole file unreadable is refused. */
    public static Inspection inspect(CohortLayout layout) {
        Path file = layout.manifest();
        RowReader reader = new RowReader(layout);
        try (ExamList exams = ExamList.open(file, layout.separator())) {
            requireColumns(file, layout, exams.columns());
            exams.forEach(reader::add);
        } catch (BmdException e) {
            throw new TrainerException(
                    Code.MANIFEST_UNREADABLE,
                    "Can't read the manifest " + file + " ("
                            + reason(e)
                            + "). Expected a CSV file as `simulate` writes it, or as " + CohortLayout.FILE
                            + " describes it.",
                    e);
        }
        if (reader.rows().isEmpty() && reader.problems().isEmpty()) {
            throw new TrainerException(Code.COHORT_TOO_SMALL, file + ": expected at least one subject, received none.");
        }
        return new Inspection(split(layout, reader), List.copyOf(reader.problems()));
    }

    private static List<ManifestRow> split(CohortLayout layout, RowReader reader) {
        if (!layout.assignsSplits() || !reader.problems().isEmpty()) {
            return List.copyOf(reader.rows());
        }
        try {
            return layout.splits().assign(reader.rows());
        } catch (IllegalArgumentException e) {
            throw new TrainerException(Code.COHORT_TOO_SMALL, layout.manifest() + ": " + e.getMessage() + ".", e);
        }
    }

    private static void requireColumns(Path file, CohortLayout layout, List<String> header) {
        Map<String, String> missing = new LinkedHashMap<>();
        layout.fields().forEach((field, source) -> {
            if (source.column() != null && !header.contains(source.column()) && layout.requires(field)) {
                missing.put(field, source.column());
            }
        });
        if (!missing.isEmpty()) {
            List<String> expected = new ArrayList<>();
            layout.fields().forEach((field, source) -> {
                if (source.column() != null && layout.requires(field)) {
                    expected.add(source.column());
                }
            });
            throw new TrainerException(
                    Code.MANIFEST_UNREADABLE,
                    file + ": expected the columns " + expected + ", missing " + missing.values() + ".");
        }
    }

    private static String reason(BmdException e) {
        return e.getCause() instanceof IOException io ? SafeFiles.reason(io) : e.getMessage();
    }

    /** The problems below each other, a long list cut and counted. */
    static String listed(List<ManifestProblem> problems) {
        return listed(problems, SHOWN);
    }

    static String listed(List<ManifestProblem> problems, int shown) {
        StringBuilder text = new StringBuilder();
        problems.stream().limit(shown).forEach(problem -> text.append("\n  ").append(problem));
        if (problems.size() > shown) {
            text.append("\n  and ").append(problems.size() - shown);
            text.append(" more; `cohort` lists them all");
        }
        return text.toString();
    }

    private static Code code(ManifestProblem problem) {
        for (Code code : Code.values()) {
            if (code.id().equals(problem.id())) {
                return code;
            }
        }
        throw new IllegalStateException("No such code: " + problem.id());
    }
}
