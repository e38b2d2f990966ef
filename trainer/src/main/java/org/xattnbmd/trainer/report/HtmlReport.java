package org.xattnbmd.trainer.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
     * @throws IOException if the folder cannot be written or an example's picture cannot be decoded
     */
    public static void write(ReportData data, Path file) throws IOException {
        byte[] bytes = render(data).getBytes(StandardCharsets.UTF_8);
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path temporary = Files.createTempFile(target.getParent(), ".report-", ".tmp");
        try {
            Files.write(temporary, bytes);
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** The page as text. */
    public static String render(ReportData data) throws IOException {
        return Page.render(data);
    }
}
