package org.xattnbmd.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.ModelHash;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

class ExecutorEstimatorTest {

    @TempDir
    Path folder;

    @Test
    void allThreadsGetTheSameEstimator() throws Exception {
        Path model = TinyModel.write(folder);
        String sha256 = ModelHash.sha256(model);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            CountDownLatch together = new CountDownLatch(4);
            List<Future<BmdEstimator>> asked = IntStream.range(0, 4)
                    .mapToObj(i -> pool.submit(() -> {
                        together.countDown();
                        together.await();
                        return ExecutorEstimator.of(model, sha256, 1);
                    }))
                    .toList();
            for (Future<BmdEstimator> one : asked) {
                assertThat(one.get()).isSameAs(asked.get(0).get());
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void anotherFileUnderTheModelsNameIsRefused() throws Exception {
        Path model = TinyModel.write(folder);
        String other = "0".repeat(64);

        assertThatThrownBy(() -> ExecutorEstimator.of(model, other, 1))
                .isInstanceOfSatisfying(
                        BmdException.class, e -> assertThat(e.code()).isEqualTo(BmdException.Code.MODEL_HASH_MISMATCH));
    }

    @Test
    void aJvmEndsWhileItsTasksEstimate() throws Exception {
        Path model = TinyModel.write(folder);
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Busy.class.getName(),
                        model.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();

        assertThat(child.waitFor(300, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(child.exitValue()).isEqualTo(Busy.EXIT_CODE);
        assertThat(Files.readString(folder.resolve("child.log")))
                .contains("estimating")
                .doesNotContain("SIGSEGV");
    }

    /** An executor that is told to end in the middle of its work. */
    static final class Busy {

        static final int EXIT_CODE = 7;

        private Busy() {}

        public static void main(String[] arguments) throws Exception {
            Path model = Path.of(arguments[0]);
            BmdEstimator estimator = ExecutorEstimator.of(model, ModelHash.sha256(model), 1);
            Radiograph radiograph = Radiograph.of(SyntheticHip.left(800, 900, 1), 800, 900, PixelFormat.unsigned(16));
            CountDownLatch begun = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                // No daemon, and it never ends by itself.
                new Thread(() -> {
                            while (true) {
                                estimator.estimate(radiograph, ClinicalRecord.empty());
                                begun.countDown();
                            }
                        })
                        .start();
            }
            begun.await();
            System.out.println("estimating");
            System.exit(EXIT_CODE);
        }
    }
}
