package org.xattnbmd.trainer.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.PictureReader;

/**
 * A site's radiographs without any measurement: the files of a folder, or the rows of an {@link ExamList}. What the SDK does
 * not read is left out and counted: a hospital's folder has other files too.
 */
final class SitePictures {

    /** In memory at a time. */
    private static final int PART = 128;

    private final List<Supplier<Radiograph>> pictures;
    private int unreadable;

    private SitePictures(List<Supplier<Radiograph>> pictures) {
        this.pictures = pictures;
    }

    static SitePictures of(Path source) {
        return new SitePictures(Files.isDirectory(source) ? inFolder(source) : listed(source));
    }

    private static List<Supplier<Radiograph>> inFolder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .<Supplier<Radiograph>>map(file -> () -> Radiograph.read(file))
                    .toList();
        } catch (IOException e) {
            throw new TrainerException(
                    Code.MANIFEST_UNREADABLE, "Can't read the folder of pictures (" + SafeFiles.reason(e) + ").", e);
        }
    }

    private static List<Supplier<Radiograph>> listed(Path table) {
        List<Supplier<Radiograph>> pictures = new ArrayList<>();
        try (ExamList exams = ExamList.open(table)) {
            if (!exams.columns().contains(ExamList.IMAGE)) {
                throw new TrainerException(
                        Code.MANIFEST_UNREADABLE,
                        "Expected a folder of pictures, or a CSV table with the column " + ExamList.IMAGE
                                + " and, where it is known, " + ExamList.SIDE + ".");
            }
            exams.forEach(exam -> pictures.add(() -> exam.radiograph(table)));
        } catch (BmdException e) {
            throw new TrainerException(
                    Code.MANIFEST_UNREADABLE, "Can't read the pictures' table: " + e.getMessage(), e);
        }
        return pictures;
    }

    /** How many of those read so far the SDK refused. */
    int unreadable() {
        return unreadable;
    }

    /** Reads all, in order, and passes them on in parts as the network takes them. */
    void forEachPart(PictureReader reader, int threads, Consumer<float[][]> use) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Progress progress = new Progress("read", pictures.size(), "pictures")) {
            for (int from = 0; from < pictures.size(); from += PART) {
                List<Supplier<Radiograph>> part = pictures.subList(from, Math.min(pictures.size(), from + PART));
                List<float[]> read = read(part, reader, pool);
                unreadable += part.size() - read.size();
                if (!read.isEmpty()) {
                    use.accept(read.toArray(float[][]::new));
                }
                progress.step(part.size(), "");
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<float[]> read(List<Supplier<Radiograph>> part, PictureReader reader, ExecutorService pool) {
        List<Future<float[]>> pending = part.stream()
                .map(picture -> pool.submit(() -> reader.pixels(picture.get())))
                .toList();
        List<float[]> read = new ArrayList<>();
        for (Future<float[]> one : pending) {
            try {
                read.add(one.get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof BmdException)) {
                    throw new IllegalStateException(e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while reading pictures", e);
            }
        }
        return read;
    }
}
