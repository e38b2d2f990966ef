package org.xattnbmd.sdk.internal.natives;

import java.io.IOException;
import java.net.URL;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.slf4j.LoggerFactory;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.internal.files.OwnFolder;
import org.xattnbmd.sdk.internal.natives.opencv.OpenCvCalls;
import org.xattnbmd.sdk.internal.natives.opencv.Resizing;

/**
 * OpenCV's core and image processing in this JVM, and no other module of it: from the SDK's own cache where that can be
 * ({@link OpenCvLibraries}), with classes that only the SDK sees; else by JavaCPP, with the host's classes. Thread-safe.
 *
 * <p>JavaCPP looks first for OpenCV's CUDA variant and the 24 libraries that it would need, each in every jar and every
 * module of the JDK: half of the time that loading takes. We want the plain variant whatever is there, so JavaCPP's
 * platform extension (its documented property {@code platform.extension}) is empty while OpenCV's classes are initialised.
 * JavaCPP has that setting once per class loader. So that nobody else is touched by it, it is not made where the host set
 * it, or where jars of JavaCPP are visible that are not OpenCV's: then OpenCV loads the slow way.
 */
public final class OpenCv {

    private static final String EXTENSION = "platform.extension";
    private static final String JAVACPP_CACHE = "org.bytedeco.javacpp.cachedir";
    private static final String FOLDER = "org/bytedeco/";
    private static final List<String> OPENCV_AND_WHAT_IT_NEEDS =
            List.of("javacpp-", "openblas-", "opencv-", "bmd-opencv-");

    /** Kept after a failure too: a library that it loaded can be loaded for no other class loader. */
    private static OpenCvClasses classes;

    private static volatile OpenCv loaded;

    private final Resizing calls;
    private final String version;

    /** @param calls whose libraries are loaded */
    private OpenCv(Resizing calls) {
        this.calls = calls;
        this.version = calls.initialise();
    }

    /**
     * Loads OpenCV, or does nothing if it is loaded, and returns its version.
     *
     * @param cache where to unpack; null = the user's usual cache folder, or where JavaCPP unpacks if that cannot be used
     * @throws BmdException {@code NATIVE_LIBRARY}
     */
    public static String load(Path cache) {
        return get(cache).version;
    }

    /**
     * Brings a picture to another size: by area averages (INTER_AREA) where it shrinks, bilinear where it grows, because area
     * averaging would repeat pixels there. Loads OpenCV if it is not.
     *
     * @param source native memory, height x width values
     * @param target native memory, newHeight x newWidth values; written from its start, position and limit stay
     */
    public static void resize(
            FloatBuffer source, int height, int width, FloatBuffer target, int newHeight, int newWidth) {
        try {
            get(null).calls.resize(source, height, width, target, newHeight, newWidth);
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    private static OpenCv get(Path cache) {
        OpenCv known = loaded;
        return known == null ? loadOnce(cache) : known;
    }

    private static synchronized OpenCv loadOnce(Path cache) {
        if (loaded == null) {
            try {
                Optional<OpenCvLibraries> libraries = prepare(cache);
                loaded = libraries.isPresent() ? loadOwn(libraries.get()) : loadByJavaCpp(cache);
            } catch (LinkageError e) {
                throw notLoaded(e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("This constructor is public and throws nothing", e);
            }
        }
        return loaded;
    }

    private static BmdException notLoaded(LinkageError e) {
        return new BmdException(BmdException.Code.NATIVE_LIBRARY, LoadFailure.explain("OpenCV", "opencv", e), e);
    }

    private static Optional<OpenCvLibraries> prepare(Path cache) {
        try {
            return OpenCvLibraries.prepare(cache == null ? NativeCache.usualFolder() : cache);
        } catch (IOException | RuntimeException e) {
            if (cache != null) {
                throw NativeCache.notUsable(cache, e);
            }
            LoggerFactory.getLogger(OpenCv.class).debug("No native cache, JavaCPP unpacks: {}", e.toString());
            return Optional.empty();
        }
    }

    private static OpenCv loadOwn(OpenCvLibraries libraries) throws ReflectiveOperationException {
        if (classes == null) {
            classes = new OpenCvClasses();
        }
        try (OpenCvClasses.Jars open = classes.open()) {
            Resizing calls = (Resizing) classes.loadClass(OpenCvCalls.class.getName())
                    .getConstructor()
                    .newInstance();
            calls.loadLibraries(libraries.files());
            return new OpenCv(calls);
        }
    }

    private static OpenCv loadByJavaCpp(Path cache) {
        chooseCache(cache);
        Properties platform = Loader.loadProperties();
        boolean plain = platform.getProperty(EXTENSION) == null && onlyOpenCv(jars());
        if (plain) {
            platform.setProperty(EXTENSION, "");
        }
        try {
            return new OpenCv(new OpenCvCalls());
        } finally {
            if (plain) {
                platform.remove(EXTENSION);
            }
        }
    }

    /**
     * JavaCPP's loader has a cache of its own; it goes where the caller wants unless the host said otherwise. Where neither did
     * and the user's own cannot be used, JavaCPP would take a folder in the shared temp folder whose name others know: then it
     * gets one that only this process knows, and only this user may open.
     */
    private static void chooseCache(Path cache) {
        if (System.getProperty(JAVACPP_CACHE) != null) {
            return;
        }
        try {
            if (cache != null) {
                Path folder = cache.resolve("javacpp");
                System.setProperty(JAVACPP_CACHE, OwnFolder.make(folder).toString());
            } else if (!isUsable(Path.of(System.getProperty("user.home", "."), ".javacpp", "cache"))) {
                Path folder = Files.createTempDirectory("xattn-bmd-natives");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "bmd-natives-removal"));
                System.setProperty(JAVACPP_CACHE, folder.toString());
            }
        } catch (IOException e) {
            throw NativeCache.notUsable(cache == null ? Path.of(System.getProperty("java.io.tmpdir")) : cache, e);
        }
    }

    private static boolean isUsable(Path folder) {
        try {
            return Files.isWritable(OwnFolder.make(folder));
        } catch (IOException e) {
            LoggerFactory.getLogger(OpenCv.class).debug("JavaCPP's own cache cannot be used: {}", e.toString());
            return false;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            LoggerFactory.getLogger(OpenCv.class).debug("Natives stay in {}: {}", folder, e.toString());
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
