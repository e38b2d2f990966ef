package org.xattnbmd.sdk.internal.clinical;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.DensitometerScale;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.AgeReference;
import org.xattnbmd.sdk.ModelCard.ClinicalField;

/** T-scores, the WHO categories that are defined on them, and Z-scores where those are not. */
public final class TScores {

    /** WHO's categories are for postmenopausal women and men from 50; age stands for menopause too. */
    private static final int LEAST_AGE = 50;

    /** "Below the expected range for age" (ISCD official positions). */
    private static final double LOW_FOR_AGE_TO = -2.0;

    /** In tenths; far above what the product with 10 is off by. */
    private static final double NEAR_A_HALF = 1e-6;

    private TScores() {}

    /** A category with its reading in words. */
    public record Reading(Category category, String statement) {}

    public static double tScore(double bmd, ModelCard.ReferencePopulation reference) {
        return (bmd - reference.mean()) / reference.sd();
    }

    /** Against people of the same age and sex; empty without a reference, or where age or sex is not known to it. */
    public static OptionalDouble zScore(
            double bmd, AgeReference reference, List<ClinicalField> fields, float[] clinical) {
        return reference == null
                ? OptionalDouble.empty()
                : reference.zScore(bmd, sex(fields, clinical), age(fields, clinical));
    }

    /**
     * One decimal, never -0.0; read as the shortest decimal number that is this double, so that -2.45 is a half. Decimal
     * arithmetic costs heap in every estimate, so it is left to the modes and scores that need it. NaN stays NaN.
     */
    public static double rounded(double score, RoundingMode rounding) {
        if (Double.isNaN(score)) {
            return score;
        }
        double tenths = score * 10;
        boolean toNearest = rounding == RoundingMode.HALF_UP
                || rounding == RoundingMode.HALF_EVEN
                || rounding == RoundingMode.HALF_DOWN;
        if (toNearest && Math.abs(tenths - Math.floor(tenths) - 0.5) > NEAR_A_HALF) {
            return Math.rint(tenths) / 10 + 0.0;
        }
        return BigDecimal.valueOf(score).setScale(1, rounding).doubleValue() + 0.0;
    }

    public static void checkRounding(RoundingMode rounding) {
        if (Objects.requireNonNull(rounding, "rounding") == RoundingMode.UNNECESSARY) {
            throw new BmdException(
                    BmdException.Code.INVALID_ARGUMENT,
                    "Expected a rounding mode that rounds, received UNNECESSARY. Laboratories use HALF_UP or HALF_EVEN.");
        }
    }

    /** The category is read off the rounded T-score, as a laboratory's report is. */
    public static Reading read(
            double tScore, OptionalDouble zScore, RoundingMode rounding, List<ClinicalField> fields, float[] clinical) {
        double age = age(fields, clinical);
        if (Double.isNaN(age)) {
            return new Reading(
                    Category.NOT_APPLICABLE,
                    "No WHO category: the age is not known, and the categories are defined for postmenopausal women and"
                            + " men from 50 years.");
        }
        if (age < LEAST_AGE) {
            return new Reading(
                    Category.NOT_APPLICABLE,
                    "No WHO category below 50 years: T-scores are not diagnostic there; "
                            + (zScore.isPresent()
                                    ? forAge(rounded(zScore.getAsDouble(), rounding))
                                    : "compare with people of the same age (Z-score)."));
        }
        double rounded = rounded(tScore, rounding);
        if (rounded >= DensitometerScale.NORMAL_FROM) {
            return new Reading(Category.NORMAL, "In the WHO range of normal bone density (T-score -1.0 or above).");
        }
        if (rounded > DensitometerScale.OSTEOPOROSIS_TO) {
            return new Reading(
                    Category.LOW_BONE_MASS, "In the WHO range of low bone mass (T-score below -1.0 and above -2.5).");
        }
        return new Reading(Category.OSTEOPOROSIS, "In the WHO range of osteoporosis (T-score -2.5 or below).");
    }

    /** The reading of a target without a reference population. */
    public static Reading without(ModelCard.Target target) {
        return new Reading(
                Category.NOT_APPLICABLE,
                "No T-score and no category: no reference population is known for " + target.label() + ".");
    }

    private static String forAge(double zScore) {
        return "compared with people of the same age and sex: " + (zScore <= LOW_FOR_AGE_TO ? "below" : "within")
                + " the expected range for age (Z-score " + zScore + "; below from -2.0 down).";
    }

    private static double age(List<ClinicalField> fields, float[] clinical) {
        for (int i = 0; i < clinical.length; i++) {
            if (Units.bareName(fields.get(i)).equals("age")) {
                return clinical[i];
            }
        }
        return Double.NaN;
    }

    /** The category's own name, empty if it is not known. */
    private static String sex(List<ClinicalField> fields, float[] clinical) {
        for (int i = 0; i < clinical.length; i++) {
            ClinicalField field = fields.get(i);
            if (field.name().equals("sex") && !Float.isNaN(clinical[i])) {
                return field.categories().get((int) clinical[i]);
            }
        }
        return "";
    }
}
