package org.xattnbmd.sdk.results;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Cancellation;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.internal.picture.PictureFile;
import org.xattnbmd.sdk.internal.picture.dicom.PatientIdentity;
import org.xattnbmd.sdk.internal.picture.dicom.StudyHeader;

/**
 * A radiograph in DICOM together with what a result needs to repeat of its header: patient, study, accession number, referring
 * physician, and which image it is. This is the one type of the SDK, beside {@link DicomResults}, {@link DicomObject} and {@link
 * Patient} that are made from it, that holds who the patient is; {@link Radiograph} alone never does. It is read at the same time as the picture, from
 * the same bytes, so that a result cannot be filed under another patient's study.
 *
 * <p>Immutable and thread-safe; nothing to close. What it knows of the patient goes into the results and nowhere else: there is no
 * method that gives it out (a {@link Patient} only says whether two are one person), and its text form shows none of it. It lives as long as the caller keeps it.
 */
public final class StudyContext {

    /**
     * Whose radiograph it is, as its header says: to be compared with another's, so that a follow-up is of one person. It gives
     * nothing out, and its text form shows none of it. It holds no picture, and so may outlive the context that it is from.
     * Immutable and thread-safe.
     */
    public static final class Patient {

        private final PatientIdentity identity;

        private Patient(PatientIdentity identity) {
            this.identity = identity;
        }

        /** Whether both are the same person, as far as the headers say. */
        public Match compare(Patient other) {
            return identity.isThatOf(other.identity)
                    .map(same -> same ? Match.SAME : Match.DIFFERENT)
                    .orElse(Match.UNKNOWN);
        }

        /** Shows nothing of the person. */
        @Override
        public String toString() {
            return "Patient";
        }

        /** What two headers say together. */
        public enum Match {
            /** One identifier by one issuer (or by none that is named), and nothing that contradicts it. */
            SAME,
            /** Two identifiers by one issuer, or a birth date or sex that contradicts. */
            DIFFERENT,
            /** A header without an identifier or of which it was removed, or two issuers: only who knows the person can say. */
            UNKNOWN
        }
    }

    private static final Duration USUAL_TIME = Duration.ofMinutes(2);

    private final Radiograph radiograph;
    private final StudyHeader header;

    private StudyContext(Radiograph radiograph, StudyHeader header) {
        this.radiograph = radiograph;
        this.header = header;
    }

    /**
     * Reads a DICOM file as {@link Radiograph#read(Path)} does, and its header with it.
     *
     * @throws BmdException as there, and {@code RESULT_NOT_DICOM} for a picture in another format, {@code RESULT_STUDY} if a result
     *     could not say which study and image it belongs to
     */
    public static StudyContext read(Path file) {
        return read(file, Cancellation.after(USUAL_TIME));
    }

    /** As {@link #read(Path)}, unless it is cancelled or not done in time. */
    public static StudyContext read(Path file, Cancellation cancellation) {
        return decode(PictureFile.read(Objects.requireNonNull(file, "file")), cancellation);
    }

    /** As {@link #read(Path)}, from bytes in memory. The bytes are not kept. */
    public static StudyContext decode(byte[] bytes) {
        return decode(bytes, Cancellation.after(USUAL_TIME));
    }

    /** As {@link #read(Path, Cancellation)}, from bytes in memory. The bytes are not kept. */
    public static StudyContext decode(byte[] bytes, Cancellation cancellation) {
        return new StudyContext(Radiograph.decode(bytes, cancellation), StudyHeader.read(bytes));
    }

    /** The radiograph; estimate from it, or from what {@link Radiograph#withSide} and its like make of it. */
    public Radiograph radiograph() {
        return radiograph;
    }

    /** The day of the study, for a follow-up over time; empty if the header says none that can be read. */
    public Optional<LocalDate> studyDate() {
        return header.studyDate();
    }

    /** Whose it is, to be compared with another's. */
    public Patient patient() {
        return new Patient(header.patient());
    }

    StudyHeader header() {
        return header;
    }

    String studyInstanceUid() {
        return header.studyInstanceUid();
    }

    /** The image's. */
    String sopInstanceUid() {
        return header.image().sopInstanceUid();
    }

    /** Shows nothing of patient or study. */
    @Override
    public String toString() {
        return "StudyContext of " + radiograph.width() + "x" + radiograph.height() + " pixels";
    }
}
