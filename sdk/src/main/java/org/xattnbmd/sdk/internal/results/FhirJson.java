package org.xattnbmd.sdk.internal.results;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** FHIR's data types as JSON, and the systems of the codes. */
final class FhirJson {

    /** The project's own codes. */
    static final String CODES = "urn:xattnbmd:observation";

    static final String GRAMS = "g/cm2";
    static final String UNITLESS = "1";

    private static final String UCUM = "http://unitsofmeasure.org";
    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";

    private FhirJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode resource(String type) {
        return object().put("resourceType", type);
    }

    static ObjectNode quantity(double value, int decimals, String unit) {
        return object().put("value", Figures.rounded(value, decimals))
                .put("unit", unit)
                .put("system", UCUM)
                .put("code", unit);
    }

    static ObjectNode concept(ObjectNode coding) {
        ObjectNode concept = object();
        concept.putArray("coding").add(coding);
        return concept;
    }

    static ObjectNode coding(String system, String code, String display) {
        return object().put("system", system).put("code", code).put("display", display);
    }

    /** A code of the project. */
    static ObjectNode own(String code, String display) {
        return coding(CODES, code, display);
    }

    /** A code of HL7's terminology. */
    static ObjectNode hl7(String system, String code, String display) {
        return coding(TERMINOLOGY + system, code, display);
    }

    /** A note; none if there is nothing to say. */
    static void note(ArrayNode notes, String text) {
        String plain = PlainText.of(text);
        if (!plain.isEmpty()) {
            notes.addObject().put("text", plain);
        }
    }

    /** Marks a resource as test health data. */
    static void markAsTest(ObjectNode meta) {
        meta.putArray("security").add(hl7("v3-ActReason", "HTEST", "test health data"));
    }
}
