package org.xattnbmd.sdk.internal.check;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ModelCheck.Margin;

/**
 * Is it about as fast as the baseline? Milliseconds differ between machines and hours, so a run on one thread is measured
 * in runs of a yardstick, a matrix product in plain Java, taken by turns. Another kind of processor moves the ratio too;
 * the margin has room for that.
 */
final class LatencyCheck implements GateCheck {

    private static final int WARM_UP = 5;
    private static final int ROUNDS = 15;
    private static final int SIZE = 192;

    private final float[] a = new float[SIZE * SIZE];
    private final float[] b = new float[SIZE * SIZE];
    private final float[] product = new float[SIZE * SIZE];

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public Findings run(CheckContext context) {
        BmdEstimator estimator = context.estimator();
        BmdRequest sample = context.samples().get(0);
        Arrays.fill(a, 1.0001f);
        Arrays.fill(b, 0.9999f);
        double[] yardstick = new double[ROUNDS];
        double[] run = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = context.nanoClock().getAsLong();
            multiply();
            long middle = context.nanoClock().getAsLong();
            estimator.estimate(sample.radiograph(), sample.clinical());
            long end = context.nanoClock().getAsLong();
            yardstick[Math.max(0, round)] = middle - start;
            run[Math.max(0, round)] = end - middle;
        }
        // The fastest of each: whatever else the machine does only ever adds time.
        double milliseconds = least(run) / 1e6;
        double ratio = least(run) / Math.max(1, least(yardstick));
        Findings findings = new Findings().figure("ratio", ratio).figure("milliseconds", milliseconds);
        OptionalDouble before = context.before(this, "ratio");
        if (before.isPresent()) {
            double factor = ratio / before.getAsDouble();
            if (!(factor <= context.margin(Margin.LATENCY_FACTOR))) {
                findings.problem(
                        "%.1f times the baseline's latency (margin %.1f)",
                        factor, context.margin(Margin.LATENCY_FACTOR));
            }
        } else {
            findings.measuredOnly();
        }
        return findings.summary("%.1f ms, %.2f yardsticks", milliseconds, ratio);
    }

    private void multiply() {
        Arrays.fill(product, 0);
        for (int row = 0; row < SIZE; row++) {
            for (int k = 0; k < SIZE; k++) {
                float factor = a[row * SIZE + k];
                for (int column = 0; column < SIZE; column++) {
                    product[row * SIZE + column] += factor * b[k * SIZE + column];
                }
            }
        }
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }
}
