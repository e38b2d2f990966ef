package org.xattnbmd.sdk.internal.results.dicom;

import org.xattnbmd.sdk.BmdEstimate.Trust.Level;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.dicom.Code;
import org.xattnbmd.sdk.internal.dicom.DataSet;
import org.xattnbmd.sdk.internal.dicom.Vr;
import org.xattnbmd.sdk.internal.results.Figures;
import org.xattnbmd.sdk.internal.results.OwnCodes;
import org.xattnbmd.sdk.internal.results.ResultSite;

/**
 * The coded concepts of the results. Own codes stand where DICOM, SNOMED and LOINC have none or say DXA: no context group has areal
 * BMD, a T-score or a prediction interval of an estimate, and every LOINC term of hip BMD has the method DXA.
 */
final class Concepts {

    static final Code REPORT = dcm("126000", "Imaging Measurement Report");
    static final Code LANGUAGE = dcm("121049", "Language of Content Item and Descendants");
    static final Code ENGLISH = new Code("en", "RFC5646", "English");
    static final Code OBSERVER_TYPE = dcm("121005", "Observer Type");
    static final Code DEVICE = dcm("121007", "Device");
    static final Code PROCESSING_EQUIPMENT = dcm("109102", "Processing Equipment");
    static final Code DEVICE_UID = dcm("121012", "Device Observer UID");
    static final Code DEVICE_NAME = dcm("121013", "Device Observer Name");
    static final Code DEVICE_MANUFACTURER = dcm("121014", "Device Observer Manufacturer");
    static final Code DEVICE_MODEL_NAME = dcm("121015", "Device Observer Model Name");
    static final Code DEVICE_SERIAL_NUMBER = dcm("121016", "Device Observer Serial Number");
    static final Code PROCEDURE_REPORTED = dcm("121058", "Procedure reported");
    static final Code IMAGING_PROCEDURE = sct("363679005", "Imaging procedure");
    static final Code IMAGE_LIBRARY = dcm("111028", "Image Library");
    static final Code IMAGE_LIBRARY_GROUP = dcm("126200", "Image Library Group");
    static final Code MEASUREMENTS = dcm("126010", "Imaging Measurements");
    static final Code GROUP = dcm("125007", "Measurement Group");
    static final Code TRACKING_IDENTIFIER = dcm("112039", "Tracking Identifier");
    static final Code TRACKING_UID = dcm("112040", "Tracking Unique Identifier");
    static final Code ALGORITHM_NAME = dcm("111001", "Algorithm Name");
    static final Code ALGORITHM_PARAMETERS = dcm("111002", "Algorithm Parameters");
    static final Code ALGORITHM_VERSION = dcm("111003", "Algorithm Version");
    static final Code FINDING_SITE = sct("363698007", "Finding Site");
    static final Code LATERALITY = sct("272741003", "Laterality");
    static final Code METHOD = sct("370129005", "Measurement Method");
    static final Code DERIVATION = dcm("121401", "Derivation");
    static final Code ESTIMATED = sct("414135002", "Estimated");
    static final Code POPULATION = dcm("121405", "Population description");
    static final Code AUTHORITY = dcm("121406", "Reference Authority");
    static final Code SOURCE_OF_MEASUREMENT = dcm("121112", "Source of Measurement");
    static final Code IMAGE_REGION = dcm("111030", "Image Region");
    static final Code ILLUSTRATION = dcm("121200", "Illustration of ROI");
    static final Code EVALUATIONS = new Code("C0034375", "UMLS", "Qualitative Evaluations");
    static final Code COMMENT = dcm("121106", "Comment");
    static final Code MEASUREMENT_FAILURE = dcm("114006", "Measurement failure");
    static final Code SOURCE_IMAGE = dcm("121322", "Source image for image processing operation");
    static final Code GRAMS_PER_CM2 = new Code("g/cm2", "UCUM", "g/cm2");
    static final Code NO_UNITS = new Code("1", "UCUM", "no units");

