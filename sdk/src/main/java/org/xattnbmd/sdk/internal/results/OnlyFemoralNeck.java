package org.xattnbmd.sdk.internal.results;

import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * Keeps estimates of other targets out of messages and DICOM results: their codes, units and words are those of femoral-neck
 * BMD, and a value that goes into a patient's record under the wrong name is worse than none.
 */
public final class OnlyFemoralNeck {

    private OnlyFemoralNeck() {}

    /** @throws BmdException {@code RESULT_TARGET} */
    public static void require(BmdEstimate estimate) {
        if (!estimate.target().hasReference()) {
            throw new BmdException(
                    Code.RESULT_TARGET,
                    "Expected an estimate of femoral-neck BMD, which is what FHIR, HL7 and DICOM results say, received one of "
                            + estimate.target().label() + ". Use its JSON.");
        }
    }
}
