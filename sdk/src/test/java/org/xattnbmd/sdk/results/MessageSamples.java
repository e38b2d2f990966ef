package org.xattnbmd.sdk.results;

import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.AttentionMap;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.BmdEstimate.Interval;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.BmdEstimate.OutlierScore;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Trust.Reason;
import org.xattnbmd.sdk.BmdEstimate.Warning;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.Radiograph.Side;

/** Estimates and their messages, made up by hand. */
final class MessageSamples {

    static final OffsetDateTime MADE = OffsetDateTime.parse("2026-03-01T10:15:00+01:00");
    static final OffsetDateTime TAKEN = OffsetDateTime.parse("2026-03-01T09:30:00+01:00");
    static final ResultMessages.Source IMAGE = ResultMessages.Source.dicom("1.2.840.99.1", "1.2.840.99.1.2.3");
    static final ResultMessages.Source PICTURE =
            ResultMessages.Source.picture("a picture".getBytes(StandardCharsets.UTF_8));

    static final FhirLinks LINKS = FhirLinks.NONE
            .withSubject("Patient/4711")
            .withPerformer("Organization/radiology")
            .withImagingStudy("ImagingStudy/815")
            .withOrder("ServiceRequest/99");

    static final Hl7Header HEADER = Hl7Header.between(
                    new Hl7Header.Party("XATTNBMD", "WARD 3"), new Hl7Header.Party("RIS", "HOSPITAL"))
            .withPatient(List.of(
                    new Hl7Header.PatientId("4711", "HOSPITAL", "MR"), new Hl7Header.PatientId("a|b", "1.2.3.4", "")))
            .withOrder(new Hl7Header.Order("P-1", "", "ACC^7"));

    private static final Warning SIMULATED = new Warning(Warning.Kind.SIMULATED_MODEL, "SIMULATED: a model of nobody.");
    private static final Warning MISSING =
            new Warning(Warning.Kind.MISSING_FIELDS, "No value for height_cm, weight_kg.");

    private MessageSamples() {}

    /** What the golden files show: a simulated model's estimate of a DICOM image. */
    static ResultMessages simulated() {
        return ResultMessages.of(estimate(true, Trust.FINE, MISSING), Side.LEFT, IMAGE, MADE)
                .withTaken(TAKEN);
    }

    /** A model's that was trained on measurements, of a picture without a study, which is unusual. */
    static ResultMessages unusual() {
        return ResultMessages.of(
                estimate(false, new Trust(List.of(Reason.UNLIKE_TRAINING, Reason.COARSE), 1.5), MISSING),
                Side.UNKNOWN,
                PICTURE,
                MADE);
    }

    static ResultMessages notUsable() {
        Trust trust = new Trust(List.of(Reason.IMPLANT), 1);
        return ResultMessages.of(estimate(false, trust, MISSING), Side.RIGHT, IMAGE, MADE);
    }

    static BmdEstimate estimate(boolean simulated, Trust trust, Warning warning) {
        return estimate(
                new ModelIdentity("hip", "1.2.0", "0123456789abcdef".repeat(4), simulated),
                trust,
                ReferencePopulation.nhanes3WhiteWomen(),
                simulated ? List.of(SIMULATED, warning) : List.of(warning));
    }

    static BmdEstimate estimate(
            ModelIdentity model, Trust trust, ReferencePopulation reference, List<Warning> warnings) {
        boolean usable = trust.usable();
        return new BmdEstimate(
                0.7125,
                0.05,
                usable ? -1.21 : Double.NaN,
                reference,
                usable ? OptionalDouble.of(0.35) : OptionalDouble.empty(),
                RoundingMode.HALF_UP,
                Category.NOT_APPLICABLE,
                "No category.",
                List.of(new Interval(0.9, 0.61, 0.815), new Interval(0.975, 0.55, 0.875)),
                List.of(),
                Map.of("age", 1.0),
                new AttentionMap(1, 1, List.of(1f), new Area(0, 0, 10, 10)),
                Optional.empty(),
                warnings,
                model,
                Optional.of(new OutlierScore(1.25, 1.5, OptionalDouble.of(3))),
                trust);
    }
}
