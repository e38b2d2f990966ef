package org.xattnbmd.sdk.results;

import java.util.Objects;

/**
 * A DICOM object to be stored: a whole Part 10 file, in explicit VR little endian unless its {@linkplain #transferSyntaxUid
 * transfer syntax} says that its picture is compressed. Immutable and thread-safe; it holds the bytes on
 * the Java heap, and with them what the radiograph's header says of the patient. Its text form shows none of it.
 */
public final class DicomObject {

    /** The kinds of results; names are stable. */
    public enum Kind {
        /** The figures, coded: Comprehensive 3D SR, template TID 1500. */
        STRUCTURED_REPORT("1.2.840.10008.5.1.4.1.1.88.34", "SR"),
        /** A picture that every viewer shows: Secondary Capture. */
        SECONDARY_CAPTURE("1.2.840.10008.5.1.4.1.1.7", "OT"),
        /** The femoral neck's box over the radiograph itself: Grayscale Softcopy Presentation State. */
        PRESENTATION_STATE("1.2.840.10008.5.1.4.1.1.11.1", "PR"),
        /** A page to print: Encapsulated PDF. */
        ENCAPSULATED_PDF("1.2.840.10008.5.1.4.1.1.104.1", "DOC");

        private final String sopClassUid;
        private final String modality;

        Kind(String sopClassUid, String modality) {
            this.sopClassUid = sopClassUid;
            this.modality = modality;
        }

        /** The SOP class, as an archive is asked whether it stores it. */
        public String sopClassUid() {
            return sopClassUid;
        }

        /** The modality of its series, as an archive is searched for it. */
        public String modality() {
            return modality;
        }
    }

    private final Kind kind;
    private final String studyInstanceUid;
    private final String sopInstanceUid;
    private final String transferSyntaxUid;
    private final byte[] bytes;

    DicomObject(Kind kind, String studyInstanceUid, String sopInstanceUid, String transferSyntaxUid, byte[] bytes) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.studyInstanceUid = Objects.requireNonNull(studyInstanceUid, "studyInstanceUid");
        this.sopInstanceUid = Objects.requireNonNull(sopInstanceUid, "sopInstanceUid");
        this.transferSyntaxUid = Objects.requireNonNull(transferSyntaxUid, "transferSyntaxUid");
        this.bytes = bytes;
    }

    /** What it is. */
    public Kind kind() {
        return kind;
    }

    /** The study that it belongs to: the radiograph's own. It says whose it is to whoever can look it up. */
    public String studyInstanceUid() {
        return studyInstanceUid;
    }

    /** Its own identifier: the same for the same model file, radiograph, side, kind and edition. */
    public String sopInstanceUid() {
        return sopInstanceUid;
    }

    /** How it is written: explicit VR little endian (1.2.840.10008.1.2.1), or RLE Lossless (1.2.840.10008.1.2.5). */
    public String transferSyntaxUid() {
        return transferSyntaxUid;
    }

    /** A copy of the file's bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The kind and the number of bytes. */
    @Override
    public String toString() {
        return kind + " of " + bytes.length + " bytes";
    }
}
