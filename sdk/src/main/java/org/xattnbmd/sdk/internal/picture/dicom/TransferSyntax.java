package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Map;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** How the data set and its pixels are written. UIDs: DICOM PS3.6, table A-1. */
public enum TransferSyntax {
    IMPLICIT_LITTLE("1.2.840.10008.1.2", Coding.NATIVE),
    EXPLICIT_LITTLE("1.2.840.10008.1.2.1", Coding.NATIVE),
    DEFLATED("1.2.840.10008.1.2.1.99", Coding.NATIVE),
    EXPLICIT_BIG("1.2.840.10008.1.2.2", Coding.NATIVE),
    RLE("1.2.840.10008.1.2.5", Coding.RLE),
    JPEG_BASELINE("1.2.840.10008.1.2.4.50", Coding.JPEG),
    JPEG_EXTENDED("1.2.840.10008.1.2.4.51", Coding.JPEG),
    JPEG_SPECTRAL_SELECTION("1.2.840.10008.1.2.4.53", Coding.JPEG),
    JPEG_PROGRESSION("1.2.840.10008.1.2.4.55", Coding.JPEG),
    JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", Coding.JPEG_LOSSLESS),
    JPEG_LOSSLESS_FIRST_ORDER("1.2.840.10008.1.2.4.70", Coding.JPEG_LOSSLESS),
    JPEG_LS("1.2.840.10008.1.2.4.80", Coding.JPEG_LS),
    JPEG_LS_NEAR_LOSSLESS("1.2.840.10008.1.2.4.81", Coding.JPEG_LS),
    JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", Coding.JPEG_2000),
    JPEG_2000("1.2.840.10008.1.2.4.91", Coding.JPEG_2000),
    HT_JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.201", Coding.JPEG_2000),
    HT_JPEG_2000_LOSSLESS_RPCL("1.2.840.10008.1.2.4.202", Coding.JPEG_2000),
    HT_JPEG_2000("1.2.840.10008.1.2.4.203", Coding.JPEG_2000);

    /** What the pixel data is; sequential JPEG of 12 bits has none of its own among the transfer syntaxes. */
    enum Coding {
        NATIVE,
        RLE,
        JPEG,
        JPEG_TWELVE,
        JPEG_LOSSLESS,
        JPEG_LS,
        JPEG_2000
    }

    private static final Map<String, String> OTHERS = Map.of(
            "1.2.840.10008.1.2.4.92", "JPEG 2000 part 2 lossless",
            "1.2.840.10008.1.2.4.93", "JPEG 2000 part 2",
            "1.2.840.10008.1.2.4.110", "JPEG XL lossless",
            "1.2.840.10008.1.2.4.100", "MPEG-2");

    private final String uid;
    private final Coding coding;

    TransferSyntax(String uid, Coding coding) {
        this.uid = uid;
        this.coding = coding;
    }

    /** As PS3.6 names it. */
    public String uid() {
        return uid;
    }

    Coding coding() {
        return coding;
    }

    Encoding encoding() {
        return new Encoding(this != IMPLICIT_LITTLE, this == EXPLICIT_BIG);
    }

    static TransferSyntax of(String uid) {
        for (TransferSyntax syntax : values()) {
            if (syntax.uid.equals(uid)) {
                return syntax;
            }
        }
        String printable = uid.matches("[0-9.]{1,64}") ? uid : "(not a UID)";
        throw new BmdException(
                Code.IMAGE_UNSUPPORTED,
                "Expected DICOM that is uncompressed, deflated, RLE, JPEG baseline, extended, progressive or lossless, JPEG-LS or JPEG 2000, received "
                        + OTHERS.getOrDefault(uid, "transfer syntax") + " " + printable
                        + ". Ask the archive for explicit little endian.");
    }
}
