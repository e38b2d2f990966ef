package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** A host application that is a module itself, with the SDK and what it needs on the module path. */
@Timeout(300)
class ModulePathTest {

    private static final Pattern WANTED =
            Pattern.compile("(onnxruntime|opencv|openblas|javacpp|jackson|slf4j-api).*\\.jar");

    private static final String MODULE = "module host { requires org.xattnbmd.sdk; }";
    private static final String MAIN = """
            package host;

            import java.nio.file.Path;
            import org.xattnbmd.sdk.*;

            public class Main {
                public static void main(String[] arguments) {
                    short[] pixels = new short[100 * 90];
                    for (int i = 0; i < pixels.length; i++) {
                        pixels[i] = (short) (300 * (i % 100));
                    }
                    Radiograph picture = Radiograph.of(pixels, 100, 90, PixelFormat.unsigned(16));
                    try (BmdEstimator estimator = BmdEstimator.open(Path.of(arguments[0]))) {
                        BmdEstimate estimate = estimator.estimate(picture, ClinicalRecord.empty());
                        System.out.println(BmdEstimator.class.getModule() + " estimates " + estimate.bmd());
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    static String modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith("classes") && !entry.endsWith("test-classes")
                        || WANTED.matcher(Path.of(entry).getFileName().toString())
                                .matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private String run(String... options) throws Exception {
        return run(folder, modulePath(), options);
    }

    /** What a host that is a module prints, on a module path to which it is added. */
    static String run(Path folder, String modulePath, String... options) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source/host"));
        Files.writeString(folder.resolve("source/module-info.java"), MODULE);
        Files.writeString(source.resolve("Main.java"), MAIN);
        Path compiled = folder.resolve("compiled");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-p",
                        modulePath,
                        "-d",
                        compiled.toString(),
                        folder.resolve("source/module-info.java").toString(),
                        source.resolve("Main.java").toString());
        assertThat(result).as("compiles against the exported package alone").isZero();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-p", modulePath + File.pathSeparator + compiled, "-m", "host/host.Main"));
        command.add(TinyModel.write(folder).toString());
        Path log = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(280, TimeUnit.SECONDS)).isTrue();
        return Files.readString(log);
    }

    @Test
    void estimatesThereToo() throws Exception {
        assertThat(run("--add-modules", "ALL-MODULE-PATH")).contains("module org.xattnbmd.sdk estimates ");
    }

    @Test
    void whereTheLibrariesModulesAreNotResolvedTheErrorSaysHow() throws Exception {
        assertThat(run()).contains("BMD-4005", "--add-modules ALL-MODULE-PATH");
    }
}
