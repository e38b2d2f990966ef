package org.xattnbmd.sdk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.fixtures.DicomKinds;
import org.xattnbmd.sdk.fixtures.DicomWriter;

/** 14,000 damaged DICOM files, and 10 of each further kind of pixels ({@code -Dmutations=200}: 200 of each). */
@Timeout(120)
class DicomMutationTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;

    private final short[] grey = DicomExam.grey();

    @ParameterizedTest
    @ValueSource(
            strings = {
                DicomWriter.IMPLICIT,
                DicomWriter.EXPLICIT,
                DicomWriter.DEFLATED,
                DicomWriter.BIG_ENDIAN,
                DicomWriter.RLE,
                DicomWriter.LOSSLESS,
                DicomWriter.JPEG_LS
            })
    void dicom(String syntax) {
        byte[] whole = new DicomWriter(syntax, grey, W, H)
                .put(0x00081140, "SQ", new byte[] {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0, 0, 0, 0, 0})
                .text(0x00280030, "DS", "0.2\\0.2")
                .text(0x00101010, "AS", "075Y")
                .toBytes();

        Mutations.apply(whole, 132, 2_000, syntax.hashCode(), bytes -> bytes, Mutations::decode);
    }

    @Test
    void kindsOfPixels() {
        int each = Integer.getInteger("mutations", 10);
        DicomKinds.all()
                .forEach((name, kind) -> Mutations.apply(
                        kind.file().toBytes(), 132, each, name.hashCode(), bytes -> bytes, Mutations::decode));
    }
}