    static final Code NOT_DXA = own(OwnCodes.NOT_DXA, OwnCodes.NOT_DXA_MEANING);
    static final Code T_SCORE = own(OwnCodes.T_SCORE, "T-score of the estimated femoral neck BMD");
    static final Code REFERENCE_MEAN = own("REF-MEAN", "Mean BMD of the T-score's reference population");
    static final Code REFERENCE_SD = own("REF-SD", "Standard deviation of the T-score's reference population");
    static final Code Z_SCORE = own("FN-Z-EST", "Z-score of the estimated femoral neck BMD");
    static final Code OUTLIER_SCORE = own("OUTLIER-SCORE", "How unlike the training radiographs this one is");
    static final Code OUTLIER_LIMIT = own("OUTLIER-LIMIT", "Outlier score above which a radiograph is unusual");
    static final Code OUTLIER_HARD = own("OUTLIER-HARD", "Outlier score above which an estimate is not usable");
    static final Code ATTENTION = own("FIELD-ATTENTION", "Share of the image's attention to a clinical field");
    static final Code FIELD = own("CLINICAL-FIELD", "Clinical field");
    static final Code TRUST = own("TRUST", "How far the estimate can be trusted");
    static final Code STATEMENT = own("STATEMENT", "Reading of the estimate in words");
    static final Code NOTICE = own("NOTICE", "Notice that goes with every reading of the estimate");
    static final Code WARNING = own("WARNING", "Warning of the estimator");
    static final Code RESULT_PAGE = own("RESULT-PAGE", "Result of a BMD estimate on a page");

    static final Code NECK_BOX = own("NECK-BOX", "Presentation of the femoral neck's box over the radiograph");

    private Concepts() {}

    /** What declares the own codes in each object that has some. */
    static DataSet ownScheme() {
        return new DataSet()
                .put(Attribute.CODING_SCHEME_DESIGNATOR, OwnCodes.SCHEME)
                .put(Attribute.CODING_SCHEME_NAME, "XAttn-BMD estimates")
                .put(Attribute.CODING_SCHEME_RESPONSIBLE_ORGANIZATION, "XAttn-BMD for Java, research software");
    }

    /** The estimate. */
    static Code bmd(ResultSite site) {
        return own(site.code(OwnCodes.BMD), site.meaning());
    }

    /** The bone. */
    static Code site(ResultSite site) {
        return sct(site.snomed().code(), site.snomed().meaning());
    }

    static Code lower(double coverage) {
        return bound("LOWER", "Lower", coverage);
    }

    static Code upper(double coverage) {
        return bound("UPPER", "Upper", coverage);
    }

    private static Code bound(String code, String meaning, double coverage) {
        String percent = Figures.percent(coverage);
        String value = "BMD-" + code + "-" + percent;
        return own(
                value.substring(0, Math.min(value.length(), Vr.SH.mostCharacters())),
                meaning + " limit of the " + percent + " % prediction interval");
    }

    static Code trust(Level level) {
        return switch (level) {
            case FINE -> own("TRUST-FINE", "Nothing speaks against the estimate");
            case UNUSUAL -> own("TRUST-UNUSUAL", "Unusual radiograph, intervals widened as the model says");
            case NOT_USABLE -> own("TRUST-NOT-USABLE", "Not usable: says nothing about a femoral neck");
        };
    }

    /** The side, which is known. */
    static Code laterality(Side side) {
        return side == Side.LEFT ? sct("7771000", "Left") : sct("24028007", "Right");
    }

    private static Code dcm(String value, String meaning) {
        return new Code(value, "DCM", meaning);
    }

    private static Code sct(String value, String meaning) {
        return new Code(value, "SCT", meaning);
    }

    private static Code own(String value, String meaning) {
        return new Code(value, OwnCodes.SCHEME, meaning);
    }
}
