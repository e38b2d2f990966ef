package org.xattnbmd.trainer.plausibility;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ExamList.Exam;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.plausibility.MarkedRadiograph.Crop;
import org.xattnbmd.trainer.plausibility.MarkedRadiograph.Marks;
import org.xattnbmd.trainer.plausibility.MarkedRadiograph.Point;
import org.xattnbmd.trainer.plausibility.MarkedRadiograph.View;

/** Reads the list of radiographs, an {@link ExamList} with further columns. All or nothing: a wrong row is named by line. */
final class MarkedRadiographs {

    private static final String DEFAULT_GROUP = "hip";

    private MarkedRadiographs() {}

    /**
     * All rows.
     *
     * @param folder of the pictures
     * @param fields columns of these names are clinical values
     * @throws TrainerException {@code MANIFEST_*}, {@code COHORT_TOO_SMALL}
     */
    static List<MarkedRadiograph> read(Path list, Path folder, List<ModelCard.ClinicalField> fields) {
        List<MarkedRadiograph> rows = new ArrayList<>();
        try (ExamList exams = ExamList.open(list)) {
            if (!exams.columns().contains(ExamList.IMAGE)) {
                throw new TrainerException(
                        Code.MANIFEST_UNREADABLE, list + ": expected the column " + ExamList.IMAGE + ".");
            }
            for (Exam exam : exams) {
                rows.add(row(exam, folder, fields));
            }
        } catch (BmdException e) {
            throw new TrainerException(Code.MANIFEST_UNREADABLE, list + ": " + e.getMessage(), e);
        }
        if (rows.isEmpty()) {
            throw new TrainerException(
                    Code.COHORT_TOO_SMALL, list + ": expected at least one radiograph, received none.");
        }
        return List.copyOf(rows);
    }

    private static MarkedRadiograph row(Exam exam, Path folder, List<ModelCard.ClinicalField> fields) {
        Path file;
        try {
            exam.requireWhole();
            file = exam.image(folder.resolve("list"));
            if (!Files.isRegularFile(file)) {
                throw new TrainerException(
                        Code.MANIFEST_IMAGE_MISSING, "line " + exam.line() + ": expected an image file that is there.");
            }
            return new MarkedRadiograph(
                    exam.line(),
                    file,
                    exam.side(),
                    new Marks(neck(exam), crop(exam)),
                    view(exam),
                    exam.text("group").isEmpty() ? DEFAULT_GROUP : exam.text("group"),
                    exam.clinical(fields).build());
        } catch (BmdException e) {
            throw new TrainerException(Code.MANIFEST_VALUE, "line " + exam.line() + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Point> neck(Exam exam) {
        return given(exam, "neck_x_px", "neck_y_px")
                ? Optional.of(new Point(
                        exam.number("neck_x_px").doubleValue(),
                        exam.number("neck_y_px").doubleValue()))
                : Optional.empty();
    }

    /** A crop without a height is a square. */
    private static Optional<Crop> crop(Exam exam) {
        if (!given(exam, "crop_x", "crop_y", "crop_w")) {
            return Optional.empty();
        }
        int width = pixels(exam, "crop_w");
        int height = exam.text("crop_h").isEmpty() ? width : pixels(exam, "crop_h");
        if (width < 1 || height < 1) {
            throw refused(exam, "expected crops of at least 1 pixel");
        }
        return Optional.of(new Crop(pixels(exam, "crop_x"), pixels(exam, "crop_y"), width, height));
    }

    private static int pixels(Exam exam, String column) {
        return (int) Math.round(exam.number(column).doubleValue());
    }

    private static View view(Exam exam) {
        String view = exam.text("view");
        try {
            return view.isEmpty() ? View.PELVIS : View.valueOf(view.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw refused(exam, "expected view to be pelvis, hip or empty");
        }
    }

    /** Whether these columns have values; some of them and others not is a mistake. */
    private static boolean given(Exam exam, String... columns) {
        long given = Stream.of(columns).filter(c -> !exam.text(c).isEmpty()).count();
        if (given != 0 && given != columns.length) {
            throw refused(exam, "expected all of " + String.join(", ", columns) + " or none");
        }
        return given != 0;
    }

    private static TrainerException refused(Exam exam, String expected) {
        return new TrainerException(Code.MANIFEST_VALUE, "line " + exam.line() + ": " + expected + ".");
    }
}
