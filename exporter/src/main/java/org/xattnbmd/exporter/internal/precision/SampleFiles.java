package org.xattnbmd.exporter.internal.precision;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** Reads samples from NumPy files. */
public final class SampleFiles {

    /** No sample is larger than this; a declared size above it is a damaged or hostile file. */
    private static final long MAX_BYTES = 1L << 30;

    private SampleFiles() {}

    public static List<Map<String, Tensor>> read(Path folder) {
        List<Map<String, Tensor>> samples = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                if (name.endsWith(".npz")) {
                    samples.add(archive(file));
                } else if (name.endsWith(".npy")) {
                    samples.add(Map.of(stem(file.getFileName().toString()), array(file)));
                }
            }
        } catch (IOException e) {
            throw new ExportException(Code.IO, "could not read samples from " + folder + ": " + e, e);
        }
        if (samples.isEmpty()) {
            throw new ExportException(
                    Code.INVALID_REQUEST, "expected .npy or .npz files in " + folder + ", received none");
        }
        return samples;
    }

    private static String stem(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static Tensor array(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new ExportException(Code.TOO_LARGE, "expected a sample of at most 1 GiB, received " + file);
        }
        return NumpyFormat.parse(Files.readAllBytes(file), file.getFileName().toString());
    }

    private static Map<String, Tensor> archive(Path file) throws IOException {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        long left = MAX_BYTES;
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                byte[] bytes = zip.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, left + 1));
                left -= bytes.length;
                if (left < 0) {
                    throw new ExportException(Code.TOO_LARGE, "expected a sample of at most 1 GiB, received " + file);
                }
                arrays.put(
                        e.getName().endsWith(".npy") ? stem(e.getName()) : e.getName(),
                        NumpyFormat.parse(bytes, e.getName()));
            }
        }
        return arrays;
    }
}
