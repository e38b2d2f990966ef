package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.HostApplicationTest.OneEstimate;
import org.xattnbmd.sdk.fixtures.TinyModel;

/**
 * Hosts that bring other versions of the SDK's libraries: another maker's OpenCV with classes and natives of its own, an older
 * JavaCPP, an older ONNX Runtime, before and behind the SDK's on the class path. Each must estimate as a host without them
 * does. Not of an ordinary build, for its downloads: {@code ./mvnw -B -Pcoexistence -pl sdk -am package}.
 */
@Timeout(300)
class Coexistence {

    /** Bytedeco's jar of classes, and neither its natives nor another's of that name. */
    private static final Pattern BYTEDECOS = Pattern.compile("bytedeco.opencv.[^/\\\\]+.opencv-[0-9.-]+\\.jar$");

    private static final String HOSTS = "host's OpenCV ";
    private static final Pattern ESTIMATE = Pattern.compile("estimate (0\\.[0-9]+)");

    /** What dcm4che and Weasis do with their own OpenCV: natives loaded by the host, a picture resized. */
    private static final String HOST = """
            package org.xattnbmd.sdk;

            import org.opencv.core.*;
            import org.opencv.imgproc.Imgproc;

            public class Host {
                public static void main(String[] arguments) throws Exception {
                    boolean sdkFirst = arguments[1].equals("sdk-first");
                    if (sdkFirst) {
                        HostApplicationTest.OneEstimate.main(arguments);
                    }
                    nu.pattern.OpenCV.loadLocally();
                    resize();
                    HostApplicationTest.OneEstimate.main(arguments);
                    resize();
                }

                private static void resize() {
                    Mat resized = new Mat();
                    Imgproc.resize(
                            new Mat(64, 64, CvType.CV_32F, new Scalar(3)), resized, new Size(32, 32), 0, 0, Imgproc.INTER_AREA);
                    System.out.println("host's OpenCV " + Core.VERSION + " " + Core.mean(resized).val[0]);
                }
            }
            """;

    @TempDir
    static Path folder;

    private static Path model;
    private static double alone;

    @BeforeAll
    static void aHostWithoutThem() throws Exception {
        model = TinyModel.write(folder);
        alone = estimates(run(System.getProperty("java.class.path"), OneEstimate.class.getName(), ""))
                .get(0);
    }

    private static String jar(String name) {
        Path jar = Path.of(System.getProperty("coexistence.folder"), name + ".jar");
        assertThat(jar).isNotEmptyFile();
        return jar.toString();
    }

    private static String run(String classPath, String main, String order) throws Exception {
        var outcome = ChildJvm.run(
                folder,
                List.of("-Djava.io.tmpdir=" + Files.createTempDirectory(folder, "temp")),
                classPath,
                main,
                model.toString(),
                order);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    private static List<Double> estimates(String output) {
        List<Double> estimates = new ArrayList<>();
        Matcher matcher = ESTIMATE.matcher(output);
        while (matcher.find()) {
            estimates.add(Double.valueOf(matcher.group(1)));
        }
        return estimates;
    }

    private static String classPath(String added, boolean first) {
        String usual = System.getProperty("java.class.path");
        return first ? added + File.pathSeparator + usual : usual + File.pathSeparator + added;
    }

    @ParameterizedTest(name = "{0}, first on the class path: {1}")
    @CsvSource({"javacpp, true", "javacpp, false", "onnxruntime, true", "onnxruntime, false"})
    void anotherVersionOfALibraryChangesNoEstimate(String library, boolean first) throws Exception {
        String output = run(classPath(jar(library), first), OneEstimate.class.getName(), "");
        assertThat(estimates(output)).containsExactly(alone);
    }

    @Test
    void anOlderOnnxRuntimeAloneWillDo() throws Exception {
        String without = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("onnxruntime"))
                .collect(Collectors.joining(File.pathSeparator));
        String output = run(jar("onnxruntime") + File.pathSeparator + without, OneEstimate.class.getName(), "");
        assertThat(estimates(output)).containsExactly(alone);
    }

    /** The host's classes count where its jar is first; behind the SDK's it gets those of the SDK's OpenCV jar. */
    @ParameterizedTest(name = "host''s jar first: {0}, {1}")
    @CsvSource({"true, host-first", "true, sdk-first", "false, host-first", "false, sdk-first"})
    void aHostsOwnOpenCvWorksBesideTheSdks(boolean first, String order) throws Exception {
        String output = host(classPath(jar("opencv"), first), order);
        assertThat(output.lines().filter(line -> line.startsWith(HOSTS)))
                .hasSize(2)
                .allMatch(line -> line.endsWith(" 3.0") && (!first || line.contains(" 4.9.0 ")));
    }

    /** With {@code bmd-opencv} in the place of Bytedeco's jar there are no others' classes that it could get. */
    @ParameterizedTest(name = "host''s jar first: {0}, {1}")
    @CsvSource({"true, host-first", "true, sdk-first", "false, host-first", "false, sdk-first"})
    void withTheSlimJarTheHostHasItsOwnClassesInEveryOrder(boolean first, String order) throws Exception {
        String output = host(slim(classPath(jar("opencv"), first)), order);
        assertThat(output.lines().filter(line -> line.startsWith(HOSTS)))
                .hasSize(2)
                .allMatch(line -> line.endsWith(" 4.9.0 3.0"));
    }

    @Test
    void withTheSlimJarJavaStartsOnTheModulePathBesideTheHostsOpenCv() throws Exception {
        String whole = ModulePathTest.modulePath() + File.pathSeparator + jar("opencv");
        Path one = Files.createTempDirectory(folder, "module-path");
        assertThat(ModulePathTest.run(one, slim(whole), "--add-modules", "ALL-MODULE-PATH"))
                .contains("module org.xattnbmd.sdk estimates ");
        Path[] entries =
                Arrays.stream(whole.split(File.pathSeparator)).map(Path::of).toArray(Path[]::new);
        assertThatThrownBy(() -> ModuleLayer.boot()
                        .configuration()
                        .resolve(
                                ModuleFinder.of(entries),
                                ModuleFinder.of(),
                                Set.of("opencv", "org.bytedeco.opencv", "org.xattnbmd.sdk")))
                .isInstanceOf(ResolutionException.class)
                .hasMessageContaining("org.opencv.");
    }

    /** The same path with the slim jar in the place of Bytedeco's, whose natives stay. */
    private static String slim(String path) {
        Path slim = Path.of(System.getProperty("coexistence.slim"));
        assertThat(slim).isNotEmptyFile();
        List<String> entries = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator)) {
            boolean whole = BYTEDECOS.matcher(entry).find();
            entries.add(whole ? slim.toString() : entry);
        }
        assertThat(entries).contains(slim.toString());
        return String.join(File.pathSeparator, entries);
    }

    private static String host(String withOpenCv, String order) throws Exception {
        Path compiled = Files.createTempDirectory(folder, "host");
        Path source = Files.writeString(compiled.resolve("Host.java"), HOST);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", withOpenCv, "-d", compiled.toString(), source.toString()))
                .isZero();
        String output = run(withOpenCv + File.pathSeparator + compiled, "org.xattnbmd.sdk.Host", order);
        assertThat(estimates(output)).isNotEmpty().allMatch(estimate -> estimate == alone);
        return output;
    }
}
