package org.xattnbmd.samples.batch;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.Thumbnail;
import org.xattnbmd.samples.WholeFile;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.Radiograph;

/**
 * Small pictures of what lies about each femoral neck that was found, with its box, as JPEG files beside the page. They are named by
 * the keys of their rows, which say nothing of a person, and are part of the radiograph alone. Thread-safe.
 */
final class Thumbnails {

    /** The folder beside the page. */
    static final String FOLDER = "thumbnails";
    /** The longer side in pixels: twice what the page shows, for sharp screens. */
    static final int SIDE = 160;
    /** How many of the box's longer sides are shown. */
    private static final double TIMES = 3;

    private static final String NAME = "[0-9a-f]{32}(-dicom)?\\.jpg|\\.writing.*\\.tmp";

    private final Path folder;
    private final boolean wanted;

    private Thumbnails(Path folder, boolean wanted) {
        this.folder = folder;
        this.wanted = wanted;
    }

    /** @param wanted whether there shall be any */
    static Thumbnails in(Path out, boolean wanted) {
        return new Thumbnails(out.resolve(FOLDER), wanted);
    }

    /**
     * Makes the picture of a row, if they are wanted and a neck was found.
     *
     * @throws org.xattnbmd.sdk.BmdException {@code INVALID_ARGUMENT} if it cannot be written
     */
    void write(String key, Radiograph radiograph, BmdEstimate estimate) {
        if (!wanted || estimate.femoralNeck().isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Console.disk("a folder that can be made for thumbnails", e);
        }
        BufferedImage picture = Thumbnail.of(radiograph, estimate.femoralNeck().orElseThrow(), TIMES, SIDE);
        WholeFile.write(file(key), jpeg(picture));
    }

    private static byte[] jpeg(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "jpeg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private Path file(String key) {
        return folder.resolve(key + ".jpg");
    }

    /** For each row where its picture is, as the page refers to it; empty where there is none. */
    List<Optional<String>> references(List<String> keys) {
        return keys.stream()
                .map(key -> wanted && Files.isRegularFile(file(key))
                        ? Optional.of(FOLDER + "/" + key + ".jpg")
                        : Optional.<String>empty())
                .toList();
    }

    /** Removes pictures of other rows, and of all if none are wanted: they are of radiographs that this page does not have. */
    void removeOthers(List<String> keys) {
        Set<String> own = new HashSet<>();
        if (wanted) {
            keys.forEach(key -> own.add(file(key).getFileName().toString()));
        }
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches(NAME) && !own.contains(name)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw Console.disk("thumbnails of an earlier batch that can be removed", e);
        }
    }
}
