package org.xattnbmd.sdk.internal.natives;

import ai.onnxruntime.OnnxTensor;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.internal.files.CachedFile;
import org.xattnbmd.sdk.internal.files.OwnFolder;

/**
 * Unpacks native libraries once per version: ONNX Runtime's here, OpenCV's by {@link OpenCvLibraries}. ONNX Runtime itself
 * would put 32 MB into the temp folder at every start of a JVM.
 *
 * <p>A cached file is used only if it is byte for byte that of the jar on the class path ({@link CachedFile} says how that is
 * known), and nobody else can change it or a folder on the way to it ({@link OwnFolder}). Files are unpacked under another
 * name and moved, so two processes that start together both succeed and neither sees half a file. A JVM loads a library for one class loader only; a second
 * loader in the same JVM gets ONNX Runtime's own unpacking, into a folder of its own.
 */
public final class NativeCache {

    private static final String CLAIM = "org.xattnbmd.loaded:";
    private static final String ORT_FOLDER = "onnxruntime.native.path";

    /** One for all class loaders of the JVM, because system properties are; equal literals are the same object. */
    private static final Object LOCK = "org.xattnbmd.sdk natives".intern();

    private NativeCache() {}

    /**
     * Makes the libraries ready in a folder below {@code cache}.
     *
     * @param cuda whether the CUDA provider is needed too (0.6 GB)
     * @return the folder to load from; empty if the jar holds no libraries for this platform
     */
    public static Optional<Path> prepare(Path cache, boolean cuda) throws IOException {
        String resources = "/ai/onnxruntime/native/" + platform() + "/";
        List<String> names =
                new ArrayList<>(List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared"));
        if (cuda) {
            names.add("onnxruntime_providers_cuda");
        }
        Path folder = null;
        for (String name : names) {
            String file = System.mapLibraryName(name).replace("jnilib", "dylib");
            URL source = OnnxTensor.class.getResource(resources + file);
            if (source == null) {
                if (name.equals("onnxruntime_providers_shared")) {
                    continue;
                }
                return Optional.empty();
            }
            Entry entry = entry(source);
            if (folder == null) {
                // The main library's checksum tells builds of the same version apart.
                folder = cache.resolve("onnxruntime-" + platform() + "-" + entry.id());
                folder = OwnFolder.make(folder);
            }
            CachedFile cached = new CachedFile(folder.resolve(file), entry.size(), entry.crc());
            if (!cached.intact(source)) {
                cached.unpack(source);
            }
        }
        return Optional.of(folder.toAbsolutePath());
    }

    /**
     * Runs what loads ONNX Runtime for the first time, with the cache in force. The system property that ONNX Runtime
     * reads is set only meanwhile, and not at all if the host set it or another class loader has the folder.
     */
    public static void load(Optional<Path> folder, Runnable loading) {
        synchronized (LOCK) {
            boolean free = folder.isPresent() && System.getProperty(ORT_FOLDER) == null && claim(folder.get());
            if (!free) {
                loading.run();
                return;
            }
            System.setProperty(ORT_FOLDER, folder.get().toString());
            try {
                loading.run();
            } finally {
                System.clearProperty(ORT_FOLDER);
            }
        }
    }

    /** The usual cache folder of this user and platform. */
    public static Path usualFolder() {
        String home = System.getProperty("user.home", ".");
        String os = os();
        String configured = System.getenv(os.equals("win") ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        if (configured != null && !configured.isBlank()) {
            return Path.of(configured, "xattn-bmd");
        }
        return os.equals("osx")
                ? Path.of(home, "Library", "Caches", "xattn-bmd")
                : Path.of(home, ".cache", "xattn-bmd");
    }

    /** Takes a folder for this class loader: a JVM loads a library for one only. False if it was taken before. */
    static boolean claim(Path folder) {
        return System.getProperties().putIfAbsent(CLAIM + folder, loader()) == null;
    }

    /** A folder that the caller chose cannot be used. */
    public static BmdException notUsable(Path cache, Exception cause) {
        if (cause instanceof OwnFolder.SharedException shared) {
            return new BmdException(
                    BmdException.Code.NATIVE_LIBRARY,
                    "Expected a folder for native libraries that nobody else can change, but " + shared.getFile()
                            + " belongs to another user, or others may write to it. Choose another for " + cache + ".",
                    cause);
        }
        return new BmdException(
                BmdException.Code.NATIVE_LIBRARY,
                "Expected a folder for native libraries that can be written, but " + cache + " cannot ("
                        + cause.getClass().getSimpleName() + "). Choose another.",
                cause);
    }

    /** As {@link #claim}, but also true where this class loader took it before, for who failed then and tries again. */
    static boolean claimAgain(Path folder) {
        return claim(folder) || loader().equals(System.getProperty(CLAIM + folder));
    }

    private static String loader() {
        return "class loader " + System.identityHashCode(NativeCache.class.getClassLoader());
    }

    /** An entry of the jar: its size and CRC-32 are in the jar's directory, so nothing has to be unpacked to know them. */
    record Entry(long size, long crc) {

        /** Eight hexadecimal digits. */
        String id() {
            return Long.toHexString(crc | 1L << 32).substring(1);
        }
    }

    static Entry entry(URL source) throws IOException {
        URLConnection connection = source.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return new Entry(jar.getJarEntry().getSize(), jar.getJarEntry().getCrc());
        }
        CRC32 crc = new CRC32();
        long size = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = connection.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                crc.update(buffer, 0, count);
                size += count;
            }
        }
        return new Entry(size, crc.getValue());
    }

    static String platform() {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String cpu = arch.matches("amd64|x86_64") ? "x64" : arch;
        return os() + "-" + cpu;
    }

    private static String os() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.startsWith("windows") ? "win" : name.startsWith("mac") ? "osx" : "linux";
    }
}
