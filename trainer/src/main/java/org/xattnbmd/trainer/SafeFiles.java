package org.xattnbmd.trainer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xattnbmd.trainer.TrainerException.Code;

/** Files and folders that are either whole or not there: written beside their place, then moved. */
public final class SafeFiles {

    private static final String PART = ".part";
    private static final Duration LEFT_OVER = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(SafeFiles.class);

    private SafeFiles() {}

    /** What fills a new folder. */
    @FunctionalInterface
    public interface FolderContent {
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Fills a temporary folder beside {@code target}, then moves it there.
     *
     * @param target must not exist, or be empty
     * @throws IOException if it can't be written or is not empty; nothing is left behind
     */
    public static void writeFolder(Path target, FolderContent content) throws IOException {
        Path place = target.toAbsolutePath().normalize();
        requireFree(place);
        Files.createDirectories(place.getParent());
        // Not createTempDirectory: its owner-only permissions would stay on the finished folder.
        Path temporary = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID());
        Files.createDirectory(temporary);
        try {
            content.writeTo(temporary);
            Files.deleteIfExists(place);
            Files.move(temporary, place);
        } finally {
            if (Files.exists(temporary)) {
                deleteTree(temporary);
            }
        }
    }

    private static void requireFree(Path target) throws IOException {
        if (target.getParent() == null) {
            throw new IOException("it is the root of the file system");
        }
        if (Files.exists(target)) {
            if (!Files.isDirectory(target)) {
                throw new IOException("there is a file of that name");
            }
            try (Stream<Path> content = Files.list(target)) {
                if (content.findAny().isPresent()) {
                    throw new IOException("the folder is not empty");
                }
            }
        }
    }

    /** Best effort: the failure that led here matters more than a leftover, which starts with a dot. */
    private static void deleteTree(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("Could not remove the unfinished folder {}; delete it by hand.", root, e);
        }
    }

    /** What fills a stream. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes {@code content} to a temporary file in the target's folder, then moves it over the target. */
    public static void writeAtomically(Path target, Content content) {
        Path folder = target.toAbsolutePath().getParent();
        Path temporary = null;
        try {
            Files.createDirectories(folder);
            removeLeftOvers(folder, target);
            // Not createTempFile: its owner-only permissions would stay on the finished file.
            Path beside = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + PART);
            try (OutputStream out = Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW)) {
                temporary = beside;
                OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
                content.writeTo(buffered);
                buffered.flush();
            }
            move(temporary, target);
        } catch (RuntimeException e) {
            deleteQuietly(temporary, e);
            throw e;
        } catch (IOException e) {
            deleteQuietly(temporary, e);
            throw new TrainerException(
                    Code.OUTPUT, "Can't write " + target + " (" + reason(e) + "). Choose a folder you may write.", e);
        }
    }

    public static void writeAtomically(Path target, String text) {
        writeAtomically(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Removes what writers of this file left that were killed long ago; one at work writes all the time. */
    private static void removeLeftOvers(Path folder, Path target) throws IOException {
        String begin = "." + target.getFileName() + ".";
        Instant longAgo = Instant.now().minus(LEFT_OVER);
        List<Path> parts;
        try (Stream<Path> files = Files.list(folder)) {
            parts = files.filter(file -> file.getFileName().toString().startsWith(begin)
                            && file.getFileName().toString().endsWith(PART))
                    .toList();
        }
        for (Path part : parts) {
            try {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(longAgo)) {
                    Files.deleteIfExists(part);
                }
            } catch (NoSuchFileException e) {
                // Another process has finished or removed it.
                continue;
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteQuietly(Path file, Exception cause) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** An I/O failure in a word or two: some file-system exceptions have only the path as their message. */
    public static String reason(IOException e) {
        String name = e.getClass().getSimpleName().replace("Exception", "");
        return name.equals("IO") ? String.valueOf(e.getMessage()) : name;
    }
}
