package org.xattnbmd.samples.pacs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.xattnbmd.samples.Console;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;

/**
 * Clinical facts from a FHIR R4 Bundle: ImagingStudy (its identifier in {@code urn:dicom:uid}) says whose study it is, Patient the
 * birth date and sex, Observation the body height (LOINC 8302-2) and weight (29463-7). Of several observations the last in time
 * counts. Own code, because the library for it is forty times as large as this application. Immutable.
 */
final class FhirFacts implements ExamFacts {

    /** Fields of a model by the LOINC code of what they measure. */
    private static final Map<String, String> FIELDS = Map.of("8302-2", "height", "29463-7", "weight");

    private static final long MOST_BYTES = 64L << 20;
    private static final double DAYS_A_YEAR = 365.25;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(64)
                    .build())
            .build());

    private final Map<String, String> patientOfStudy = new HashMap<>();
    private final Map<String, JsonNode> patients = new HashMap<>();
    private final Map<String, Map<String, JsonNode>> observations = new HashMap<>();

    private FhirFacts() {}

    static FhirFacts read(Path file) {
        JsonNode root;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw Console.refused("Expected at most " + MOST_BYTES + " bytes of FHIR, received more.");
            }
            root = MAPPER.readTree(file.toFile());
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw Console.refused("Expected a FHIR Bundle in JSON, received a file that cannot be read as JSON.");
        } catch (IOException e) {
            throw Console.disk("a FHIR file that can be read", e);
        }
        if (!root.path("resourceType").asText().equals("Bundle")) {
            throw Console.refused("Expected a FHIR resource of type Bundle, received another.");
        }
        FhirFacts facts = new FhirFacts();
        for (JsonNode entry : root.path("entry")) {
            facts.take(entry.path("resource"), entry.path("fullUrl").asText());
        }
        return facts;
    }

    private void take(JsonNode resource, String url) {
        String type = resource.path("resourceType").asText();
        String subject = resource.path("subject").path("reference").asText();
        if (type.equals("Patient")) {
            patients.put("Patient/" + resource.path("id").asText(), resource);
            if (!url.isEmpty()) {
                patients.put(url, resource);
            }
        } else if (type.equals("ImagingStudy")) {
            for (JsonNode identifier : resource.path("identifier")) {
                if (identifier.path("system").asText().equals("urn:dicom:uid")) {
                    patientOfStudy.put(identifier.path("value").asText().replace("urn:oid:", ""), subject);
                }
            }
        } else if (type.equals("Observation")
                && !resource.path("status").asText().equals("entered-in-error")) {
            for (JsonNode coding : resource.path("code").path("coding")) {
                String field = FIELDS.get(coding.path("code").asText());
                if (field != null && coding.path("system").asText().equals("http://loinc.org")) {
                    observations
                            .computeIfAbsent(subject, any -> new HashMap<>())
                            .merge(field, resource, FhirFacts::later);
                }
            }
        }
    }

    private static JsonNode later(JsonNode one, JsonNode other) {
        // Dates of one precision compare as their texts do.
        return one.path("effectiveDateTime")
                                .asText()
                                .compareTo(other.path("effectiveDateTime").asText())
                        > 0
                ? one
                : other;
    }

    @Override
    public Optional<Facts> of(DicomWeb.Study study) {
        String reference = patientOfStudy.get(study.uid());
        if (reference == null) {
            return Optional.empty();
        }
        ClinicalRecord.Builder clinical = ClinicalRecord.builder();
        JsonNode patient = patients.get(reference);
        if (patient != null) {
            String sex = patient.path("gender").asText();
            if (sex.equals("female") || sex.equals("male")) {
                clinical.set("sex", sex);
            }
            if (patient.has("birthDate") && !study.date().isEmpty()) {
                clinical.set("age", years(patient.path("birthDate").asText(), study.date()), "years");
            }
        }
        observations.getOrDefault(reference, Map.of()).forEach((field, observation) -> {
            JsonNode quantity = observation.path("valueQuantity");
            if (!quantity.path("value").isNumber()
                    || quantity.path("code").asText().isEmpty()) {
                throw Console.refused(
                        "Expected a quantity with a UCUM code for the " + field + ", received another value.");
            }
            clinical.set(
                    field,
                    quantity.path("value").doubleValue(),
                    quantity.path("code").asText());
        });
        return Optional.of(new Facts(Radiograph.Side.UNKNOWN, clinical));
    }

    private static double years(String birth, String studyDate) {
        try {
            LocalDate from = LocalDate.parse(birth);
            LocalDate to = LocalDate.parse(studyDate, DateTimeFormatter.BASIC_ISO_DATE);
            return ChronoUnit.DAYS.between(from, to) / DAYS_A_YEAR;
        } catch (DateTimeException e) {
            throw Console.refused("Expected whole dates of birth and study (YYYY-MM-DD), received others.");
        }
    }
}
