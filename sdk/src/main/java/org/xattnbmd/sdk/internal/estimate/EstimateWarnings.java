package org.xattnbmd.sdk.internal.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.OutlierScore;
import org.xattnbmd.sdk.BmdEstimate.Warning;
import org.xattnbmd.sdk.BmdEstimate.Warning.Kind;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.NeckFinder.Found;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.clinical.Decimals;
import org.xattnbmd.sdk.internal.clinical.PlausibilityRules;
import org.xattnbmd.sdk.internal.picture.RadiographView;
import org.xattnbmd.sdk.internal.preprocessing.ExposedField;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph;

/** Decides what a reader of an estimate must be told. Messages name fields, never a subject's values. */
public final class EstimateWarnings {

    /** Beyond three standard deviations lie 3 in 1,000 subjects of a normal distribution. */
    private static final double UNUSUAL_DEVIATIONS = 3;

    private static final double MOST_SATURATED = 0.4;
    private static final double LEAST_COVERAGE = 0.1;

    /**
     * Pixels of the caller's picture across the box of the neck. Measured with the reference model 1.2.0 on reduced crops of
     * 44 real hips: with 71 pixels 3 % of the estimates moved by more than the least significant change, with 57 10 %, with
     * 43 30 %. SIMULATED hips, which are sharper, move sooner: 5 % of them with 99 pixels, 75 % with 71.
     */
    private static final int LEAST_NECK_PIXELS = 64;

    private EstimateWarnings() {}

    static List<Warning> of(
            ModelCard card,
            RadiographView view,
            PreparedRadiograph prepared,
            float[] clinical,
            OutlierScore outlierScore,
            Optional<Area> neck,
            Optional<Found> found) {
        List<Warning> warnings = new ArrayList<>();
        if (card.simulated()) {
            warnings.add(
                    new Warning(Kind.SIMULATED_MODEL, "SIMULATED: this model was trained on simulated subjects only."));
        }
        clinical(card, clinical, warnings);
        for (String message : PlausibilityRules.check(card.clinicalFields(), clinical)) {
            warnings.add(new Warning(Kind.IMPLAUSIBLE_COMBINATION, message));
        }
        if (outlierScore.exceeded()) {
            warnings.add(new Warning(
                    Kind.UNUSUAL_RADIOGRAPH,
                    "The radiograph does not look like those the model was trained on (score "
                            + Decimals.significant(outlierScore.value(), 3) + ", limit "
                            + Decimals.significant(outlierScore.limit(), 3)
                            + "). Check that it shows one hip, AP."));
        }
        found.ifPresent(hip -> found(card.preprocessing().search(), hip, warnings));
        exposure(prepared.field(), warnings);
        if (view.side() == Side.UNKNOWN) {
            warnings.add(
                    new Warning(Kind.UNKNOWN_SIDE, "It was not said which hip this is; it was treated as a left one."));
        }
        if (card.preprocessing().fieldOfViewMillimetres() > 0 && Double.isNaN(view.spacingMillimetres())) {
            warnings.add(new Warning(
                    Kind.UNKNOWN_PIXEL_SIZE,
                    "The pixel size is not known, so the picture could not be brought to the model's scale."));
        }
        neck.ifPresent(box -> resolution(box, warnings));
        return warnings;
    }

    private static void found(Preprocessing.Search search, Found found, List<Warning> warnings) {
        if (found.implantConfidence() > search.mostImplant()) {
            warnings.add(new Warning(
                    Kind.IMPLANT, "There seems to be metal in this hip: its density cannot be told from the picture."));
        } else if (found.confidence() < search.leastConfidence()) {
            boolean other = found.otherSideConfidence() >= search.leastConfidence();
            warnings.add(
                    other
                            ? new Warning(
                                    Kind.OTHER_SIDE,
                                    "The hip looks like one of the other side. Check the side that was given.")
                            : new Warning(
                                    Kind.NECK_NOT_FOUND,
                                    "No femoral neck was found. Check that the picture shows a hip or pelvis, AP, upright."));
        }
    }

    private static void resolution(Area neck, List<Warning> warnings) {
        long pixels = Math.round(neck.width());
        if (pixels < LEAST_NECK_PIXELS) {
            warnings.add(new Warning(
                    Kind.LOW_RESOLUTION,
                    "The picture is too coarse: its femoral neck's box is " + pixels + " pixels wide, at least "
                            + LEAST_NECK_PIXELS + " are needed. Supply the original, not a thumbnail."));
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

    private static void exposure(ExposedField field, List<Warning> warnings) {
        if (field.saturatedShare() > MOST_SATURATED || field.coverage() < LEAST_COVERAGE) {
            warnings.add(new Warning(
                    Kind.POOR_EXPOSURE,
                    "Poor exposure: the exposed field covers " + Math.round(100 * field.coverage())
                            + " % of the picture and " + Math.round(100 * field.saturatedShare())
                            + " % of it is saturated."));
        }
    }
}
