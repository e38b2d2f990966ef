package org.xattnbmd.sdk.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.HeapMeter;

/** What an estimate allocates on the heap, and how much of it the result holds. */
final class Heap {

    private Heap() {}

    static void run(Path model, int calls, PrintStream out) {
        Radiograph radiograph = BenchmarkModel.radiograph();
        ClinicalRecord clinical = BenchmarkModel.clinical();
        try (BmdEstimator estimator = BmdEstimator.builder(model).threads(2).open()) {
            HeapMeter.Reading reading = HeapMeter.measure(() -> estimator.estimate(radiograph, clinical), calls, calls);
            out.printf(
                    Locale.ROOT,
                    "heap per estimate: %.0f bytes allocated, of which the result holds %.0f: %.0f beyond it%n",
                    reading.allocated(),
                    reading.retained(),
                    reading.allocated() - reading.retained());
        }
    }
}
