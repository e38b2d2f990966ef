package org.xattnbmd.sdk.internal.natives;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.xattnbmd.sdk.internal.files.CachedFile;
import org.xattnbmd.sdk.internal.files.OwnFolder;

/**
 * OpenCV's libraries for area resampling, unpacked into the SDK's own cache and known by their SHA-256
 * ({@link CachedFile}). They are loaded without JavaCPP's own loading, which checks its cache by size and time only, and
 * initialises OpenBLAS's Java binding with all of LAPACK on the way, which costs as much as all the rest.
 */
final class OpenCvLibraries {

    /** The place in the jars, in the order in which they need each other. OpenCV 4.13 on Linux. */
    private enum Library {
        JNI_JAVACPP("javacpp", "libjnijavacpp.so"),
        GCC("openblas", "libgcc_s.so.1"),
        QUADMATH("openblas", "libquadmath.so.0"),
        GFORTRAN("openblas", "libgfortran.so.5"),
        OPENBLAS("openblas", "libopenblas.so.0"),
        CORE("opencv", "libopencv_core.so.413"),
        IMGPROC("opencv", "libopencv_imgproc.so.413"),
        JNI_CORE("opencv", "libjniopencv_core.so"),
        JNI_IMGPROC("opencv", "libjniopencv_imgproc.so");

        private final String module;
        private final String file;

        Library(String module, String file) {
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
     * @return empty where JavaCPP has to load them: on another platform or with another OpenCV or JavaCPP, where the host has
     *     set how JavaCPP loads, or where another class loader of this JVM has these
     */
    static Optional<OpenCvLibraries> prepare(Path cache) throws IOException {
        if (!NativeCache.platform().equals("linux-x64")
                || hostDecides(System.getProperties())
                || !OpenCvClasses.understandsJavaCpp()) {
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
        Path own = OwnFolder.make(folder);
        for (Library library : Library.values()) {
            URL source = sources.get(library.ordinal());
            NativeCache.Entry entry = NativeCache.entry(source);
            CachedFile cached = new CachedFile(own.resolve(library.file), entry.size(), entry.crc());
            if (!cached.intact(source)) {
                cached.unpack(source);
            }
        }
        return Optional.of(new OpenCvLibraries(own));
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

    /** Their paths, each after those that it needs. */
    List<String> files() {
        List<String> files = new ArrayList<>();
        for (Library library : Library.values()) {
            files.add(folder.resolve(library.file).toString());
        }
        return files;
    }
}
