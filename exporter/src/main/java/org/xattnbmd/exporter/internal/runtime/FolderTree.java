package org.xattnbmd.exporter.internal.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Temporary folders with all that is in them. */
public final class FolderTree {

    private FolderTree() {}

    /** Deletes what can be deleted; a library that is still loaded may have to stay. */
    public static void delete(Path folder) {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Another deletes it at the same time, or whoever clears the temporary folder will.
            folder.toFile().deleteOnExit();
        }
    }
}
