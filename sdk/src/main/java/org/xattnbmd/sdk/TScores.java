package org.xattnbmd.sdk;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate.Category;

/** T-scores and the WHO categories that are defined on them. */
final class TScores {

    /** WHO's categories are for postmenopausal women and men from 50; age stands for menopause too. */
    private static final int LEAST_AGE = 50;

    private static final double NORMAL_FROM = -1.0;
    private static final double OSTEOPOROSIS_TO = -2.5;

    private TScores() {}

    /** A category with its reading in words. */
    record Reading(Category category, String statement) {}

    static double tScore(double bmd, ModelCard.ReferencePopulation reference) {
        return (bmd - reference.mean()) / reference.sd();
    }

    /** One decimal, halves away from zero, never -0.0. */
    static double rounded(double tScore) {
        return BigDecimal.valueOf(tScore).setScale(1, RoundingMode.HALF_UP).doubleValue() + 0.0;
    }

    /** The category is read off the rounded T-score, as a laboratory's report is. */
    static Reading read(double tScore, List<ModelCard.ClinicalField> fields, float[] clinical) {
        float age = Float.NaN;
        for (int i = 0; i < clinical.length; i++) {
            if (fields.get(i).name().equals("age")) {
                age = clinical[i];
            }
        }
        if (Float.isNaN(age)) {
            return new Reading(
                    Category.NOT_APPLICABLE,
                    "No WHO category: the age is not known, and the categories are defined for postmenopausal women and"
                            + " men from 50 years.");
        }
        if (age < LEAST_AGE) {
            return new Reading(
                    Category.NOT_APPLICABLE,
                    "No WHO category below 50 years: T-scores are not diagnostic there; compare with people of the same"
                            + " age (Z-score).");
        }
        double rounded = rounded(tScore);
        if (rounded >= NORMAL_FROM) {
            return new Reading(Category.NORMAL, "In the WHO range of normal bone density (T-score -1.0 or above).");
        }
        if (rounded > OSTEOPOROSIS_TO) {
            return new Reading(
                    Category.LOW_BONE_MASS, "In the WHO range of low bone mass (T-score below -1.0 and above -2.5).");
        }
        return new Reading(Category.OSTEOPOROSIS, "In the WHO range of osteoporosis (T-score -2.5 or below).");
    }
}
