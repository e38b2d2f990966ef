package org.xattnbmd.sdk.internal.estimate;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate.OutlierScore;
import org.xattnbmd.sdk.BmdEstimate.Trust.Reason;
import org.xattnbmd.sdk.BmdEstimate.Warning;
import org.xattnbmd.sdk.BmdEstimate.Warning.Kind;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.clinical.Decimals;
import org.xattnbmd.sdk.internal.clinical.PlausibilityRules;
import org.xattnbmd.sdk.internal.picture.RadiographView;
import org.xattnbmd.sdk.internal.preprocessing.ExposedField;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph;

/**
 * Puts into words what a reader of an estimate must be told: what {@link PictureReasons} found in the radiograph, and what is
 * wrong with what was said of it. Messages name fields, never a subject's values.
 */
public final class EstimateWarnings {

    /** Beyond three standard deviations lie 3 in 1,000 subjects of a normal distribution. */
    private static final double UNUSUAL_DEVIATIONS = 3;

    private EstimateWarnings() {}

    /** @param reasons what speaks against the estimate in the radiograph */
    static List<Warning> of(
            ModelCard card,
            RadiographView view,
            PreparedRadiograph prepared,
            float[] clinical,
            OutlierScore outlierScore,
            Resolution resolution,
            List<Reason> reasons) {
        List<Warning> warnings = new ArrayList<>();
        if (card.simulated()) {
            warnings.add(
                    new Warning(Kind.SIMULATED_MODEL, "SIMULATED: this model was trained on simulated subjects only."));
        }
        clinical(card, clinical, warnings);
        for (String message : PlausibilityRules.check(card.clinicalFields(), clinical)) {
            warnings.add(new Warning(Kind.IMPLAUSIBLE_COMBINATION, message));
        }
        if (reasons.contains(Reason.UNLIKE_TRAINING) || reasons.contains(Reason.FAR_FROM_TRAINING)) {
            warnings.add(new Warning(
                    Kind.UNUSUAL_RADIOGRAPH,
                    "The radiograph does not look like those the model was trained on (score "
                            + Decimals.significant(outlierScore.value(), 3) + ", limit "
                            + Decimals.significant(outlierScore.limit(), 3)
                            + "). Check that it shows one hip, AP."));
        }
        finder(reasons, warnings);
        if (reasons.contains(Reason.POOR_EXPOSURE)) {
            warnings.add(exposure(prepared.field()));
        }
        if (view.side() == Side.UNKNOWN) {
            warnings.add(
                    new Warning(Kind.UNKNOWN_SIDE, "It was not said which hip this is; it was treated as a left one."));
        }
        if (card.preprocessing().fieldOfViewMillimetres() > 0 && Double.isNaN(view.spacingMillimetres())) {
            warnings.add(new Warning(
                    Kind.UNKNOWN_PIXEL_SIZE,
                    "The pixel size is not known, so the picture could not be brought to the model's scale."));
        }
        if (reasons.contains(Reason.COARSE) || reasons.contains(Reason.TOO_COARSE)) {
            warnings.add(new Warning(
                    Kind.LOW_RESOLUTION,
                    "The picture is too coarse: " + resolution.place() + " is " + resolution.pixels()
                            + " pixels wide, at least " + resolution.least()
                            + " are needed. Supply the original, not a thumbnail."));
        }
        return warnings;
    }

    private static void finder(List<Reason> reasons, List<Warning> warnings) {
        if (reasons.contains(Reason.IMPLANT)) {
            warnings.add(new Warning(
                    Kind.IMPLANT, "There is metal in this hip: its density cannot be told from the picture."));
        } else if (reasons.contains(Reason.MAYBE_IMPLANT)) {
            warnings.add(new Warning(Kind.IMPLANT, "There may be metal in this hip. Look at the picture."));
        }
        if (reasons.contains(Reason.OTHER_SIDE)) {
            warnings.add(new Warning(
                    Kind.OTHER_SIDE, "The hip looks like one of the other side. Check the side that was given."));
        } else if (reasons.contains(Reason.NO_NECK)) {
            warnings.add(new Warning(
                    Kind.NECK_NOT_FOUND,
                    "No femoral neck was found. Check that the picture shows a hip or pelvis, AP, upright."));
        } else if (reasons.contains(Reason.NECK_UNSURE)) {
            warnings.add(new Warning(
                    Kind.NECK_NOT_FOUND,
                    "What was taken for the femoral neck looks unusual. Look where it was found."));
        }
    }

    private static void clinical(ModelCard card, float[] clinical, List<Warning> warnings) {
        List<String> missing = new ArrayList<>();
        List<String> unusual = new ArrayList<>();
        for (int i = 0; i < clinical.length; i++) {
            ModelCard.ClinicalField field = card.clinicalFields().get(i);
            if (Float.isNaN(clinical[i])) {
                missing.add(field.name());
            } else if (field.categories().isEmpty()
                    && Math.abs(clinical[i] - field.mean()) > UNUSUAL_DEVIATIONS * field.sd()) {
                unusual.add(field.name());
            }
        }
        if (!missing.isEmpty()) {
            warnings.add(new Warning(
                    Kind.MISSING_FIELDS,
                    "Not given: " + String.join(", ", missing) + ". The estimate is less certain."));
        }
        if (!unusual.isEmpty()) {
            warnings.add(new Warning(
                    Kind.UNUSUAL_CLINICAL_VALUE,
                    "Hardly any training subject had such a value: " + String.join(", ", unusual) + "."));
        }
    }

    private static Warning exposure(ExposedField field) {
        return new Warning(
                Kind.POOR_EXPOSURE,
                "Poor exposure: the exposed field covers " + Math.round(100 * field.coverage())
                        + " % of the picture and " + Math.round(100 * field.saturatedShare())
                        + " % of it is saturated.");
    }
}
