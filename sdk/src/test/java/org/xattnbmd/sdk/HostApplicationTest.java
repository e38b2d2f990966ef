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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.ChildJvm.Outcome;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** How the SDK behaves as a guest in somebody's JVM: each case in a JVM of its own. */
@Timeout(300)
class HostApplicationTest {

    @TempDir
    Path folder;

    @Test
    void leavesNothingInTheTempFolderAndNoThreadThatKeepsTheJvmAlive() throws Exception {
        Path temp = Files.createDirectory(folder.resolve("temp"));
        Outcome outcome = run(temp, OneEstimate.class);

        assertThat(outcome.output()).contains("estimate 0.").doesNotContain("rror", "WARN");
        assertThat(outcome.exitCode()).isZero();
        assertThat(list(temp)).isEmpty();
        assertThat(Path.of("/tmp/mat-debug-" + outcome.pid() + ".log"))
                .as("log of ONNX Runtime's telemetry")
                .doesNotExist();
    }

    @Test
    void longCommandLinesDoNotMatter() throws Exception {
        Outcome outcome = run(
                Files.createDirectory(folder.resolve("temp")), OneEstimate.class, "-Dpadding=" + "x/".repeat(20_000));

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    @Test
    void exitDuringEstimatesIsClean() throws Exception {
        Outcome outcome = run(Files.createDirectory(folder.resolve("temp")), ExitWhileBusy.class);

        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(7);
    }

    @Test
    void worksInTwoClassLoadersOfOneJvm() throws Exception {
        Outcome outcome = run(Files.createDirectory(folder.resolve("temp")), TwoClassLoaders.class);

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output().lines().filter(line -> line.startsWith("estimate 0.")))
                .hasSize(2);
    }

    @Test
    void closeDuringRunInAChildJvmIsClean() throws Exception {
        Outcome outcome = run(Files.createDirectory(folder.resolve("temp")), CloseWhileBusy.class);

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("4 threads were refused");
    }

    /** The model is sound; it is the JVM that is ending. */
    @Test
    void openingInAShutdownHookSaysSo() throws Exception {
        Outcome outcome = run(Files.createDirectory(folder.resolve("temp")), OpenInAShutdownHook.class);

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("BMD-4005", "ending").doesNotContain("Export");
    }

    private Outcome run(Path temp, Class<?> main, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-Xmx256m", "-Djava.io.tmpdir=" + temp));
        return ChildJvm.run(folder, all, main, TinyModel.write(folder).toString());
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

    /** A host that wants an estimate when it is over. */
    public static final class OpenInAShutdownHook {

        public static void main(String[] arguments) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    BmdEstimator.open(Path.of(arguments[0])).close();
                    System.out.println("opened");
                } catch (BmdException e) {
                    System.out.println(e);
                }
            }));
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

    /** A host that closes the estimator while four threads estimate. */
    public static final class CloseWhileBusy {

        public static void main(String[] arguments) throws Exception {
            BmdEstimator estimator = BmdEstimator.open(Path.of(arguments[0]));
            CountDownLatch busy = new CountDownLatch(THREADS);
            AtomicInteger refused = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Thread thread = new Thread(() -> estimateUntilRefused(estimator, busy, refused));
                thread.start();
                threads.add(thread);
            }
            busy.await();
            estimator.close();
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println(refused + " threads were refused");
        }

        private static final int THREADS = 4;

        private static void estimateUntilRefused(BmdEstimator estimator, CountDownLatch busy, AtomicInteger refused) {
            try {
                while (true) {
                    estimator.estimate(hip(), ClinicalRecord.empty());
                    busy.countDown();
                }
            } catch (BmdException e) {
                if (e.code() == BmdException.Code.ESTIMATOR_CLOSED) {
                    refused.incrementAndGet();
                }
            }
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
