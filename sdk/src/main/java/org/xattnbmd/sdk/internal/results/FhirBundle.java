package org.xattnbmd.sdk.internal.results;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.internal.files.Hashes;
import org.xattnbmd.sdk.results.FhirLinks;

/**
 * An estimate as a FHIR R4 Bundle of Device, Observation and DiagnosticReport. It is a transaction and not a collection: a server takes
 * all of it or nothing, gives each resource a place of its own, and creates none that it has already.
 */
public final class FhirBundle {

    private static final String URI = "urn:ietf:rfc:3986";
    private static final String DICOM = "urn:dicom:uid";
    private static final String PICTURE = "urn:xattnbmd:picture-sha256";

    private final MessageContent content;
    private final FhirLinks links;
    private final String device;
    private final String observation;
    private final String report;

    private FhirBundle(MessageContent content, FhirLinks links) {
        this.content = content;
        this.links = links;
        // The same model file is one device, whatever it looked at.
        this.device = urn(Hashes.uuid("fhir device", content.estimate().model().sha256()));
        this.observation = urn(content.uuid("fhir observation"));
        this.report = urn(content.uuid("fhir report"));
    }

    private static String urn(UUID uuid) {
        return "urn:uuid:" + uuid;
    }

    public static String write(MessageContent content, FhirLinks links) {
        return new FhirBundle(content, links).bundle().toString();
    }

    private ObjectNode bundle() {
        ObjectNode bundle = FhirJson.resource("Bundle");
        meta(bundle);
        bundle.put("type", "transaction").put("timestamp", text(content.times().made()));
        ArrayNode entries = bundle.putArray("entry");
        entries.add(entry(device, device()));
        entries.add(entry(observation, observation()));
        entries.add(entry(report, report()));
        return bundle;
    }

    private static ObjectNode entry(String urn, ObjectNode resource) {
        ObjectNode entry = FhirJson.object().put("fullUrl", urn);
        String type = resource.get("resourceType").textValue();
        entry.set("resource", resource);
        entry.putObject("request")
                .put("method", "POST")
                .put("url", type)
                .put("ifNoneExist", "identifier=" + URI + "|" + urn);
        return entry;
    }

    /** Tags what a simulated model said. */
    private void meta(ObjectNode resource) {
        if (content.simulated()) {
            ObjectNode meta = resource.withObject("/meta");
            FhirJson.markAsTest(meta);
            meta.putArray("tag").add(FhirJson.own("simulated", "SIMULATED"));
        }
    }

    private static void identify(ObjectNode resource, String urn) {
        resource.putArray("identifier").addObject().put("system", URI).put("value", urn);
    }

    private ObjectNode device() {
        ModelIdentity model = content.estimate().model();
        String id = PlainText.of(model.id());
        String version = PlainText.of(model.version());
        ObjectNode resource = FhirJson.resource("Device");
        meta(resource);
        FhirNarrative words = new FhirNarrative()
                .say(MessageContent.ALGORITHM + ", model " + id + " " + version)
                .say("SHA-256 of the model file: " + model.sha256());
        words.sayAll(Notices.of(content.estimate())).writeTo(resource);
        identify(resource, device);
        resource.put("status", "active");
        ArrayNode names = resource.putArray("deviceName");
        names.addObject().put("name", MessageContent.ALGORITHM).put("type", "user-friendly-name");
        if (!id.isEmpty()) {
            names.addObject().put("name", id).put("type", "model-name");
        }
        resource.putObject("type").put("text", "Software that estimates " + bmdInside() + " from hip radiographs");
        ArrayNode versions = resource.putArray("version");
        version(versions, "Version of the model", version);
        version(versions, "SHA-256 of the model file", PlainText.of(model.sha256()));
        ArrayNode notes = resource.putArray("note");
        Notices.of(content.estimate()).forEach(notice -> FhirJson.note(notes, notice));
        return resource;
    }

    private static void version(ArrayNode versions, String type, String value) {
        if (!value.isEmpty()) {
            ObjectNode version = versions.addObject();
            version.putObject("type").put("text", type);
            version.put("value", value);
        }
    }

