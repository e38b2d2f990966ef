package org.xattnbmd.sdk.internal;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.slf4j.LoggerFactory;

/**
 * Brings OpenCV's core and image processing into this JVM, and no other module: from the SDK's own cache where that can be
 * ({@link OpenCvLibraries}), else by JavaCPP.
 *
 * <p>JavaCPP looks first for OpenCV's CUDA variant and the 24 libraries that it would need, each in every jar and every
 * module of the JDK: half of the time that loading takes. We want the plain variant whatever is there, so JavaCPP's
 * platform extension (its documented property {@code platform.extension}) is empty while OpenCV's classes are initialised.
 * JavaCPP has that setting once per class loader. So that nobody else is touched by it, it is not made where the host set
 * it, or where jars of JavaCPP are visible that are not OpenCV's: then OpenCV loads the slow way.
 */
final class OpenCvNatives {

    private static final String EXTENSION = "platform.extension";
    private static final String FOLDER = "org/bytedeco/";
    private static final List<String> OPENCV_AND_WHAT_IT_NEEDS = List.of("javacpp-", "openblas-", "opencv-");

    private static volatile boolean loaded;

    private OpenCvNatives() {}

    /**
     * Loads them, or does nothing if they are loaded.
     *
     * @param cache where to unpack; null = the user's usual cache folder, or where JavaCPP unpacks if that cannot be written
     */
    static void load(Path cache) {
        if (!loaded) {
            loadOnce(cache);
        }
    }

    private static synchronized void loadOnce(Path cache) {
        if (loaded) {
            return;
        }
        Optional<OpenCvLibraries> libraries = prepare(cache);
        if (libraries.isPresent()) {
            libraries.get().load(OpenCvNatives::initialise);
        } else {
            loadByJavaCpp();
        }
        loaded = true;
    }

    private static Optional<OpenCvLibraries> prepare(Path cache) {
        try {
            return OpenCvLibraries.prepare(cache == null ? NativeCache.usualFolder() : cache);
        } catch (IOException | RuntimeException e) {
            if (cache != null) {
                throw NativeCache.notWritable(cache, e);
            }
            LoggerFactory.getLogger(OpenCvNatives.class).debug("No native cache, JavaCPP unpacks: {}", e.toString());
            return Optional.empty();
        }
    }

    private static void loadByJavaCpp() {
        Properties platform = Loader.loadProperties();
        boolean plain = platform.getProperty(EXTENSION) == null && onlyOpenCv(jars());
        if (plain) {
            platform.setProperty(EXTENSION, "");
        }
        try {
            initialise();
        } finally {
            if (plain) {
                platform.remove(EXTENSION);
            }
        }
    }

    /** Every class that the resampler uses: each looks for the libraries when it is initialised. */
    private static void initialise() {
        try (PointerScope scope = new PointerScope()) {
            Mat source = new Mat(2, 2, opencv_core.CV_32FC1);
            opencv_imgproc.resize(source, new Mat(), new Size(1, 1));
        }
    }

    private static List<URL> jars() {
        try {
            return Collections.list(Loader.class.getClassLoader().getResources(FOLDER));
        } catch (IOException e) {
            // Not known, so not assumed.
            return List.of();
        }
    }

    /** Whether these places that hold classes of Bytedeco are all jars under the names that OpenCV's are released with. */
    static boolean onlyOpenCv(List<URL> places) {
        for (URL place : places) {
            String text = place.toString();
            int end = text.lastIndexOf(".jar!/" + FOLDER);
            String name = end < 0 ? "" : text.substring(text.lastIndexOf('/', end) + 1, end);
            if (OPENCV_AND_WHAT_IT_NEEDS.stream().noneMatch(name::startsWith) || name.endsWith("-gpu")) {
                return false;
            }
        }
        return !places.isEmpty();
    }
}
