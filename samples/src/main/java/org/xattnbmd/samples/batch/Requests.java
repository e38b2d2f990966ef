package org.xattnbmd.samples.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.xattnbmd.samples.Console;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.Radiograph;

/** Finds the work of a batch: every file of a folder, or every line of a CSV file. */
final class Requests {

    private Requests() {}

    /** All files below a folder by path, but hidden ones; a file that is no radiograph becomes a refused row. */
    static List<Request> inFolder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .map(path -> new Request(
                            path.toString().replace('\\', '/'),
                            folder.resolve(path),
                            Radiograph.Side.UNKNOWN,
                            Collections.emptySortedMap(),
                            null))
                    .toList();
        } catch (IOException e) {
            throw Console.disk("a folder of radiographs that can be read", e);
        }
    }

    /**
     * The rows of an {@link ExamList}.
     *
     * @param ignored columns that are not for the model, such as a remark
     */
    static List<Request> fromCsv(Path csv, Set<String> ignored, ModelCard card) {
        List<ClinicalField> fields = card.clinicalFields().stream()
                .filter(field -> !ignored.contains(field.name()))
                .toList();
        List<Request> requests = new ArrayList<>();
        try (ExamList exams = ExamList.open(csv)) {
            check(exams.columns(), ignored, card);
            exams.forEach(exam -> requests.add(request(csv, exam, fields)));
        }
        return requests;
    }

    private static void check(List<String> columns, Set<String> ignored, ModelCard card) {
        Set<String> known = new TreeSet<>(Set.of(ExamList.IMAGE, ExamList.SIDE));
        card.clinicalFields().forEach(field -> known.add(field.name()));
        List<String> unknown = columns.stream()
                .filter(column -> !known.contains(column) && !ignored.contains(column))
                .toList();
        boolean noImage = !columns.contains(ExamList.IMAGE);
        if (noImage || !unknown.isEmpty()) {
            // Without an image column the first line may be no header at all, but a subject's.
            throw Console.refused("Expected a column \"image\" and none but " + known + ", received "
                    + (noImage ? "no \"image\"" : unknown) + ". Name columns to leave out with --ignore.");
        }
    }

    private static Request request(Path csv, ExamList.Exam exam, List<ClinicalField> fields) {
        Radiograph.Side side = Radiograph.Side.UNKNOWN;
        Path file = null;
        Outcome refusal = null;
        try {
            side = exam.side();
            exam.requireWhole();
            file = exam.image(csv);
        } catch (BmdException e) {
            refusal = Outcome.of(e, side);
        }
        return new Request(exam.text(ExamList.IMAGE), file, side, new TreeMap<>(exam.facts(fields)), refusal);
    }
}
