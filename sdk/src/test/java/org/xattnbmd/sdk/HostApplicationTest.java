package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** How the SDK behaves as a guest in somebody's JVM: each case in a JVM of its own. */
@Timeout(120)
class HostApplicationTest {

    @TempDir
    Path folder;

    @Test
    void leavesNothingInTheTempFolderAndNoThreadThatKeepsTheJvmAlive() throws Exception {
        Path temp = Files.createDirectory(folder.resolve("temp"));
        Outcome outcome = run(temp, OneEstimate.class);

        assertThat(outcome.output).contains("estimate 0.").doesNotContain("rror", "WARN");
        assertThat(outcome.exitCode).isZero();
        assertThat(list(temp)).isEmpty();
        assertThat(Path.of("/tmp/mat-debug-" + outcome.pid + ".log"))
                .as("log of ONNX Runtime's telemetry")
                .doesNotExist();
    }

    @Test
    void longCommandLinesDoNotMatter() throws Exception {
        Outcome outcome = run(
                Files.createDirectory(folder.resolve("temp")), OneEstimate.class, "-Dpadding=" + "x/".repeat(20_000));

        assertThat(outcome.exitCode).as(outcome.output).isZero();
    }

    @Test
    void exitDuringEstimatesIsClean() throws Exception {
        Outcome outcome = run(Files.createDirectory(folder.resolve("temp")), ExitWhileBusy.class);

        assertThat(outcome.exitCode).as(outcome.output).isEqualTo(7);
    }

    @Test
    void worksInTwoClassLoadersOfOneJvm() throws Exception {
        Outcome outcome = run(Files.createDirectory(folder.resolve("temp")), TwoClassLoaders.class);

        assertThat(outcome.exitCode).as(outcome.output).isZero();
        assertThat(outcome.output.lines().filter(line -> line.startsWith("estimate 0.")))
                .hasSize(2);
    }

    private record Outcome(int exitCode, String output, long pid) {}

    private Outcome run(Path temp, Class<?> main, String... options) throws Exception {
        Path model = TinyModel.write(folder);
        Path log = folder.resolve("output.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-Xmx256m", "-Djava.io.tmpdir=" + temp, "-XX:-UsePerfData"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), model.toString()));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(100, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the JVM did not end: " + Files.readString(log));
        }
        return new Outcome(process.exitValue(), Files.readString(log), process.pid());
    }

    private static List<Path> list(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static Radiograph hip() {
        return Radiograph.of(SyntheticHip.left(100, 90, 3), 100, 90, PixelFormat.unsigned(16));
    }

    /** The plainest host there is. */
    public static final class OneEstimate {

        public static void main(String[] arguments) {
            try (BmdEstimator estimator = BmdEstimator.open(Path.of(arguments[0]))) {
                System.out.println("estimate "
                        + estimator.estimate(hip(), ClinicalRecord.empty()).bmd());
            }
        }
    }

    /** A host that is told to stop while four threads estimate. */
    public static final class ExitWhileBusy {

        public static void main(String[] arguments) throws Exception {
            BmdEstimator estimator = BmdEstimator.open(Path.of(arguments[0]));
            List<BmdRequest> requests = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                requests.add(new BmdRequest(hip(), ClinicalRecord.empty()));
            }
            for (int i = 0; i < 4; i++) {
                new Thread(() -> {
                            while (true) {
                                estimator.estimateAll(requests);
                            }
                        })
                        .start();
            }
            Thread.sleep(300);
            System.exit(7);
        }
    }

    /** An application server with two applications that both ship the SDK. */
    public static final class TwoClassLoaders {

        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 2; i++) {
                URLClassLoader application = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
                Class<?> main = application.loadClass(OneEstimate.class.getName());
                try {
                    main.getMethod("main", String[].class).invoke(null, (Object) arguments);
                } catch (InvocationTargetException e) {
                    e.getCause().printStackTrace();
                    System.exit(1);
                }
            }
        }

        private static URL[] classPath() throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }
    }
}
