package org.xattnbmd.sdk.results;

import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.internal.dicom.Uids;
import org.xattnbmd.sdk.internal.files.Hashes;
import org.xattnbmd.sdk.internal.results.FhirBundle;
import org.xattnbmd.sdk.internal.results.Hl7Message;
import org.xattnbmd.sdk.internal.results.MessageContent;

/**
 * An estimate as messages that a record or a RIS takes: FHIR R4 and HL7 v2.5.1. Everywhere the estimate says that it is one and no DXA
 * measurement, that it isn't for diagnosis, and, where the model is so, SIMULATED. An estimate that is not {@linkplain
 * BmdEstimate.Trust#usable usable} gives messages without BMD, interval or T-score, which say why.
 *
 * <p>Identifiers depend on model file, radiograph, side and {@linkplain #withEdition edition} alone, so that a result that is sent
 * twice is one result. Of the patient a message has what {@link FhirLinks} and {@link Hl7Header} give it, and nothing else.
 *
 * <p>Immutable and thread-safe; it holds the estimate and the radiograph's identifiers, and its text form shows neither.
 */
public final class ResultMessages {

    private final MessageContent content;

    private ResultMessages(MessageContent content) {
        this.content = content;
    }

    /** The radiograph that was estimated from. Immutable; its text form shows nothing of it. */
    public static final class Source {

        private final Optional<String> study;
        private final String image;

        private Source(Optional<String> study, String image) {
            this.study = study;
            this.image = image;
        }

        /**
         * A DICOM image.
         *
         * @param studyInstanceUid (0020,000D) of its header
         * @param sopInstanceUid (0008,0018) of its header
         * @throws BmdException {@code INVALID_ARGUMENT} if one is no identifier of DICOM
         */
        public static Source dicom(String studyInstanceUid, String sopInstanceUid) {
            for (String uid : new String[] {studyInstanceUid, sopInstanceUid}) {
                if (!Uids.isUid(uid)) {
                    throw new BmdException(
                            Code.INVALID_ARGUMENT,
                            "Expected the study's and the image's DICOM identifier such as 1.2.840.1, at most 64"
                                    + " characters, received something else.");
                }
            }
            return new Source(Optional.of(studyInstanceUid), sopInstanceUid);
        }

        /** A DICOM image that was read with its study: the identifiers of both are its header's, and nothing else of it is kept. */
        public static Source of(StudyContext study) {
            return new Source(Optional.of(study.studyInstanceUid()), study.sopInstanceUid());
        }

        /** A picture that belongs to no study. It is named by the SHA-256 of its file's bytes, which are not kept. */
        public static Source picture(byte[] file) {
            return new Source(Optional.empty(), Hashes.sha256(file));
        }

        @Override
        public String toString() {
            return study.isPresent() ? "Source in DICOM" : "Source picture";
        }
    }

    /**
     * The messages of an estimate.
     *
     * @param side which hip
     * @param source the radiograph that the estimate was made from
     * @param made when; the caller's to give
     * @throws BmdException {@code INVALID_ARGUMENT} for a time outside of the years 1 to 9999, {@code RESULT_TARGET} for an estimate
     *     of a target without {@linkplain org.xattnbmd.sdk.ModelCard.Target#hasResultCodes codes}
     */
    public static ResultMessages of(BmdEstimate estimate, Radiograph.Side side, Source source, OffsetDateTime made) {
        return new ResultMessages(new MessageContent(
                Objects.requireNonNull(estimate, "estimate"),
                Objects.requireNonNull(side, "side"),
                new MessageContent.Image(source.study, source.image),
                new MessageContent.Times(Objects.requireNonNull(made, "made"), Optional.empty()),
                1,
                false));
    }

    /**
     * The same with the time when the radiograph was taken.
     *
     * @throws BmdException {@code INVALID_ARGUMENT} for a time outside of the years 1 to 9999
     */
    public ResultMessages withTaken(OffsetDateTime taken) {
        return new ResultMessages(content.withTaken(taken));
    }

    /**
     * The same as a later edition, with identifiers of its own: for a radiograph that is estimated again with the same model and other
     * clinical facts or another box, because who has a result under an identifier keeps what it has.
     *
     * @param edition 1 or more; 1 without this
     * @throws BmdException {@code INVALID_ARGUMENT} for less
     */
    public ResultMessages withEdition(int edition) {
        if (edition < 1) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT, "Expected an edition of 1 or more, received " + edition + ".");
        }
        return new ResultMessages(content.withEdition(edition));
    }

    /**
     * The same after a person looked at estimate and radiograph and stands for them: status final. Without it the status is preliminary.
     *
     * @throws BmdException {@code INVALID_ARGUMENT} for an estimate of a simulated model, for which nobody can stand
     */
    public ResultMessages verified() {
        if (content.simulated()) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected the estimate of a model that was trained on measurements, received one of a simulated model,"
                            + " which cannot be final.");
        }
        return new ResultMessages(content.withVerified());
    }

    /**
     * A FHIR R4 Bundle in JSON, a transaction: Observation, Device and DiagnosticReport, each with a narrative and created only if the
     * server has none with its identifier, so that a Bundle that is sent twice changes nothing.
     */
    public String fhirBundle(FhirLinks links) {
        return FhirBundle.write(content, links);
    }

    /**
     * An HL7 v2.5.1 ORU^R01. Segments end with a carriage return; to be sent as UTF-8, as MSH-18 says. There is an OBX for each figure,
     * warning and notice; its status is P, F if {@link #verified}, X for a BMD that is not usable.
     */
    public String hl7(Hl7Header header) {
        return Hl7Message.write(content, header);
    }

    /** Shows nothing of patient, radiograph or estimate. */
    @Override
    public String toString() {
        return "ResultMessages of model " + content.estimate().model().id();
    }
}
