package org.xattnbmd.trainer.calibration;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.PictureReader;

/** A cohort whose subjects were imaged repeatedly, each time positioned anew (ISCD: a precision study). */
public final class PrecisionStudy {

    private PrecisionStudy() {}

    /**
     * Reads it.
     *
     * @param fields those that the network takes
     * @param learned the rows of the cohort that the run learns from: nobody may be in both
     * @throws TrainerException {@code COHORT_TOO_SMALL} with too few repeated radiographs, {@code COHORT_OTHER} if somebody
     *     is in both cohorts
     */
    public static Cohort load(
            Path folder, List<ClinicalField> fields, List<ManifestRow> learned, PictureReader pictures, int threads) {
        List<ManifestRow> rows = CohortManifest.read(CohortLayout.read(folder).as(fields));
        requireEnough(folder, rows);
        Set<String> known = learned.stream().map(ManifestRow::person).collect(Collectors.toSet());
        long both = rows.stream()
                .filter(row -> known.contains(row.person()))
                .map(ManifestRow::subjectId)
                .distinct()
                .count();
        if (both > 0) {
            throw new TrainerException(
                    Code.COHORT_OTHER,
                    both + " subject(s) of the precision study " + folder + " are in the training cohort too, where the"
                            + " network may have learned them. Expected other people.");
        }
        return Cohort.load(rows, pictures, threads);
    }

    private static void requireEnough(Path folder, List<ManifestRow> rows) {
        int degrees = LeastSignificantChange.degrees(CalibrationSubjects.repeated(rows));
        if (degrees < LeastSignificantChange.ISCD_DEGREES) {
            throw new TrainerException(
                    Code.COHORT_TOO_SMALL,
                    "The precision study " + folder + " has repeated radiographs for " + degrees
                            + " degrees of freedom, expected at least " + LeastSignificantChange.ISCD_DEGREES
                            + ": 30 subjects imaged twice or 15 three times, the radiographs of one on the same"
                            + " measurement, as `simulate --poses 2` makes them.");
        }
    }
}
