package org.xattnbmd.sdk.internal.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.LoggerFactory;
import org.xattnbmd.sdk.internal.natives.opencv.OpenCvCalls;
import org.xattnbmd.sdk.internal.natives.opencv.Resizing;

/**
 * A second copy of JavaCPP's and OpenCV's classes, which only the SDK sees, from the same jars as the host's.
 *
 * <p>The static initialiser of each of these classes lets JavaCPP find and load its libraries, unless the system property
 * {@code org.bytedeco.javacpp.loadLibraries} says no. A system property is the whole host's, and the host may use JavaCPP
 * itself at that moment. So this copy of JavaCPP's {@code Loader} asks for another property, which every JVM has and which
 * never says yes: nothing is loaded but the files that {@link OpenCvLibraries} has checked, and nothing of the host's,
 * neither a property nor a class nor JavaCPP's own state, is changed.
 */
final class OpenCvClasses extends ClassLoader {

    private static final String JAVACPP_AND_OPENCV = "org.bytedeco.";
    private static final String CALLS = OpenCvCalls.class.getName();
    private static final String LOADER = "org.bytedeco.javacpp.Loader";
    private static final String ASKED_FOR = "org.bytedeco.javacpp.loadLibraries";
    private static final String ASKED_FOR_INSTEAD = "java.specification.version";

    /** One class of each jar. */
    private static final List<String> JARS = List.of(
            "org/bytedeco/javacpp/Loader.class",
            "org/bytedeco/opencv/opencv_core/Mat.class",
            "org/bytedeco/openblas/global/openblas.class");

    /** Read here directly: URLs into jars would take half as long again for the 330 classes. Empty once closed. */
    private final List<ZipFile> jars = new ArrayList<>();

    OpenCvClasses() {
        super("xattn-bmd-opencv", OpenCvClasses.class.getClassLoader());
        // On the module path its copy of the calls implements an interface of the SDK's module, which nobody else sees.
        Resizing.class.getModule().addExports(Resizing.class.getPackageName(), getUnnamedModule());
    }

    /** Opens the jars that classes are read from while they are initialised; classes that are needed later come by URL. */
    Jars open() {
        for (String member : JARS) {
            URL url = getParent().getResource(member);
            String text = String.valueOf(url);
            int end = text.indexOf("!/");
            if (text.startsWith("jar:file:") && end > 0) {
                try {
                    jars.add(new ZipFile(Path.of(URI.create(text.substring("jar:".length(), end)))
                            .toFile()));
                } catch (IOException | IllegalArgumentException e) {
                    // Its classes come by URL then.
                    LoggerFactory.getLogger(OpenCvClasses.class).debug("Not read directly: {}", e.toString());
                }
            }
        }
        return this::close;
    }

    private void close() {
        for (ZipFile jar : jars) {
            try {
                jar.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        jars.clear();
    }

    /** Jars that are open. */
    interface Jars extends AutoCloseable {

        @Override
        void close();
    }

    /** Whether the JavaCPP on the class path is one whose {@code Loader} can be told not to load. */
    static boolean understandsJavaCpp() throws IOException {
        try (InputStream in = OpenCvClasses.class.getClassLoader().getResourceAsStream(JARS.get(0))) {
            return in != null && occursOnce(in.readAllBytes(), ASKED_FOR);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(JAVACPP_AND_OPENCV) && !name.equals(CALLS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try {
            byte[] bytes = read(name);
            if (name.equals(LOADER)) {
                bytes = withText(bytes, ASKED_FOR, ASKED_FOR_INSTEAD);
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] read(String name) throws IOException, ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        for (ZipFile jar : jars) {
            ZipEntry entry = jar.getEntry(path);
            if (entry != null) {
                try (InputStream in = jar.getInputStream(entry)) {
                    return in.readAllBytes();
                }
            }
        }
        try (InputStream in = getParent().getResourceAsStream(path)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        }
    }

    /**
     * A class file with one text constant replaced: CONSTANT_Utf8_info, its length in two bytes and then its characters (Java
     * Virtual Machine Specification 4.4.7). Nothing else in a class file depends on its length.
     */
    static byte[] withText(byte[] classFile, String constant, String replacement) {
        return new String(classFile, StandardCharsets.ISO_8859_1)
                .replace(utf8(constant), utf8(replacement))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean occursOnce(byte[] classFile, String constant) {
        String text = new String(classFile, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(utf8(constant));
        return at >= 0 && at == text.lastIndexOf(utf8(constant));
    }

    /** Tag, length and characters, each byte as one character. */
    private static String utf8(String text) {
        return "\1" + (char) (text.length() >> 8) + (char) (text.length() & 0xff) + text;
    }
}
