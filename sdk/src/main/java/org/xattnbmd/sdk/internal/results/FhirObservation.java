package org.xattnbmd.sdk.internal.results;

import static org.xattnbmd.sdk.internal.results.FhirJson.GRAMS;
import static org.xattnbmd.sdk.internal.results.FhirJson.UNITLESS;
import static org.xattnbmd.sdk.internal.results.FhirJson.coding;
import static org.xattnbmd.sdk.internal.results.FhirJson.concept;
import static org.xattnbmd.sdk.internal.results.FhirJson.hl7;
import static org.xattnbmd.sdk.internal.results.FhirJson.own;
import static org.xattnbmd.sdk.internal.results.FhirJson.quantity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph.Side;

/**
 * An estimate as a FHIR R4 Observation. The code is the project's own: every LOINC term for hip BMD has the method DXA,
 * and an estimate must not be taken for a measurement.
 */
public final class FhirObservation {

    private static final String SNOMED = "http://snomed.info/sct";

    /** FHIR's dateTime has years of four digits. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private FhirObservation() {}

    /** @throws BmdException {@code INVALID_ARGUMENT} if FHIR cannot write the time or the reference */
    public static String write(BmdEstimate estimate, Side side, Instant effective, String subject) {
        if (subject != null && subject.isBlank()) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected a reference to the patient such as Patient/123, or null, received a blank text.");
        }
        if (effective != null && (effective.isBefore(FIRST) || effective.isAfter(LAST))) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected a time in the years 1 to 9999, which FHIR can write, received one outside.");
        }
        ObjectNode observation = resource(estimate, side);
        if (subject != null) {
            observation.putObject("subject").put("reference", subject);
        }
        if (effective != null) {
            observation.put("effectiveDateTime", effective.toString());
        }
        return observation.toString();
    }

    /** The observation without what only the caller knows: whose it is and when. */
    static ObjectNode resource(BmdEstimate e, Side side) {
        ResultSite of = ResultSite.of(e);
        ObjectNode observation = FhirJson.resource("Observation");
        if (e.model().simulated()) {
            FhirJson.markAsTest(observation.putObject("meta"));
        }
        observation.put("status", "preliminary");
        observation.putArray("category").add(concept(hl7("observation-category", "imaging", "Imaging")));
        observation.set(
                "code",
                concept(own(of.fhir() + "-bmd-estimate", of.label() + " areal BMD estimated from a radiograph"))
                        .put("text", of.report()));
        if (e.trust().usable()) {
            observation.set("valueQuantity", quantity(e.bmd(), 3, GRAMS));
        } else {
            observation.set("dataAbsentReason", concept(hl7("data-absent-reason", "not-applicable", "Not Applicable")));
        }
        notes(e, observation.putArray("note"));
        observation.set(
                "bodySite",
                concept(coding(SNOMED, of.snomed().code(), of.snomed().description()))
                        .put("text", of.sided(side)));
        observation
                .putObject("method")
                .put(
                        "text",
                        "Estimated from an AP hip radiograph and clinical facts by XAttn-BMD; not a DXA measurement");
        observation.putObject("device").put("display", FhirBundle.device(e.model()));
        components(e, observation.putArray("component"));
        return observation;
    }

    private static void components(BmdEstimate e, ArrayNode components) {
        if (e.trust().usable()) {
            readings(e, components);
        }
        e.outlierScore().ifPresent(score -> outlierScore(score, components.addObject()));
        trust(e.trust(), components.addObject());
    }

    private static void readings(BmdEstimate e, ArrayNode components) {
        for (BmdEstimate.Interval interval : e.intervals()) {
            String percent = Figures.percent(interval.coverage());
            ObjectNode component = components.addObject();
            component.set(
                    "code", concept(own("interval-" + percent, percent + " % conformal interval of the estimate")));
            ObjectNode range = component.putObject("valueRange");
            range.set("low", quantity(interval.lower(), 3, GRAMS));
            range.set("high", quantity(interval.upper(), 3, GRAMS));
        }
        if (e.target().hasReference()) {
            scores(e, components);
        }
    }

    private static void scores(BmdEstimate e, ArrayNode components) {
        ObjectNode tScore = components.addObject();
        tScore.set(
                "code",
                concept(own("t-score-estimate", "T-score of the estimate"))
                        .put(
                                "text",
                                PlainText.of("T-score against " + e.reference().name())));
        tScore.set("valueQuantity", quantity(e.tScore(), 1, UNITLESS));
        population(e.reference(), tScore.putArray("referenceRange").addObject());
        if (e.zScore().isPresent()) {
            ObjectNode zScore = components.addObject();
            zScore.set("code", concept(own("z-score-estimate", "Z-score of the estimate")));
            zScore.set("valueQuantity", quantity(e.zScore().getAsDouble(), 1, UNITLESS));
        }
    }

    private static void outlierScore(BmdEstimate.OutlierScore score, ObjectNode component) {
        component.set(
                "code",
                concept(own("outlier-score", "How unlike the training radiographs this one is"))
                        .put("text", "Outlier score of the model; above the range the radiograph is unusual"));
        component.set("valueQuantity", quantity(score.value(), 3, UNITLESS));
        ArrayNode ranges = component.putArray("referenceRange");
        ranges.addObject().set("high", quantity(score.limit(), 3, UNITLESS));
        if (score.hardLimit().isPresent()) {
            ObjectNode hard = ranges.addObject();
            hard.set("high", quantity(score.hardLimit().getAsDouble(), 3, UNITLESS));
            hard.put("text", "above it not usable");
        }
    }

    private static void trust(BmdEstimate.Trust trust, ObjectNode component) {
        String level = trust.level().name().toLowerCase(Locale.ROOT).replace('_', '-');
        component.set("code", concept(own("trust", "How far the estimate can be trusted")));
        ObjectNode value = concept(own("trust-" + level, level.replace('-', ' ')));
        component.set("valueCodeableConcept", value);
        if (!trust.reasons().isEmpty()) {
            value.put("text", trust.words());
        }
    }

    /** Whom a T-score compares with; a range of it would be a finding. */
    private static void population(ModelCard.ReferencePopulation reference, ObjectNode range) {
        String name = PlainText.of(reference.name());
        if (!name.isEmpty()) {
            range.putArray("appliesTo").addObject().put("text", name);
        }
        range.put(
                "text",
                PlainText.of("Reference population: mean " + Figures.decimal(reference.mean(), 3) + ", SD "
                        + Figures.decimal(reference.sd(), 3) + " g/cm2, scale of " + reference.densitometer()));
    }

    private static void notes(BmdEstimate e, ArrayNode notes) {
        e.warnings().forEach(warning -> FhirJson.note(notes, warning.message()));
        FhirJson.note(notes, e.statement());
        FhirJson.note(notes, Notices.NOT_FOR_DIAGNOSIS);
    }
}
