package org.xattnbmd.samples.pacs;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.xattnbmd.samples.Console;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ExamList.Exam;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;

/** Clinical facts by study, from elsewhere than the image's header. Immutable. */
interface ExamFacts {

    /**
     * What is known of a study.
     *
     * @param side which hip, UNKNOWN if not said
     */
    record Facts(Radiograph.Side side, ClinicalRecord.Builder clinical) {

        static Facts none() {
            return new Facts(Radiograph.Side.UNKNOWN, ClinicalRecord.builder());
        }
    }

    /** @throws org.xattnbmd.sdk.BmdException if what is said of this study cannot be understood */
    Optional<Facts> of(DicomWeb.Study study);

    /** Nothing but the header. */
    static ExamFacts headerOnly() {
        return study -> Optional.empty();
    }

    /** A CSV file with the columns {@code study_instance_uid}, perhaps {@code side}, and the model's fields. */
    static ExamFacts csv(Path file, ModelCard card) {
        String key = "study_instance_uid";
        List<ModelCard.ClinicalField> fields = card.clinicalFields();
        Map<String, Exam> byStudy = new HashMap<>();
        try (ExamList exams = ExamList.open(file)) {
            Set<String> known = new TreeSet<>(Set.of(key, ExamList.SIDE));
            fields.forEach(field -> known.add(field.name()));
            if (!exams.columns().contains(key) || !known.containsAll(exams.columns())) {
                throw Console.refused(
                        "Expected a column \"" + key + "\" and none but " + known + " in the file of facts.");
            }
            for (Exam exam : exams) {
                exam.requireWhole();
                if (byStudy.put(exam.text(key).trim(), exam) != null) {
                    throw Console.refused(
                            "Expected each study once in the file of facts, received line " + exam.line() + " twice.");
                }
            }
        }
        return study -> Optional.ofNullable(byStudy.get(study.uid()))
                .map(exam -> new Facts(exam.side(), exam.clinical(fields)));
    }
}
