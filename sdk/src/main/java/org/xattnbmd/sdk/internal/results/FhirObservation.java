package org.xattnbmd.sdk.internal.results;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph.Side;

/**
 * An estimate as a FHIR R4 Observation. The code is the project's own: every LOINC term for hip BMD has the method DXA,
 * and an estimate must not be taken for a measurement.
 */
public final class FhirObservation {

    private static final String CODES = "urn:xattnbmd:observation";
    private static final String UCUM = "http://unitsofmeasure.org";
    private static final String SNOMED = "http://snomed.info/sct";
    private static final String GRAMS = "g/cm2";

    /** FHIR's dateTime has years of four digits. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final JsonNodeFactory json = JsonNodeFactory.instance;

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
        return new FhirObservation()
                .observation(estimate, side, effective, subject)
                .toString();
    }

    private ObjectNode observation(BmdEstimate e, Side side, Instant effective, String subject) {
        ObjectNode observation = json.objectNode().put("resourceType", "Observation");
        if (e.model().simulated()) {
            observation
                    .putObject("meta")
                    .putArray("security")
                    .add(coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST", "test health data"));
        }
        observation.put("status", "preliminary");
        observation
                .putArray("category")
                .add(concept(
                        coding("http://terminology.hl7.org/CodeSystem/observation-category", "imaging", "Imaging")));
        observation.set(
                "code",
                concept(coding(
                                CODES,
                                "femoral-neck-bmd-estimate",
                                "Femoral neck areal BMD estimated from a radiograph"))
                        .put("text", "Femoral neck BMD, estimated from a hip radiograph (not DXA)"));
        if (subject != null) {
            observation.putObject("subject").put("reference", subject);
        }
        if (effective != null) {
            observation.put("effectiveDateTime", effective.toString());
        }
        if (e.trust().usable()) {
            observation.set("valueQuantity", quantity(e.bmd(), 3, GRAMS));
        } else {
            observation.set(
                    "dataAbsentReason",
                    concept(coding(
                            "http://terminology.hl7.org/CodeSystem/data-absent-reason",
                            "not-applicable",
                            "Not Applicable")));
        }
        notes(e, observation.putArray("note"));
        observation.set("bodySite", bodySite(side));
        observation
                .putObject("method")
                .put(
                        "text",
                        "Estimated from an AP hip radiograph and clinical facts by XAttn-BMD; not a DXA measurement");
        observation.putObject("device").put("display", device(e.model()));
        components(e, observation.putArray("component"));
        return observation;
    }

    private void components(BmdEstimate e, ArrayNode components) {
        if (e.trust().usable()) {
            readings(e, components);
        }
        e.outlierScore().ifPresent(score -> outlierScore(score, components.addObject()));
        trust(e.trust(), components.addObject());
    }

    private void readings(BmdEstimate e, ArrayNode components) {
        for (BmdEstimate.Interval interval : e.intervals()) {
            String percent = Figures.percent(interval.coverage());
            ObjectNode component = components.addObject();
            component.set(
                    "code",
                    concept(coding(CODES, "interval-" + percent, percent + " % conformal interval of the estimate")));
            ObjectNode range = component.putObject("valueRange");
            range.set("low", quantity(interval.lower(), 3, GRAMS));
            range.set("high", quantity(interval.upper(), 3, GRAMS));
        }
        ObjectNode tScore = components.addObject();
        tScore.set(
                "code",
                concept(coding(CODES, "t-score-estimate", "T-score of the estimate"))
                        .put("text", "T-score against " + e.reference().name()));
        tScore.set("valueQuantity", quantity(e.tScore(), 1, "1"));
        if (e.zScore().isPresent()) {
            ObjectNode zScore = components.addObject();
            zScore.set("code", concept(coding(CODES, "z-score-estimate", "Z-score of the estimate")));
            zScore.set("valueQuantity", quantity(e.zScore().getAsDouble(), 1, "1"));
        }
    }

    private void outlierScore(BmdEstimate.OutlierScore score, ObjectNode component) {
        component.set(
                "code",
                concept(coding(CODES, "outlier-score", "How unlike the training radiographs this one is"))
                        .put("text", "Outlier score of the model; above the range the radiograph is unusual"));
        component.set("valueQuantity", quantity(score.value(), 3, "1"));
        ArrayNode ranges = component.putArray("referenceRange");
        ranges.addObject().set("high", quantity(score.limit(), 3, "1"));
        if (score.hardLimit().isPresent()) {
            ObjectNode hard = ranges.addObject();
            hard.set("high", quantity(score.hardLimit().getAsDouble(), 3, "1"));
            hard.put("text", "above it not usable");
        }
    }

    private void trust(BmdEstimate.Trust trust, ObjectNode component) {
        String level = trust.level().name().toLowerCase(Locale.ROOT).replace('_', '-');
        component.set("code", concept(coding(CODES, "trust", "How far the estimate can be trusted")));
        ObjectNode value = concept(coding(CODES, "trust-" + level, level.replace('-', ' ')));
        component.set("valueCodeableConcept", value);
        if (!trust.reasons().isEmpty()) {
            value.put("text", trust.words());
        }
    }

    private static void notes(BmdEstimate e, ArrayNode notes) {
        for (BmdEstimate.Warning warning : e.warnings()) {
            notes.addObject().put("text", warning.message());
        }
        notes.addObject().put("text", e.statement());
        notes.addObject().put("text", "Not a medical device. Not for diagnosis.");
    }

    private ObjectNode bodySite(Side side) {
        ObjectNode site = concept(coding(SNOMED, "29627003", "Structure of neck of femur"));
        return switch (side) {
            case LEFT -> site.put("text", "Left femoral neck");
            case RIGHT -> site.put("text", "Right femoral neck");
            case UNKNOWN -> site.put("text", "Femoral neck, side not known");
        };
    }

    private static String device(BmdEstimate.ModelIdentity model) {
        return String.format(Locale.ROOT, "%s %s (SHA-256 %s)", model.id(), model.version(), model.sha256());
    }

    private ObjectNode quantity(double value, int decimals, String unit) {
        return json.objectNode()
                .put("value", Figures.rounded(value, decimals))
                .put("unit", unit)
                .put("system", UCUM)
                .put("code", unit);
    }

    private ObjectNode concept(ObjectNode coding) {
        ObjectNode concept = json.objectNode();
        concept.putArray("coding").add(coding);
        return concept;
    }

    private ObjectNode coding(String system, String code, String display) {
        return json.objectNode().put("system", system).put("code", code).put("display", display);
    }
}
