package org.xattnbmd.exporter.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar, started by itself with nothing else on its class path. */
class OnnxToolsJarIT {

    /** A computer reads the one, so not a word may be there that is not an answer; a person reads the other. */
    private record Run(int code, String out, String err) {}

    private static final Path JAR = Path.of(System.getProperty("tools.jar"));

    @TempDir
    static Path folder;

    private static ToolFiles files;

    @BeforeAll
    static void models() throws Exception {
        files = ToolFiles.in(folder);
    }

    private static Run run(Object... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        Arrays.stream(args).map(Object::toString).forEach(command::add);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("%s ended", command).isTrue();
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static void succeeds(Object... args) throws Exception {
        Run run = run(args);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(new ObjectMapper().readTree(run.out())).isNotEmpty();
    }

    @Test
    void everyCommandRunsOnItsOwn() throws Exception {
        Path optimized = folder.resolve("optimized.onnx");
        Path half = folder.resolve("half.onnx");
        Path integer = folder.resolve("int8.onnx");
        succeeds("inspect", files.attention(), "--json");
        succeeds("optimize", files.attention(), optimized, "--json");
        succeeds("compare", files.attention(), optimized, "--json");
        succeeds("fp16", files.convolution(), half, "--samples", files.samples(), "--json");
        succeeds(
                "quantize",
                files.convolution(),
                integer,
                "--calibration",
                files.samples(),
                "--min-speedup",
                0,
                "--json");
        succeeds("check", integer, "--json");
        assertSameInThisJvm(optimized, "optimize", files.attention());
        assertSameInThisJvm(half, "fp16", files.convolution(), "--samples", files.samples());
        assertSameInThisJvm(
                integer, "quantize", files.convolution(), "--calibration", files.samples(), "--min-speedup", 0);
    }

    /** The bytes depend on the model and the options, and not on the process: identity hashes and threads differ here. */
    private static void assertSameInThisJvm(Path written, String command, Path model, Object... options)
            throws IOException {
        Path again = folder.resolve("again.onnx");
        List<String> args = new ArrayList<>(List.of(command, model.toString(), again.toString()));
        Arrays.stream(options).map(Object::toString).forEach(args::add);
        StringWriter err = new StringWriter();
        int code = OnnxTools.run(
                new PrintWriter(new StringWriter()), new PrintWriter(err, true), args.toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
        assertThat(Files.readAllBytes(again)).as(command).isEqualTo(Files.readAllBytes(written));
    }

    @Test
    void refusalsAreExitCode1AndWrongUsageIsExitCode2() throws Exception {
        Path none = Files.writeString(folder.resolve("none.onnx"), "this is no model");
        Run refused = run("check", none);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines()).singleElement().asString().startsWith("INVALID_MODEL_FILE: ");
        Run usage = run("compare", files.attention());
        assertThat(usage.code()).isEqualTo(2);
        assertThat(usage.err()).contains("Missing required parameter: 'B'", "Usage: onnx-tools compare");
    }

    @Test
    void nothingOfTheTrainingEngineOrTheGpuIsInside() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .noneMatch(name -> name.contains("providers_cuda") || name.contains("pytorch"))
                    .doesNotHaveDuplicates();
        }
        assertThat(Files.size(JAR)).isLessThan(64L << 20);
    }
}
