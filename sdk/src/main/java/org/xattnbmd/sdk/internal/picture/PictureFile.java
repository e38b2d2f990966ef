package org.xattnbmd.sdk.internal.picture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Reads picture files: size cap, format by content, header checks, then the decoder. */
public final class PictureFile {

    private static final long MAXIMUM_BYTES = 512L << 20;

    private PictureFile() {}

    /** The file's bytes, refused above 512 MiB. */
    public static byte[] read(Path file) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new BmdException(
                        Code.IMAGE_UNREADABLE,
                        "Expected an image file, received the "
                                + (Files.isDirectory(file) ? "folder " : "pipe or device ") + file + ".");
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

    /** Decodes PNG, JPEG or TIFF, told apart by content. */
    public static GreyPicture decode(byte[] bytes) {
        if (bytes.length == 0) {
            throw new BmdException(Code.IMAGE_TRUNCATED, "Expected an image file, received 0 bytes. Export it again.");
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
                "Expected PNG, JPEG, TIFF or DICOM, received a file that is none of them. Check that it is an image.");
    }
}
