package org.xattnbmd.samples;

import java.nio.file.Path;
import org.xattnbmd.sdk.results.DicomObject;

/** Results in DICOM as files that are named by their own identifiers: a name says nothing of a person, and twice is once. */
public final class DicomFiles {

    private DicomFiles() {}

    /**
     * Writes an object, whole or not at all.
     *
     * @throws org.xattnbmd.sdk.BmdException {@code INVALID_ARGUMENT} if the folder does not exist or cannot be written
     */
    public static void write(Path folder, DicomObject object) {
        WholeFile.write(folder.resolve(object.sopInstanceUid() + ".dcm"), object.bytes());
    }
}
