package org.xattnbmd.sdk.internal.picture.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.PixelFormat;

/**
 * Reads a DICOM Part-10 file with a single grey (or RGB) frame. Only what an estimate needs is read; names and numbers of
 * the patient never leave this class.
 *
 * @param stored stored values, aligned to bit 0, row by row
 * @param format how to read them
 * @param facts clinical facts in the header, by the usual field names, in natural units
 */
public record DicomFile(short[] stored, int width, int height, PixelFormat format, Map<String, String> facts) {

    private static final int PREAMBLE = 128;
    private static final byte[] MAGIC = "DICM".getBytes(StandardCharsets.US_ASCII);
    private static final int MAXIMUM_INFLATED = 192 << 20;

    /** Whether the bytes are a Part-10 file. */
    public static boolean matches(byte[] bytes) {
        int end = PREAMBLE + MAGIC.length;
        return bytes.length >= end && Arrays.equals(bytes, PREAMBLE, end, MAGIC, 0, MAGIC.length);
    }

    /** Decodes the picture. */
    public static DicomFile decode(byte[] file) {
        Dataset meta = Dataset.meta(file, PREAMBLE + MAGIC.length);
        if (!meta.has(Tag.TRANSFER_SYNTAX_UID)) {
            throw Dataset.corrupt("it does not name its transfer syntax");
        }
        TransferSyntax syntax = TransferSyntax.of(meta.text(Tag.TRANSFER_SYNTAX_UID));
        Dataset set = syntax == TransferSyntax.DEFLATED
                ? Dataset.read(inflate(file, meta.end()), 0, true, false)
                : Dataset.read(file, meta.end(), syntax.explicit(), syntax.bigEndian());
        DicomHeader header = DicomHeader.of(set);
        short[] stored = DicomPixels.decode(set, header, syntax);
        if (header.padding() != null) {
            header.padding().unify(stored, header.bits().stored(), header.bits().signed());
        }
        return new DicomFile(stored, header.columns(), header.rows(), header.format(), SubjectFacts.of(set));
    }

    private static byte[] inflate(byte[] file, int start) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(file, start, file.length - start);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new BmdException(
                            Code.IMAGE_TRUNCATED,
                            "The deflated DICOM file ends before its picture does. Fetch it again.");
                }
                if (out.size() + count > MAXIMUM_INFLATED) {
                    throw new BmdException(
                            Code.IMAGE_TOO_LARGE,
                            "Expected a deflated data set of at most " + MAXIMUM_INFLATED + " bytes, received more.");
                }
                out.write(buffer, 0, count);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new BmdException(
                    Code.IMAGE_CORRUPT, "The DICOM file is damaged: its deflated data set cannot be read.", e);
        } finally {
            inflater.end();
        }
    }
}
