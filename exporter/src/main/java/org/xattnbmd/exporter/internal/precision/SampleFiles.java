package org.xattnbmd.exporter.internal.precision;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.precision.SampleArray.Raw;
import org.xattnbmd.exporter.internal.precision.SampleArray.Shaped;

/** Reads samples from NumPy files and files of bare numbers. */
public final class SampleFiles {

    /** No sample is larger than this; a declared size above it is a damaged or hostile file. */
    private static final long MAX_BYTES = 1L << 30;

    private SampleFiles() {}

    /** The samples of a folder in the order of their names: files of one sample each, or folders with a file per input. */
    public static List<Map<String, SampleArray>> read(Path folder) {
        List<Map<String, SampleArray>> samples = new ArrayList<>();
        for (Path entry : entries(folder)) {
            Map<String, SampleArray> sample = new LinkedHashMap<>();
            if (Files.isDirectory(entry)) {
                entries(entry).forEach(file -> sample.putAll(arrays(file)));
            } else {
                sample.putAll(arrays(entry));
            }
            if (!sample.isEmpty()) {
                samples.add(sample);
            }
        }
        if (samples.isEmpty()) {
            throw new Failure(
                    Reason.INVALID_REQUEST,
                    "expected .npy, .npz or .bin files in " + folder + " or in its folders, received none");
        }
        return samples;
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new Failure(
                    Reason.IO, "could not read samples from " + folder + " (" + e + "); give a folder of samples", e);
        }
    }

    /** The arrays of a file; none if its name says that it is no sample. */
    private static Map<String, SampleArray> arrays(Path file) {
        String name = file.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        try {
            if (lower.endsWith(".npz")) {
                return archive(file);
            } else if (lower.endsWith(".npy")) {
                return Map.of(stem(name), new Shaped(NumpyFormat.parse(bytes(file), name)));
            } else if (lower.endsWith(".bin") || lower.endsWith(".raw")) {
                return Map.of(stem(name), new Raw(name, bytes(file)));
            }
            return Map.of();
        } catch (IOException e) {
            throw new Failure(Reason.IO, "could not read the sample " + file + " (" + e + ")", e);
        }
    }

    private static String stem(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw tooLarge(file);
        }
        return Files.readAllBytes(file);
    }

    private static Failure tooLarge(Path file) {
        return new Failure(Reason.TOO_LARGE, "expected a sample of at most 1 GiB, received " + file);
    }

    private static Map<String, SampleArray> archive(Path file) throws IOException {
        Map<String, SampleArray> arrays = new LinkedHashMap<>();
        long left = MAX_BYTES;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
                ZipEntry entry = e.nextElement();
                byte[] bytes;
                try (InputStream in = zip.getInputStream(entry)) {
                    bytes = in.readNBytes((int) (left + 1));
                }
                left -= bytes.length;
                if (left < 0) {
                    throw tooLarge(file);
                }
                String name = entry.getName();
                arrays.put(
                        name.endsWith(".npy") ? stem(name) : name,
                        new Shaped(NumpyFormat.parse(bytes, file.getFileName() + "/" + name)));
            }
        }
        return arrays;
    }
}
