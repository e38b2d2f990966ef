package org.xattnbmd.samples;

import java.nio.file.Path;
import java.util.Optional;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.results.StudyContext;

/** A radiograph that was read, with the study that a result of it belongs to, or with why it can have none in DICOM. */
public final class OpenedRadiograph {

    private final Path file;
    private final Radiograph radiograph;
    private final StudyContext study;
    private final BmdException refusal;

    private OpenedRadiograph(Path file, Radiograph radiograph, StudyContext study, BmdException refusal) {
        this.file = file;
        this.radiograph = radiograph;
        this.study = study;
        this.refusal = refusal;
    }

    /**
     * Reads a radiograph of any format that the SDK reads.
     *
     * @throws BmdException as {@link Radiograph#read(Path)} does
     */
    public static OpenedRadiograph read(Path file) {
        try {
            StudyContext study = StudyContext.read(file);
            return new OpenedRadiograph(file, study.radiograph(), study, null);
        } catch (BmdException e) {
            if (e.code() != Code.RESULT_NOT_DICOM && e.code() != Code.RESULT_STUDY) {
                throw e;
            }
            return new OpenedRadiograph(file, Radiograph.read(file), null, e);
        }
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    public Radiograph radiograph() {
        return radiograph;
    }

    /** Why there can be no result in DICOM: the picture is in another format, or says no study; empty if there can. */
    public Optional<BmdException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * The study that it belongs to.
     *
     * @throws BmdException {@code RESULT_NOT_DICOM} or {@code RESULT_STUDY} if there is none
     */
    public StudyContext study() {
        if (refusal != null) {
            throw refusal;
        }
        return study;
    }
}
