package org.xattnbmd.sdk.results;

import java.util.Optional;
import java.util.regex.Pattern;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * What a FHIR result refers to on the server that it is sent to. Each is a reference as FHIR writes them: {@code Patient/123}, a URL,
 * or a search that finds one resource, {@code Patient?identifier=system|value}. Immutable; its text form shows none of them.
 *
 * @param subject the patient
 * @param performer who answers for the result: an Organization, PractitionerRole or Practitioner
 * @param imagingStudy the study of the radiograph; without it the study is named by its identifier alone
 * @param order the ServiceRequest that asked for the result
 */
public record FhirLinks(
        Optional<String> subject, Optional<String> performer, Optional<String> imagingStudy, Optional<String> order) {

    /** No references: the messages name nobody. */
    public static final FhirLinks NONE =
            new FhirLinks(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final Pattern REFERENCE = Pattern.compile("[\\S&&[^\\p{Cntrl}]]{1,2000}");

    /** @throws BmdException {@code INVALID_ARGUMENT} for a reference that is blank or has white space in it */
    public FhirLinks {
        check(subject, "the subject");
        check(performer, "the performer");
        check(imagingStudy, "the imaging study");
        check(order, "the order");
    }

    private static void check(Optional<String> reference, String what) {
        if (reference.isPresent() && !REFERENCE.matcher(reference.get()).matches()) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected a reference to " + what
                            + " such as Patient/123, without white space, received something else.");
        }
    }

    /** The same with this patient. */
    public FhirLinks withSubject(String reference) {
        return new FhirLinks(Optional.of(reference), performer, imagingStudy, order);
    }

    /** The same with this performer. */
    public FhirLinks withPerformer(String reference) {
        return new FhirLinks(subject, Optional.of(reference), imagingStudy, order);
    }

    /** The same with this study. */
    public FhirLinks withImagingStudy(String reference) {
        return new FhirLinks(subject, performer, Optional.of(reference), order);
    }

    /** The same with this order. */
    public FhirLinks withOrder(String reference) {
        return new FhirLinks(subject, performer, imagingStudy, Optional.of(reference));
    }

    /** Shows none of the references. */
    @Override
    public String toString() {
        return "FhirLinks";
    }
}
