package org.xattnbmd.sdk.internal;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;

/**
 * OpenCV's libraries for area resampling, unpacked into the SDK's own cache, known by their SHA-256 ({@link CachedFile}),
 * and loaded without JavaCPP's own loading. That one checks its cache by size and time only, and initialises OpenBLAS's
 * Java binding with all of LAPACK on the way, which costs as much as all the rest.
 *
 * <p>JavaCPP's loading is called by the static initialiser of each of its classes. Its documented system property
 * {@code org.bytedeco.javacpp.loadLibraries} switches that off, here for the one thread that loads. Afterwards JavaCPP
 * is told what is loaded, so that other modules of OpenCV, which a host may use beside the SDK, find these.
 */
final class OpenCvLibraries {

    /** JavaCPP's name, and the place in the jars, in the order in which they need each other. OpenCV 4.13 on Linux. */
    private enum Library {
        JNI_JAVACPP("jnijavacpp", "javacpp", "libjnijavacpp.so"),
        GCC("gcc_s@.1", "openblas", "libgcc_s.so.1"),
        QUADMATH("quadmath@.0", "openblas", "libquadmath.so.0"),
        GFORTRAN("gfortran@.5", "openblas", "libgfortran.so.5"),
        OPENBLAS("openblas@.0", "openblas", "libopenblas.so.0"),
        CORE("opencv_core@.413", "opencv", "libopencv_core.so.413"),
        IMGPROC("opencv_imgproc@.413", "opencv", "libopencv_imgproc.so.413"),
        JNI_CORE("jniopencv_core", "opencv", "libjniopencv_core.so"),
        JNI_IMGPROC("jniopencv_imgproc", "opencv", "libjniopencv_imgproc.so");

        private final String name;
        private final String module;
        private final String file;

        Library(String name, String module, String file) {
            this.name = name;
            this.module = module;
            this.file = file;
        }
    }

    private static final String PLATFORM = "linux-x86_64";
    private static final String SETTINGS = "org.bytedeco.javacpp.";

    private final Path folder;

    private OpenCvLibraries(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes them ready in a folder below {@code cache}.
     *
     * @return empty where JavaCPP has to load them: on another platform or with another OpenCV, where the host has set how
     *     JavaCPP loads or has loaded libraries with it already, or where another class loader of this JVM has these
     */
    static Optional<OpenCvLibraries> prepare(Path cache) throws IOException {
        if (!PLATFORM.equals(Loader.loadProperties().getProperty("platform"))
                || OpenCvLibraries.class.getClassLoader() != Loader.class.getClassLoader()
                || hostDecides(System.getProperties())
                || !Loader.getLoadedLibraries().isEmpty()) {
            return Optional.empty();
        }
        List<URL> sources = new ArrayList<>();
        for (Library library : Library.values()) {
            URL source = OpenCvLibraries.class
                    .getClassLoader()
                    .getResource("org/bytedeco/" + library.module + "/" + PLATFORM + "/" + library.file);
            if (source == null) {
                return Optional.empty();
            }
            sources.add(source);
        }
        NativeCache.Entry core = NativeCache.entry(sources.get(Library.CORE.ordinal()));
        Path folder = cache.resolve("opencv-" + PLATFORM + "-" + core.id())
                .toAbsolutePath()
                .normalize();
        if (!NativeCache.claimAgain(folder)) {
            return Optional.empty();
        }
        CachedFile.createFolder(folder);
        for (Library library : Library.values()) {
            URL source = sources.get(library.ordinal());
            NativeCache.Entry entry = NativeCache.entry(source);
            CachedFile cached = new CachedFile(folder.resolve(library.file), entry.size(), entry.crc());
            if (!cached.intact()) {
                cached.unpack(source);
            }
        }
        return Optional.of(new OpenCvLibraries(folder));
    }

    /** Whether a property says how JavaCPP finds or loads libraries, in either spelling that it knows. */
    static boolean hostDecides(Properties properties) {
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(SETTINGS)) {
                String setting = name.substring(SETTINGS.length()).toLowerCase(Locale.ROOT);
                if (setting.startsWith("platform") || setting.endsWith("libraries") || setting.equals("pathsfirst")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Loads them and runs what initialises the classes of JavaCPP that need them. */
    void load(Runnable first) {
        try (PropertyOfThread off = PropertyOfThread.set(SETTINGS + "loadLibraries", "false")) {
            for (Library library : Library.values()) {
                System.load(folder.resolve(library.file).toString());
            }
            first.run();
        }
        try {
            for (Library library : Library.values()) {
                Loader.loadLibrary(
                        Loader.class,
                        new URL[] {folder.resolve(library.file).toUri().toURL()},
                        library.name);
            }
        } catch (IOException e) {
            throw new IllegalStateException("A file has an address", e);
        }
    }
}