    private ObjectNode observation() {
        ObjectNode resource = FhirObservation.resource(content.estimate(), content.side());
        meta(resource);
        new FhirNarrative()
                .say(content.figures())
                .say("Side: " + Notices.side(content.side()))
                .sayAll(Notices.of(content.estimate()))
                .sayAll(Notices.warnings(content.estimate()))
                .writeTo(resource);
        identify(resource, observation);
        about(resource);
        resource.putObject("device")
                .put("reference", device)
                .put("display", device(content.estimate().model()));
        source().ifPresent(source -> resource.putArray("derivedFrom").add(source));
        return resource;
    }

    static String device(ModelIdentity model) {
        return PlainText.of(model.id() + " " + model.version() + " (SHA-256 " + model.sha256() + ")");
    }

    private ObjectNode report() {
        ObjectNode resource = FhirJson.resource("DiagnosticReport");
        meta(resource);
        String conclusion = conclusion();
        new FhirNarrative()
                .say(conclusion)
                .sayAll(Notices.warnings(content.estimate()))
                .writeTo(resource);
        identify(resource, report);
        resource.putArray("category").add(FhirJson.concept(FhirJson.hl7("v2-0074", "RAD", "Radiology")));
        resource.set(
                "code",
                FhirJson.concept(FhirJson.own(content.site().fhir() + "-bmd-report", "Report of a BMD estimate"))
                        .put("text", content.site().report()));
        about(resource);
        resource.putArray("result").addObject().put("reference", observation);
        study().ifPresent(study -> resource.putArray("imagingStudy").add(study));
        resource.put("conclusion", conclusion);
        return resource;
    }

    /** What is estimated, inside of a sentence. */
    private String bmdInside() {
        String bmd = content.site().bmd();
        return bmd.substring(0, 1).toLowerCase(Locale.ROOT) + bmd.substring(1);
    }

    /** Figures and notices; what they mean for a person is for whoever reads them. */
    private String conclusion() {
        return PlainText.of((content.simulated() ? Notices.SIMULATED + " " : "") + content.figures() + " "
                + Notices.NOT_A_MEASUREMENT + " " + Notices.NOT_FOR_DIAGNOSIS);
    }

    /** What observation and report say alike: standing, whom they are about, when, on whose account. */
    private void about(ObjectNode resource) {
        resource.put("status", content.verified() ? "final" : "preliminary");
        links.order()
                .ifPresent(order -> resource.putArray("basedOn").addObject().put("reference", order));
        links.subject().ifPresent(subject -> resource.putObject("subject").put("reference", subject));
        content.times().taken().ifPresent(taken -> resource.put("effectiveDateTime", text(taken)));
        resource.put("issued", text(content.times().made()));
        links.performer()
                .ifPresent(
                        performer -> resource.putArray("performer").addObject().put("reference", performer));
    }

    /** With seconds, as FHIR demands of every time. */
    private static String text(OffsetDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }

    /** The study by its identifier: it is the archive's, so this Bundle doesn't bring one. */
    private Optional<ObjectNode> study() {
        ObjectNode reference = FhirJson.object();
        links.imagingStudy().ifPresent(study -> reference.put("reference", study));
        if (links.imagingStudy().isEmpty() && content.image().study().isEmpty()) {
            return Optional.empty();
        }
        reference.put("type", "ImagingStudy");
        content.image()
                .study()
                .ifPresent(study ->
                        reference.putObject("identifier").put("system", DICOM).put("value", "urn:oid:" + study));
        return Optional.of(reference);
    }

    /** The radiograph as the observation names it. */
    private Optional<ObjectNode> source() {
        if (content.image().study().isPresent()) {
            return study().map(study ->
                    study.put("display", "DICOM image " + content.image().id()));
        }
        ObjectNode picture = FhirJson.object().put("type", "Media");
        picture.putObject("identifier")
                .put("system", PICTURE)
                .put("value", content.image().id());
        return Optional.of(picture.put("display", "Radiograph, SHA-256 of its file"));
    }
}
