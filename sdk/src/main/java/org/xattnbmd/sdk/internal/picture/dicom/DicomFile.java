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
import org.xattnbmd.sdk.internal.picture.Orientation;

/**
 * Reads a DICOM file with a single grey or coloured frame. Only what an estimate needs is read; names and numbers of
 * the patient never get into this record ({@link StudyHeader} keeps them, for callers who ask for it).
 *
 * @param stored stored values, aligned to bit 0, row by row, upright
 * @param format how to read them
 * @param facts clinical facts in the header, by the usual field names, in natural units
 */
public record DicomFile(short[] stored, int width, int height, PixelFormat format, Map<String, String> facts) {

    private static final int PREAMBLE = 128;
    private static final byte[] MAGIC = "DICM".getBytes(StandardCharsets.US_ASCII);
    private static final int MAXIMUM_INFLATED = 192 << 20;

    /** Whether the bytes are a Part-10 file, or a data set without its preamble or without any header at all. */
    public static boolean matches(byte[] bytes) {
        return start(bytes) >= 0;
    }

    private static int start(byte[] bytes) {
        return hasMagic(bytes, PREAMBLE)
                ? PREAMBLE + MAGIC.length
                : hasMagic(bytes, 0) ? MAGIC.length : Encoding.startsDataSet(bytes, 0) ? 0 : -1;
    }

    private static boolean hasMagic(byte[] bytes, int at) {
        int end = at + MAGIC.length;
        return bytes.length >= end && Arrays.equals(bytes, at, end, MAGIC, 0, MAGIC.length);
    }

    /**
     * A file whose header has been read and whose pixels have not.
     *
     * @param syntax null if the file declares none
     */
    record Opened(Dataset set, DicomHeader header, TransferSyntax syntax) {}

    static Opened open(byte[] file) {
        TransferSyntax syntax = syntax(file);
        Dataset set = dataSet(file, syntax);
        return new Opened(set, DicomHeader.of(set), syntax);
    }

    /** Decodes the picture. */
    public static DicomFile decode(byte[] file) {
        Opened opened = open(file);
        DicomHeader header = opened.header;
        StoredPixels pixels = DicomPixels.decode(opened.set, header, opened.syntax);
        int columns = header.columns();
        int rows = header.rows();
        Orientation orientation = PatientOrientation.of(opened.set);
        return new DicomFile(
                orientation.upright(pixels.values(), columns, rows),
                orientation.width(columns, rows),
                orientation.height(columns, rows),
                header.format(pixels),
                SubjectFacts.of(opened.set));
    }

    /** The data set of a file, what its functional groups say brought up. */
    static Dataset dataSet(byte[] file) {
        return dataSet(file, syntax(file));
    }

    private static Dataset dataSet(byte[] file, TransferSyntax syntax) {
        int start = Dataset.meta(file, start(file)).end();
        Dataset set = syntax == TransferSyntax.DEFLATED && !Encoding.startsDataSet(file, start)
                ? Dataset.read(inflate(file, start), 0, syntax.encoding())
                : Dataset.read(file, start, syntax == null ? Encoding.IMPLICIT_LITTLE : syntax.encoding());
        FunctionalGroups.bringUp(set);
        return set;
    }

    /** What the file declares; null if it declares nothing and its data set speaks for itself. */
    private static TransferSyntax syntax(byte[] file) {
        Dataset meta = Dataset.meta(file, start(file));
        String uid = meta.text(Tag.TRANSFER_SYNTAX_UID);
        if (!uid.isEmpty()) {
            return TransferSyntax.of(uid);
        }
        if (!Encoding.startsDataSet(file, meta.end())) {
            throw Dataset.corrupt("it does not name its transfer syntax");
        }
        return null;
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
