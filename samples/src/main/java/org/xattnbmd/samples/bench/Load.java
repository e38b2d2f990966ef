package org.xattnbmd.samples.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;

/** What is estimated while measuring, and the measuring of calls. */
final class Load {

    /** A hip on a plate of 43 cm at 0.2 mm. */
    private static final int WIDTH = 1760;

    private static final int HEIGHT = 2140;

    private final BmdEstimator estimator;
    private final BmdRequest request;

    Load(BmdEstimator estimator, Radiograph radiograph) {
        this.estimator = estimator;
        request = new BmdRequest(radiograph, average(estimator.modelCard()));
    }

    static Radiograph radiograph(Path image) {
        return image == null ? drawn() : Radiograph.read(image);
    }

    /** Noise over a slope: the time of an estimate does not depend on what the picture shows. */
    private static Radiograph drawn() {
        Random random = new Random(1);
        short[] pixels = new short[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (short) (8_000 + 10 * (i % WIDTH) + random.nextInt(2_000));
        }
        return Radiograph.of(pixels, WIDTH, HEIGHT, PixelFormat.unsigned(16));
    }

    private static ClinicalRecord average(ModelCard card) {
        ClinicalRecord.Builder record = ClinicalRecord.builder();
        for (ModelCard.ClinicalField field : card.clinicalFields()) {
            if (field.categories().isEmpty()) {
                record.set(field.name(), field.mean());
            } else {
                record.set(field.name(), field.categories().get(0));
            }
        }
        return record.build();
    }

    /** Times of single estimates, one after the other, in nanoseconds. */
    long[] latencies(int calls) {
        long[] nanos = new long[calls];
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            estimator.estimate(request.radiograph(), request.clinical());
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }

    /** Estimates a second while so many threads each ask for batches of this size, in all for about {@code calls}. */
    double throughput(int threads, int batch, int calls) throws Exception {
        List<BmdRequest> requests = Collections.nCopies(batch, request);
        int rounds = Math.max(1, calls / (threads * batch));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> askers = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                askers.add(() -> {
                    for (int round = 0; round < rounds; round++) {
                        estimator.estimateAll(requests);
                    }
                    return null;
                });
            }
            long start = System.nanoTime();
            for (Future<Void> asker : pool.invokeAll(askers)) {
                asker.get();
            }
            return (double) threads * batch * rounds / ((System.nanoTime() - start) / 1e9);
        } finally {
            pool.shutdownNow();
        }
    }
}
