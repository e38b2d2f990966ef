package org.xattnbmd.trainer.report;

import java.nio.file.Path;
import org.xattnbmd.trainer.SafeFiles;

/**
 * Writes an evaluation as one HTML page without scripts, which needs nothing else: style, charts and pictures are inside.
 * The same data give the same bytes. Stateless and thread-safe.
 */
public final class HtmlReport {

    private HtmlReport() {}

    /**
     * Writes the page beside its target and then moves it there, so that a failure leaves nothing half-written and an
     * older report untouched. Missing folders are made.
     *
     * @throws org.xattnbmd.trainer.TrainerException with code OUTPUT if the folder cannot be written, COHORT_IMAGE if an
     *     example's picture cannot be decoded
     */
    public static void write(ReportData data, Path file) {
        SafeFiles.writeAtomically(file, render(data));
    }

    /** The page as text; throws like {@link #write}. */
    public static String render(ReportData data) {
        return Page.render(data);
    }
}
