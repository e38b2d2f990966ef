package org.xattnbmd.sdk.internal.clinical;

import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.AgeReference;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;

/**
 * The people that an estimator's scores compare with, checked to be on its model's scale.
 *
 * @param young for T-scores, or null for a target without
 * @param byAge for Z-scores, or null
 * @param rounding of the scores, to one decimal
 */
public record References(ReferencePopulation young, AgeReference byAge, RoundingMode rounding) {

    private static final String NHANES_3_SOURCE =
            "usual default for NHANES III on the Hologic scale; verify against your densitometer's reference data";

    public static final ReferencePopulation NHANES_3_WHITE_WOMEN = new ReferencePopulation(
            "NHANES III, white women 20-29, femoral neck", "Hologic", 0.858, 0.120, NHANES_3_SOURCE);

    /** The same, rounded as published thresholds are. */
    public static final ReferencePopulation NHANES_3_WHITE_WOMEN_LUNAR = new ReferencePopulation(
            NHANES_3_WHITE_WOMEN.name(),
            "GE Lunar",
            1.038,
            0.139,
            "default: converted from the Hologic scale by the sBMD equations of Hui et al. 1997; verify for your site");

    public static final ReferencePopulation NHANES_3_WHITE_MEN = new ReferencePopulation(
            "NHANES III, white men 20-29, femoral neck", "Hologic", 0.934, 0.137, NHANES_3_SOURCE);

    /** The caller's references, where there are, else the card's. */
    public static References of(ModelCard card, ReferencePopulation chosen, AgeReference byAge, RoundingMode rounding) {
        if (!card.target().hasReference()) {
            if (chosen != null || byAge != null) {
                throw new BmdException(
                        Code.REFERENCE_SCALE,
                        "Expected no reference population: the model estimates "
                                + card.target().label()
                                + ", and T- and Z-scores are those of femoral-neck BMD. Leave it out.");
            }
            return new References(null, null, rounding);
        }
        ReferencePopulation young = chosen == null ? card.reference() : chosen;
        requireScale(card, young.name(), young.densitometer());
        if (!(young.sd() > 0) || !Double.isFinite(young.sd()) || !Double.isFinite(young.mean())) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected a finite reference mean and an sd above 0, received " + young.mean() + " and "
                            + young.sd() + ".");
        }
        if (byAge != null) {
            requireScale(card, byAge.name(), byAge.densitometer());
        }
        return new References(young, byAge, rounding);
    }

    private static void requireScale(ModelCard card, String name, String densitometer) {
        if (!densitometer.equalsIgnoreCase(card.densitometer())) {
            throw new BmdException(
                    Code.REFERENCE_SCALE,
                    "Expected a reference population on the model's scale \"" + card.densitometer() + "\", received \""
                            + name + "\" on \"" + densitometer + "\". Convert it with onScale, or use one that was "
                            + "measured on that scale.");
        }
    }

    public static void check(List<AgeReference.Row> rows) {
        boolean fits = !rows.isEmpty();
        for (int i = 0; i < rows.size(); i++) {
            AgeReference.Row row = rows.get(i);
            fits &= row.mean() > 0 && row.sd() > 0 && Double.isFinite(row.mean()) && Double.isFinite(row.sd());
            fits &= row.age() >= 0 && Double.isFinite(row.age());
            for (AgeReference.Row earlier : rows.subList(0, i)) {
                fits &= !earlier.sex().equalsIgnoreCase(row.sex()) || earlier.age() < row.age();
            }
        }
        if (!fits) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    String.format(
                            Locale.ROOT,
                            "Expected at least one row, ages ascending within a sex, means and sds above 0; received %d"
                                    + " rows that are not so.",
                            rows.size()));
        }
    }

    public static OptionalDouble zScore(List<AgeReference.Row> rows, double bmd, String sex, double age) {
        AgeReference.Row below = null;
        for (AgeReference.Row row : rows) {
            if (row.sex().equalsIgnoreCase(sex)) {
                if (row.age() >= age && (below != null || row.age() == age)) {
                    AgeReference.Row from = below == null ? row : below;
                    double share = from == row ? 0 : (age - from.age()) / (row.age() - from.age());
                    double mean = from.mean() + share * (row.mean() - from.mean());
                    double sd = from.sd() + share * (row.sd() - from.sd());
                    return OptionalDouble.of((bmd - mean) / sd);
                }
                below = row.age() < age ? row : below;
            }
        }
        return OptionalDouble.empty();
    }
}
