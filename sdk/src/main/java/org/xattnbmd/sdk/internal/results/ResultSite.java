package org.xattnbmd.sdk.internal.results;

import java.util.Arrays;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.Radiograph.Side;

/**
 * The bones whose BMD results can name, with their words and codes. Estimates of other targets are kept out of messages and DICOM
 * results: a value that goes into a patient's record under the wrong name is worse than none. The SNOMED codes of hip and lumbar
 * spine are those of DICOM's common anatomic regions (PS3.16, CID 4031); the densitometers' trochanteric region has none that is
 * certain.
 */
public enum ResultSite {
    FEMORAL_NECK(
            Target.FEMORAL_NECK,
            "FN",
            new Words("Femoral neck", "Femoral-neck BMD", "femoral neck", true),
            new Snomed("29627003", "Structure of neck of femur", "Neck of femur")),
    TOTAL_HIP(
            Target.TOTAL_HIP,
            "TH",
            new Words("Total hip", "Total hip BMD", "hip", true),
            new Snomed("29836001", "Hip region structure", "Hip")),
    LUMBAR_SPINE(
            Target.LUMBAR_SPINE,
            "LS",
            new Words("Lumbar spine", "Lumbar spine BMD", "lumbar spine", false),
            new Snomed("122496007", "Lumbar spine structure", "Lumbar spine"));

    private final Target target;
    private final String letters;
    private final Words words;
    private final Snomed snomed;

    /**
     * How the site is called.
     *
     * @param bmd its BMD in a sentence's beginning
     * @param bone behind a side
     * @param paired whether there is a left and a right one
     */
    private record Words(String name, String bmd, String bone, boolean paired) {}

    /**
     * Its code in SNOMED CT.
     *
     * @param description in FHIR
     * @param meaning in DICOM
     */
    public record Snomed(String code, String description, String meaning) {}

    ResultSite(Target target, String letters, Words words, Snomed snomed) {
        this.target = target;
        this.letters = letters;
        this.words = words;
        this.snomed = snomed;
    }

    /**
     * The site of an estimate.
     *
     * @throws BmdException {@code RESULT_TARGET} for any other target
     */
    public static ResultSite of(BmdEstimate estimate) {
        return Arrays.stream(values())
                .filter(site -> site.target.equals(estimate.target()))
                .findFirst()
                .orElseThrow(() -> new BmdException(
                        Code.RESULT_TARGET,
                        "Expected an estimate of BMD of femoral neck, total hip or lumbar spine, which FHIR, HL7 and DICOM results"
                                + " have codes for, received one of "
                                + estimate.target().label() + ". Use its JSON."));
    }

    /** Such as "Femoral neck". */
    public String label() {
        return words.name;
    }

    /** Such as "Femoral-neck BMD". */
    String bmd() {
        return words.bmd;
    }

    /** What the number is, in words. */
    public String meaning() {
        return words.name + " areal BMD, estimated from a radiograph";
    }

    /** What a report of it is, in words. */
    String report() {
        return words.name + " BMD, estimated from a hip radiograph (not DXA)";
    }

    /** The beginning of its codes in FHIR, such as "femoral-neck". */
    String fhir() {
        return words.name.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    /** An own code of this site in HL7 and DICOM, such as "FN-BMD-EST". */
    public String code(String rest) {
        return letters + "-" + rest;
    }

    public Snomed snomed() {
        return snomed;
    }

    /** Whether a side says which of two it is; otherwise it says only which hip the radiograph shows. */
    public boolean paired() {
        return words.paired;
    }

    /** Site and side in words, such as "Left femoral neck". */
    String sided(Side side) {
        if (!paired()) {
            return words.name;
        }
        String bone = words.bone;
        return switch (side) {
            case LEFT -> "Left " + bone;
            case RIGHT -> "Right " + bone;
            case UNKNOWN -> bone.substring(0, 1).toUpperCase(Locale.ROOT) + bone.substring(1) + ", side not known";
        };
    }
}
