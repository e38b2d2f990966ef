package org.xattnbmd.trainer.plausibility;

import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.trainer.robustness.PictureWarnings;

/**
 * What the SDK said of one radiograph, looked at in one way.
 *
 * @param bmd estimate, g/cm²; NaN if it was refused
 * @param unlikeness outlier score over its limit; NaN if it was refused or has none
 * @param missMillimetres how far the centre of the neck's box is from the marked one; NaN if it is not known
 * @param boxShare width of the neck's box as a share of the marked crop's; NaN if it is not known
 * @param warnings names of the kinds of warnings about the picture
 * @param refused the SDK's stable code, or null
 */
record LookReading(
        double bmd, double unlikeness, double missMillimetres, double boxShare, List<String> warnings, String refused) {

    static LookReading of(BmdEstimate estimate, double missMillimetres, double boxShare) {
        return new LookReading(
                estimate.bmd(),
                estimate.outlierScore().map(s -> s.value() / s.limit()).orElse(Double.NaN),
                missMillimetres,
                boxShare,
                estimate.warnings().stream()
                        .map(w -> w.kind().name())
                        .filter(PictureWarnings.KINDS::contains)
                        .toList(),
                null);
    }

    static LookReading refused(BmdException e) {
        return new LookReading(
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                List.of(),
                e.code().id());
    }

    boolean estimated() {
        return refused == null;
    }

    boolean warned() {
        return !warnings.isEmpty();
    }
}
