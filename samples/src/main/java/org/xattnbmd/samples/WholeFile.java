package org.xattnbmd.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes a file whole or not at all: under another name in the same folder, then moved over the old one. */
public final class WholeFile {

    private WholeFile() {}

    /** Whether two paths mean one file, also by a link. */
    static boolean same(Path one, Path other) {
        try {
            return one.toAbsolutePath()
                            .normalize()
                            .equals(other.toAbsolutePath().normalize())
                    || Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            throw Console.disk("files that can be told apart", e);
        }
    }

    /**
     * Looks at files to be written, before anything is read: one result must not be written over another, or over the radiograph.
     *
     * @throws org.xattnbmd.sdk.BmdException {@code INVALID_ARGUMENT} if one is the radiograph itself, or two are the same
     */
    static void requireApart(Path radiograph, List<Path> results) {
        for (int i = 0; i < results.size(); i++) {
            if (same(results.get(i), radiograph)) {
                throw Console.refused(
                        "Expected another file than the radiograph for a result, received the radiograph itself.");
            }
            for (Path other : results.subList(0, i)) {
                if (same(results.get(i), other)) {
                    throw Console.refused("Expected a file of its own for each result, received one for two.");
                }
            }
        }
    }

    /** Writes text as UTF-8. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes bytes.
     *
     * @throws org.xattnbmd.sdk.BmdException {@code INVALID_ARGUMENT} if the folder does not exist or cannot be written
     */
    public static void write(Path file, byte[] bytes) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Path temporary = Files.createTempFile(folder, ".writing", ".tmp");
            try {
                Files.write(temporary, bytes);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw Console.disk("a folder that exists and can be written for " + file.getFileName(), e);
        }
    }
}
