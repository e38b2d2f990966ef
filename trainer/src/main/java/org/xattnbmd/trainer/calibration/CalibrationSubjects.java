package org.xattnbmd.trainer.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.network.PictureSettings;
import org.xattnbmd.trainer.training.AsTrained;
import org.xattnbmd.trainer.training.AugmentationConfig;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * Who calibrates a trained network: the calibration split, and the subjects held back from training for early stopping,
 * from whom the network has learned nothing but which epoch was its best.
 *
 * @param cohort all their radiographs
 * @param study who was imaged repeatedly: a precision study's subjects, or, without one, the same as {@code cohort}
 */
public record CalibrationSubjects(Cohort cohort, Cohort study) {

    private static final int VALIDATION_EVERY = 8;

    /**
     * The calibration split's radiographs come first.
     *
     * @param study may be null
     */
    public static CalibrationSubjects of(Cohort calibration, Cohort validation, Cohort study) {
        Cohort all = calibration.and(validation);
        return new CalibrationSubjects(all, study == null ? all : study);
    }

    /**
     * The same subjects, their pictures {@linkplain AsTrained changed once as training changed them} where it sharpened; who
     * was imaged repeatedly stays as imaged.
     */
    public CalibrationSubjects asTrained(PictureSettings picture, AugmentationConfig augmentation, long seed) {
        TrainingData changed =
                AsTrained.pictures(cohort.data(), picture.imageHeight(), picture.imageWidth(), augmentation, seed);
        return new CalibrationSubjects(new Cohort(cohort.rows(), changed), study);
    }

    public TrainingData data() {
        return cohort.data();
    }

    /** The place of each subject's first radiograph: a subject counts once, however often it was imaged. */
    public List<Integer> once() {
        Map<String, Integer> first = new LinkedHashMap<>();
        for (int i = 0; i < cohort.rows().size(); i++) {
            first.putIfAbsent(cohort.rows().get(i).subjectId(), i);
        }
        return List.copyOf(first.values());
    }

    private record Exam(String subject, Object side, double bmd) {}

    /**
     * Places in the study of radiographs of one hip that belong to one measurement, two or more each: what differs between
     * them is how the subject lay. Radiographs of other visits have measurements of their own.
     */
    List<List<Integer>> repeated() {
        return repeated(study.rows());
    }

    static List<List<Integer>> repeated(List<ManifestRow> rows) {
        Map<Exam, List<Integer>> exams = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            ManifestRow row = rows.get(i);
            exams.computeIfAbsent(new Exam(row.subjectId(), row.view().side(), row.bmd()), e -> new ArrayList<>())
                    .add(i);
        }
        return exams.values().stream().filter(places -> places.size() > 1).toList();
    }

    /**
     * Places in a training split of those held back for early stopping, or of the others: every eighth subject by sex, then
     * BMD, so that they have the training set's mix. Subject by subject: all radiographs of one are on the same side.
     */
    public static List<Integer> places(List<ManifestRow> training, boolean validation) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, training.size()).boxed().toList());
        order.sort(Comparator.comparing((Integer i) -> training.get(i).facts().sex())
                .thenComparing(i -> training.get(i).bmd())
                .thenComparing(i -> training.get(i).subjectId()));
        Map<String, Integer> rank = new HashMap<>();
        order.forEach(i -> rank.putIfAbsent(training.get(i).subjectId(), rank.size()));
        return IntStream.range(0, training.size())
                .filter(i -> (rank.get(training.get(i).subjectId()) % VALIDATION_EVERY == VALIDATION_EVERY / 2)
                        == validation)
                .boxed()
                .toList();
    }

    /** The values at these places. */
    static double[] at(List<Integer> places, float[] values) {
        return places.stream().mapToDouble(i -> values[i]).toArray();
    }
}
