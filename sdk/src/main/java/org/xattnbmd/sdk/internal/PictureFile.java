package org.xattnbmd.sdk.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Reads picture files: size cap, format by content, header checks, then the decoder. */
public final class PictureFile {

    private static final long MAXIMUM_BYTES = 512L << 20;
    private static final int DICOM_MAGIC_AT = 128;

    private PictureFile() {}

    /** The file's bytes, refused above 512 MiB. */
    public static byte[] read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new BmdException(
                        Code.IMAGE_UNREADABLE, "Expected an image file, received the folder " + file + ".");
            }
            long size = Files.size(file);
            if (size > MAXIMUM_BYTES) {
                throw new BmdException(
                        Code.IMAGE_TOO_LARGE,
                        "Expected an image file of at most " + MAXIMUM_BYTES + " bytes, received " + size + ".");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new BmdException(
                    Code.IMAGE_NOT_FOUND, "Expected an image file, found nothing at " + file + ". Check the path.", e);
        } catch (IOException e) {
            throw new BmdException(
                    Code.IMAGE_UNREADABLE,
                    "Could not read " + file + " (" + e.getClass().getSimpleName()
                            + "). Check permissions and the disk.",
                    e);
        }
    }

    /** Decodes by content. DICOM is looked for first: some DICOM files carry a TIFF header in their preamble. */
    public static GreyPicture decode(byte[] bytes) {
        if (bytes.length == 0) {
            throw new BmdException(Code.IMAGE_TRUNCATED, "Expected an image file, received 0 bytes. Export it again.");
        }
        if (startsAt(bytes, DICOM_MAGIC_AT, "DICM")) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected PNG, JPEG or TIFF, received DICOM. Export the image as 16-bit PNG.");
        }
        if (PngFile.matches(bytes)) {
            return PngFile.decode(bytes);
        }
        if (JpegFile.matches(bytes)) {
            return JpegFile.decode(bytes);
        }
        if (TiffFile.matches(bytes)) {
            return TiffFile.decode(bytes);
        }
        throw new BmdException(
                Code.IMAGE_NOT_RECOGNISED,
                "Expected PNG, JPEG or TIFF, received a file that is none of them. Check that it is an image.");
    }

    private static boolean startsAt(byte[] bytes, int offset, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.US_ASCII);
        return bytes.length >= offset + expected.length
                && Arrays.equals(bytes, offset, offset + expected.length, expected, 0, expected.length);
    }
}
