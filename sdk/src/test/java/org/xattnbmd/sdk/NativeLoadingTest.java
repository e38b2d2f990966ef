package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.ChildJvm.Outcome;
import org.xattnbmd.sdk.fixtures.ProtobufWriter;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.natives.OpenCv;

/** Which libraries of OpenCV come into a JVM, and from where; in JVMs of their own. */
@Timeout(300)
class NativeLoadingTest {

    @TempDir
    Path folder;

    private Path cache;

    @BeforeEach
    void onThePlatformWithACacheOfOurOwn() {
        assumeThat(Loader.getPlatform()).as("OpenCV's own cache exists there").isEqualTo("linux-x86_64");
        cache = folder.resolve("cache");
    }

    @Test
    void onlyWhatResamplingNeedsIsLoadedAndFromTheCache() throws Exception {
        Outcome outcome = run();

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        List<String> libraries = outcome.output()
                .lines()
                .filter(line -> line.contains("opencv") || line.contains("blas") || line.contains("javacpp"))
                .filter(line -> line.startsWith("/"))
                .toList();
        Path real = cache.toRealPath();
        assertThat(libraries)
                .allMatch(library -> library.startsWith(real + "/opencv-linux-x86_64-"))
                .extracting(library -> library.substring(library.lastIndexOf('/') + 1))
                .containsExactlyInAnyOrder(
                        "libjnijavacpp.so",
                        "libgcc_s.so.1",
                        "libquadmath.so.0",
                        "libgfortran.so.5",
                        "libopenblas.so.0",
                        "libopencv_core.so.413",
                        "libopencv_imgproc.so.413",
                        "libjniopencv_core.so",
                        "libjniopencv_imgproc.so");
        assertThat(outcome.output()).contains("settings null null").doesNotContain("cudart");
        assertThat(folder.resolve("javacpp")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void theHostsOwnUseOfJavaCppWorksBesideIt(String when) throws Exception {
        Outcome outcome = run(when);

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("imgcodecs true", "openblas threads", "resized 1.5");
        // The SDK's are its own; the host's come from where JavaCPP puts them.
        Path javaCpp = folder.toRealPath().resolve("javacpp");
        Path real = cache.toRealPath();
        assertThat(outcome.output().lines().filter(line -> line.endsWith("libjniopencv_core.so")))
                .hasSize(2)
                .anyMatch(library -> library.startsWith(real + "/opencv-linux-x86_64-"))
                .anyMatch(library -> library.startsWith(javaCpp + "/"));
    }

    @Test
    void nothingOfTheHostIsChanged() throws Exception {
        Outcome outcome = run();

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("same properties true", "new properties [org.xattnbmd.loaded:" + cache);
        assertThat(outcome.output()).doesNotContain("new properties [org.bytedeco");
    }

    @Test
    void theHostsChoiceOfAnExtensionIsKept() throws Exception {
        Outcome outcome = ChildJvm.run(
                folder,
                List.of(
                        "-Dorg.bytedeco.javacpp.platform.extension=-gpu",
                        "-Dorg.bytedeco.javacpp.logger.debug=true",
                        "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("javacpp")),
                LoadTwice.class,
                cache.toString());

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("library cudart", "settings -gpu null");
        assertThat(cache).doesNotExist();
    }

    @Test
    void aLibraryChangedWithItsSizeAndTimeKeptIsReplacedNeverLoaded() throws Exception {
        assertThat(run().exitCode()).isZero();
        Path library = find("libopencv_imgproc.so.413");
        byte[] released = Files.readAllBytes(library);
        FileTime time = Files.getLastModifiedTime(library);
        byte[] changed = released.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(library, changed);
        Files.setLastModifiedTime(library, time);

        Outcome outcome = run();

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(Files.readAllBytes(library)).isEqualTo(released);
    }

    @Test
    void aFolderThatForbidsExecutionIsNamedAsTheCause() throws Exception {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        assumeThat(command("mount", "-t", "tmpfs", "-o", "noexec,size=512m", "tmpfs", mounted.toString()))
                .as("this user may mount a file system that forbids execution")
                .isTrue();
        try {
            Path model = TinyModel.write(folder);
            for (Class<?> program : List.of(LoadTwice.class, Open.class)) {
                Outcome outcome =
                        ChildJvm.run(folder, javaCppElsewhere(), program, mounted.toString(), model.toString());

                assertThat(outcome.output()).contains("BMD-4005", "noexec", "Choose another native cache.");
                assertThat(outcome.exitCode()).isEqualTo(1);
            }
        } finally {
            assertThat(command("umount", mounted.toString())).isTrue();
        }
    }

    @Test
    void aModelIsReadIntoTheHeapWhereTheJvmGivesNoMoreNativeMemory() throws Exception {
        ByteArrayOutputStream large = new ByteArrayOutputStream();
        large.write(TinyModel.bytes());
        // ModelProto.doc_string
        large.write(new ProtobufWriter().text(6, "x".repeat(8 << 20)).toBytes());
        Path model = TinyModel.write(folder, large.toByteArray());

        Outcome outcome = ChildJvm.run(
                folder,
                List.of(
                        "-XX:MaxDirectMemorySize=4m",
                        "-Dorg.slf4j.simpleLogger.log.org.xattnbmd.sdk.internal.model.ModelFile=debug"),
                Open.class,
                cache.toString(),
                model.toString());

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("The model is read into the heap");
    }

    @Test
    void afterAFailureTheSameFolderIsTriedAgain() throws Exception {
        assertThat(run().exitCode()).isZero();
        // A folder that is not empty cannot be replaced by a library.
        Path library = find("libopencv_imgproc.so.413");
        Files.delete(library);
        Path inside = Files.createFile(Files.createDirectory(library).resolve("file"));

        Outcome outcome = run("again", inside.toString());

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .contains("refused BMD-4005")
                .contains(cache.toRealPath() + "/opencv-linux-x86_64-");
        assertThat(folder.resolve("javacpp")).doesNotExist();
    }

    private Outcome run(String... what) throws Exception {
        String[] arguments =
                Stream.concat(Stream.of(cache.toString()), Stream.of(what)).toArray(String[]::new);
        return ChildJvm.run(folder, javaCppElsewhere(), LoadTwice.class, arguments);
    }

    private List<String> javaCppElsewhere() {
        return List.of("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("javacpp"));
    }

    private Path find(String name) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static boolean command(String... words) throws InterruptedException {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Loads OpenCV, and again, and says what is loaded and what is left of the settings. */
    static final class LoadTwice {

        public static void main(String[] arguments) throws IOException {
            Path cache = Path.of(arguments[0]);
            if (arguments.length > 1 && arguments[1].equals("again")) {
                failOnce(cache, Path.of(arguments[2]));
            }
            String when = arguments.length > 1 ? arguments[1] : "";
            if (when.equals("before")) {
                useAsAHost();
            }
            Properties properties = System.getProperties();
            Set<String> before = properties.stringPropertyNames();
            OpenCv.load(cache);
            OpenCv.load(cache);
            Set<String> added = new TreeSet<>(properties.stringPropertyNames());
            added.removeAll(before);
            System.out.println("same properties " + (properties == System.getProperties()));
            System.out.println("new properties " + added);
            System.out.println("resized " + resized());
            if (when.equals("after")) {
                useAsAHost();
            }
            System.out.println("settings " + Loader.loadProperties().getProperty("platform.extension") + " "
                    + System.getProperty("org.bytedeco.javacpp.loadLibraries"));
            try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
                maps.filter(line -> line.contains("/"))
                        .map(line -> line.substring(line.indexOf('/')))
                        .distinct()
                        .forEach(System.out::println);
            }
        }

        private static void useAsAHost() {
            System.out.println("imgcodecs " + opencv_imgcodecs.haveImageWriter(".png"));
            System.out.println("openblas threads " + openblas_nolapack.blas_get_num_threads());
            try (Mat mat = new Mat(3, 3, opencv_core.CV_8UC1)) {
                System.out.println("pixels " + mat.total());
            }
        }

        /** Two pixels, 1 and 2, as one. */
        private static float resized() {
            FloatBuffer source =
                    ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).asFloatBuffer();
            FloatBuffer target =
                    ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).asFloatBuffer();
            OpenCv.resize(source.put(0, 1).put(1, 2), 1, 2, target, 1, 1);
            return target.get(0);
        }

        private static void failOnce(Path cache, Path inside) throws IOException {
            try {
                OpenCv.load(cache);
            } catch (BmdException e) {
                System.out.println("refused " + e.code().id());
                Files.delete(inside);
                Files.delete(inside.getParent());
            }
        }
    }

    /** Opens a model with this native cache. */
    static final class Open {

        public static void main(String[] arguments) {
            BmdEstimator.builder(Path.of(arguments[1]))
                    .nativeCache(Path.of(arguments[0]))
                    .open()
                    .close();
        }
    }
}
