package org.xattnbmd.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.results.FhirLinks;
import org.xattnbmd.sdk.results.Hl7Header;
import org.xattnbmd.sdk.results.ResultMessages;
import org.xattnbmd.sdk.results.ResultMessages.Source;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of an application that writes messages for a record and a RIS. Both are made before the first is written. */
final class MessageOptions {

    @Option(
            names = "--fhir-bundle",
            paramLabel = "FILE",
            description = "Write a FHIR R4 Bundle (transaction) of Observation, Device and DiagnosticReport.")
    private Path bundle;

    @Option(
            names = "--hl7",
            paramLabel = "FILE",
            description = "Write an HL7 v2.5.1 message ORU^R01 in UTF-8, its segments ending with a carriage return.")
    private Path hl7;

    @ArgGroup(exclusive = false)
    private Study study;

    @Option(
            names = "--performer",
            paramLabel = "REFERENCE",
            description = "With --fhir-bundle: who answers for the result, such as Organization/7.")
    private String performer;

    @Option(
            names = "--hl7-sender",
            defaultValue = "XATTNBMD",
            paramLabel = "APPLICATION[,FACILITY]",
            description = "With --hl7: who sends it. Default: ${DEFAULT-VALUE}.")
    private String sender;

    @Option(
            names = "--hl7-receiver",
            defaultValue = "",
            paramLabel = "APPLICATION[,FACILITY]",
            description = "With --hl7: who is to receive it.")
    private String receiver;

    @Option(
            names = "--patient-id",
            paramLabel = "ID[,AUTHORITY]",
            description = "With --hl7: the patient's identifier and who gave it.")
    private String patient;

    @Option(names = "--accession", paramLabel = "NUMBER", description = "With --hl7: the study's accession number.")
    private String accession;

    /** Which DICOM image it was, if its file does not say; a picture in another format is named by its file's SHA-256. */
    private static final class Study {

        @Option(
                names = "--study-uid",
                required = true,
                paramLabel = "UID",
                description = "With both: the radiograph's study in DICOM, where its file does not say or is no DICOM.")
        private String study;

        @Option(
                names = "--image-uid",
                required = true,
                paramLabel = "UID",
                description = "The radiograph's SOP instance; goes with --study-uid.")
        private String image;
    }

    boolean any() {
        return bundle != null || hl7 != null;
    }

    boolean anyFhir() {
        return bundle != null;
    }

    /** The files to be written. */
    List<Path> files() {
        return Stream.of(bundle, hl7).filter(Objects::nonNull).toList();
    }

    /** Looks at the options before anything is read. */
    void check(CommandLine command, Path image) {
        if (!any() && study != null) {
            throw new ParameterException(command, "--study-uid and --image-uid are for --fhir-bundle and --hl7");
        }
        if (bundle == null && performer != null) {
            throw new ParameterException(command, "--performer is for --fhir-bundle");
        }
        if (hl7 == null && (patient != null || accession != null)) {
            throw new ParameterException(command, "--patient-id and --accession are for --hl7");
        }
        if (same(bundle, hl7) || same(bundle, image) || same(hl7, image)) {
            throw new ParameterException(command, "expected a file of its own for each message");
        }
    }

    private static boolean same(Path one, Path other) {
        return one != null && other != null && WholeFile.same(one, other);
    }

    /**
     * Writes what was asked for, each file whole or not at all.
     *
     * @param opened the radiograph
     * @param side which hip
     * @param taken when the radiograph was taken, or null
     * @param subject a FHIR reference to the patient, or null
     * @param edition 1, or more where it was estimated before with other facts
     */
    void write(
            BmdEstimate estimate,
            OpenedRadiograph opened,
            Radiograph.Side side,
            Instant taken,
            String subject,
            int edition) {
        ResultMessages messages = ResultMessages.of(
                        estimate, side, source(opened), OffsetDateTime.now(ZoneId.systemDefault()))
                .withEdition(edition);
        if (taken != null) {
            messages = messages.withTaken(taken.atOffset(ZoneOffset.UTC));
        }
        String fhir = bundle == null ? null : messages.fhirBundle(links(subject));
        String oru = hl7 == null ? null : messages.hl7(header());
        if (fhir != null) {
            WholeFile.write(bundle, fhir);
        }
        if (oru != null) {
            WholeFile.write(hl7, oru);
        }
    }

    private Source source(OpenedRadiograph opened) {
        if (study != null) {
            return Source.dicom(study.study, study.image);
        }
        if (opened.refusal().isEmpty()) {
            return Source.of(opened.study());
        }
        try {
            return Source.picture(Files.readAllBytes(opened.file()));
        } catch (IOException e) {
            throw Console.disk("the radiograph's file once more", e);
        }
    }

    private FhirLinks links(String subject) {
        FhirLinks links = FhirLinks.NONE;
        if (subject != null) {
            links = links.withSubject(subject);
        }
        return performer == null ? links : links.withPerformer(performer);
    }

    private Hl7Header header() {
        Hl7Header header = Hl7Header.between(party(sender), party(receiver));
        if (patient != null) {
            String[] parts = twoParts(patient);
            header = header.withPatient(List.of(new Hl7Header.PatientId(parts[0], parts[1], "")));
        }
        return accession == null ? header : header.withOrder(new Hl7Header.Order("", "", accession));
    }

    private static Hl7Header.Party party(String text) {
        String[] parts = twoParts(text);
        return new Hl7Header.Party(parts[0], parts[1]);
    }

    private static String[] twoParts(String text) {
        int comma = text.indexOf(',');
        return comma < 0 ? new String[] {text, ""} : new String[] {text.substring(0, comma), text.substring(comma + 1)};
    }
}
