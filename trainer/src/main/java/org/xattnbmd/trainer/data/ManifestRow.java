package org.xattnbmd.trainer.data;

import java.nio.file.Path;
import java.util.Map;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph.Side;

/**
 * One subject of a cohort.
 *
 * @param line in the manifest, counted from 1 with the header
 * @param fields the clinical values that are known, as text in the fields' own units, in the network's order
 * @param sex {@code female} or {@code male}, for subgroups
 * @param age years
 * @param bmd measured femoral-neck BMD, g/cm²
 * @param neckBox centre and half size of the femoral neck's box as fractions of the picture, or null if unknown
 * @param pelvis whether the manifest of a SIMULATED cohort says that the picture shows the whole pelvis; false elsewhere
 */
public record ManifestRow(
        long line,
        String subjectId,
        Path image,
        Split split,
        Side side,
        ClinicalRecord clinical,
        Map<String, String> fields,
        String sex,
        double age,
        double bmd,
        double[] neckBox,
        boolean pelvis) {

    /** A row that says nothing of a pelvis. */
    public ManifestRow(
            long line,
            String subjectId,
            Path image,
            Split split,
            Side side,
            ClinicalRecord clinical,
            Map<String, String> fields,
            String sex,
            double age,
            double bmd,
            double[] neckBox) {
        this(line, subjectId, image, split, side, clinical, fields, sex, age, bmd, neckBox, false);
    }

    /** What tells a person from another across cohorts, where ids may clash: id, BMD and clinical values together. */
    public String person() {
        return subjectId + "\n" + bmd + "\n" + fields;
    }

    ManifestRow withSplit(Split other) {
        return new ManifestRow(line, subjectId, image, other, side, clinical, fields, sex, age, bmd, neckBox, pelvis);
    }
}
