package org.xattnbmd.sdk.internal.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.internal.files.Hashes;

/**
 * The references of a check: the exams of a manifest that have a measured BMD and were held out from training.
 *
 * @param file the manifest
 * @param sha256 its hash
 * @param references one a subject
 */
record HeldOutSet(Path file, String sha256, List<Reference> references) {

    private static final List<String> REQUIRED = List.of(ExamList.IMAGE, ExamList.MEASURED_BMD);
    private static final String SPLIT = "split";
    private static final String HELD_OUT = "test";

    /**
     * One subject.
     *
     * @param exam its image path and side have been checked
     * @param bmd measured, g/cm²
     */
    record Reference(ExamList.Exam exam, double bmd) {}

    /** Reads a reference's radiograph and checks its clinical facts. */
    BmdRequest request(Reference reference, ModelCard card) {
        ExamList.Exam exam = reference.exam();
        try {
            Radiograph radiograph = exam.radiograph(file.toAbsolutePath());
            ClinicalRecord clinical = exam.clinical(card.clinicalFields()).build();
            clinical.encode(card.clinicalFields());
            return new BmdRequest(radiograph, clinical);
        } catch (BmdException e) {
            throw unusable(file, exam, e);
        }
    }

    static HeldOutSet read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new HeldOutSet(file, Hashes.sha256(bytes), references(file, bytes));
        } catch (IOException e) {
            throw unusable(file, e.getClass().getSimpleName(), e);
        }
    }

    private static List<Reference> references(Path file, byte[] bytes) {
        InputStreamReader text =
                new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder());
        List<Reference> references = new ArrayList<>();
        try (ExamList exams = ExamList.of(text, ',')) {
            List<String> missing = new ArrayList<>(REQUIRED);
            missing.removeAll(exams.columns());
            if (!missing.isEmpty()) {
                throw unusable(file, "expected the columns " + REQUIRED + ", missing " + missing, null);
            }
            for (ExamList.Exam exam : exams) {
                reference(file, exam).ifPresent(references::add);
            }
        } catch (BmdException e) {
            throw e.code() == Code.CHECK_MANIFEST ? e : unusable(file, e.getMessage(), e);
        }
        if (references.isEmpty()) {
            throw unusable(file, "expected at least one reference, received none", null);
        }
        return List.copyOf(references);
    }

    private static Optional<Reference> reference(Path file, ExamList.Exam exam) {
        try {
            exam.requireWhole();
            if (exam.columns().contains(SPLIT) && !exam.text(SPLIT).equalsIgnoreCase(HELD_OUT)) {
                return Optional.empty();
            }
            // What would be refused later, when the first estimates are made.
            exam.image(file);
            exam.side();
            return Optional.of(new Reference(exam, exam.measuredBmd()));
        } catch (BmdException e) {
            throw unusable(file, exam, e);
        }
    }

    private static BmdException unusable(Path file, ExamList.Exam exam, BmdException why) {
        return unusable(file, "line " + exam.line() + ": " + why.getMessage(), why);
    }

    static BmdException unusable(Path file, String why, Exception cause) {
        return new BmdException(
                Code.CHECK_MANIFEST,
                "Cannot use the reference manifest " + file + ": " + why + (why.endsWith(".") ? "" : "."),
                cause);
    }
}
