package org.xattnbmd.exporter.internal.precision;

import java.util.Arrays;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/** Compares the speed of two models. Their runs alternate, so that a busy machine slows both. */
public final class Speed {

    private static final int WARM_UP = 3;
    private static final int RUNS = 21;

    private Speed() {}

    /** Median milliseconds of a run of each. */
    public record Medians(double first, double second) {}

    /** How two models are timed, so that a test can do without a clock. */
    @FunctionalInterface
    public interface Measurement {
        Medians compare(byte[] first, byte[] second, Map<String, Tensor> sample, int threads);
    }

    public static Medians compare(byte[] first, byte[] second, Map<String, Tensor> sample, int threads) {
        try (OnnxSession a = OnnxSession.open(first, Optimization.ALL, threads);
                OnnxSession b = OnnxSession.open(second, Optimization.ALL, threads)) {
            double[] timesA = new double[RUNS];
            double[] timesB = new double[RUNS];
            for (int i = -WARM_UP; i < RUNS; i++) {
                double ta = time(a, sample);
                double tb = time(b, sample);
                if (i >= 0) {
                    timesA[i] = ta;
                    timesB[i] = tb;
                }
            }
            Arrays.sort(timesA);
            Arrays.sort(timesB);
            return new Medians(timesA[RUNS / 2], timesB[RUNS / 2]);
        }
    }

    private static double time(OnnxSession session, Map<String, Tensor> sample) {
        long start = System.nanoTime();
        session.run(sample);
        return (System.nanoTime() - start) / 1e6;
    }
}
