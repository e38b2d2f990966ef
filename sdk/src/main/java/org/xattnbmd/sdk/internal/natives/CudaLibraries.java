package org.xattnbmd.sdk.internal.natives;

import ai.onnxruntime.OrtEnvironment;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for what ONNX Runtime's CUDA provider needs, before asking it: on a machine without CUDA the provider would
 * unpack more than 500 MB and fail after seconds with a message that names nothing. Only file names are looked at, and whether the CUDA runtime
 * is new enough.
 */
public final class CudaLibraries {

    /**
     * What the provider of ONNX Runtime 1.28 links or opens: library, file name on Linux, file name on Windows. It calls
     * functions of the runtime that came with CUDA 12.8; an older one makes loading fail halfway.
     */
    private static final List<Library> NEEDED = List.of(
            new Library("the NVIDIA driver", "libcuda.so.1", "nvcuda.dll"),
            new Library("CUDA runtime 12.8", "libcudart.so.12", "cudart64_12.dll", "cudaLibraryGetKernel"),
            new Library("cuBLAS 12", "libcublas.so.12", "cublas64_12.dll"),
            new Library("cuBLASLt 12", "libcublasLt.so.12", "cublasLt64_12.dll"),
            new Library("cuRAND 10", "libcurand.so.10", "curand64_10.dll"),
            new Library("cuDNN 9", "libcudnn.so.9", "cudnn64_9.dll"));

    /** No runtime of CUDA 12 is a tenth of this size. */
    private static final long LARGEST_SCAN = 16L << 20;

    /** @param symbol a function that the file must have, empty for none */
    private record Library(String name, String linux, String windows, String symbol) {
        Library(String name, String linux, String windows) {
            this(name, linux, windows, "");
        }
    }

    /**
     * One library that CUDA needs.
     *
     * @param name for people, with the version wanted
     * @param file name of the file that is looked for
     * @param path where it lies, empty if it is in no library folder or too old
     * @param older where one lies that is too old
     */
    public record Found(String name, String file, Optional<Path> path, Optional<Path> older) {}

    private CudaLibraries() {}

    /** The first missing thing in words, with the version wanted; empty if everything is there. */
    public static Optional<String> missing() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        boolean windows = os.startsWith("windows");
        if (!windows && !os.startsWith("linux")) {
            return Optional.of("CUDA exists for Linux and Windows only, this is " + System.getProperty("os.name"));
        }
        Optional<String> library = missing(folders(windows), windows);
        // Last: looking into a jar of hundreds of megabytes costs more than looking for the files.
        if (library.isEmpty() && OrtEnvironment.class.getResource(provider(windows)) == null) {
            return Optional.of("the ONNX Runtime on the class path has no CUDA provider for this platform; "
                    + "use the artifact onnxruntime_gpu");
        }
        return library;
    }

    /** Everything that CUDA needs, found or not, in the order in which it is needed. */
    public static List<Found> search() {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return search(folders(windows), windows);
    }

    static List<Found> search(Iterable<Path> folders, boolean windows) {
        List<Found> libraries = new ArrayList<>();
        for (Library library : NEEDED) {
            String file = windows ? library.windows : library.linux;
            // The first one is what the loader takes, whatever lies in folders behind it.
            Optional<Path> path = Optional.empty();
            for (Path folder : folders) {
                if (path.isEmpty() && Files.exists(folder.resolve(file))) {
                    path = Optional.of(folder.resolve(file));
                }
            }
            boolean older = path.isPresent() && !has(path.get(), library.symbol);
            libraries.add(
                    new Found(library.name, file, older ? Optional.empty() : path, older ? path : Optional.empty()));
        }
        return libraries;
    }

    static Optional<String> missing(Iterable<Path> folders, boolean windows) {
        return search(folders, windows).stream()
                .filter(library -> library.path().isEmpty())
                .findFirst()
                .map(CudaLibraries::lack);
    }

    private static String lack(Found library) {
        String what = library.name() + " (" + library.file() + ") ";
        return library.older()
                .map(older -> what + "is wanted, and " + older + " is older")
                .orElse(what + "is not in any library folder");
    }

    private static boolean has(Path file, String symbol) {
        try {
            return symbol.isEmpty()
                    || Files.size(file) > LARGEST_SCAN
                    || Files.readString(file, StandardCharsets.ISO_8859_1).contains(symbol);
        } catch (IOException e) {
            // The loader will say why it can't be read.
            return true;
        }
    }

    private static Set<Path> folders(boolean windows) {
        return windows ? windowsFolders() : linuxFolders();
    }

    private static String provider(boolean windows) {
        return "/ai/onnxruntime/native/"
                + (windows ? "win-x64/onnxruntime_providers_cuda.dll" : "linux-x64/libonnxruntime_providers_cuda.so");
    }

    private static Set<Path> windowsFolders() {
        Set<Path> folders = new LinkedHashSet<>(split(System.getenv("PATH")));
        folders.addAll(split(System.getenv("SystemRoot") == null ? null : System.getenv("SystemRoot") + "\\System32"));
        return folders;
    }

    private static Set<Path> linuxFolders() {
        Set<Path> folders = new LinkedHashSet<>(split(System.getenv("LD_LIBRARY_PATH")));
        for (String usual : List.of("/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/lib/x86_64-linux-gnu")) {
            folders.add(Path.of(usual));
        }
        addConfigured(Path.of("/etc/ld.so.conf"), folders);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(Path.of("/etc/ld.so.conf.d"), "*.conf")) {
            parts.forEach(part -> addConfigured(part, folders));
        } catch (IOException e) {
            // The folder is optional; without it there are no further folders.
            return folders;
        }
        return folders;
    }

    private static void addConfigured(Path configuration, Set<Path> folders) {
        try {
            for (String line : Files.readAllLines(configuration)) {
                if (line.startsWith("/")) {
                    folders.add(Path.of(line.strip()));
                }
            }
        } catch (IOException e) {
            // An unreadable or missing configuration adds no folder, for the loader just as here.
            return;
        }
    }

    private static List<Path> split(String folders) {
        List<Path> paths = new ArrayList<>();
        if (folders != null) {
            for (String folder : folders.split(File.pathSeparator)) {
                if (!folder.isBlank()) {
                    paths.add(Path.of(folder));
                }
            }
        }
        return paths;
    }
}
