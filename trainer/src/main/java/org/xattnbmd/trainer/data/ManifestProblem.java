package org.xattnbmd.trainer.data;

import org.xattnbmd.trainer.TrainerException.Code;

/**
 * One thing that is wrong with one row of a manifest, or with one declaration beside it. Its text names fields, never
 * subjects.
 *
 * @param line in the file, counted from 1; of a manifest with the header
 * @param id the stable code, a {@link Code}'s or, for an image that was refused, the SDK's
 */
public record ManifestProblem(long line, String id, String text) {

    @Override
    public String toString() {
        return "line " + line + ": " + text + " [" + id + "]";
    }
}
