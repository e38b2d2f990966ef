package org.xattnbmd.trainer.peers;

import java.util.Arrays;

/**
 * What was measured of one peer.
 *
 * @param problem why it could not be measured, or null
 * @param latency milliseconds of a call, batch 1
 * @param throughput answers a second, batch {@value PeerBenchmark#BATCH}
 * @param coldStart milliseconds from the start of the process to its first answer
 * @param heapBytes allocated a call on the language's own heap
 * @param residentBytes of the process after the calls
 */
record PeerFigures(
        PeerKind kind,
        String problem,
        Spread latency,
        Spread throughput,
        Spread coldStart,
        double heapBytes,
        double residentBytes) {

    /**
     * A figure over the rounds, and its ratio to the reference's of the same round.
     *
     * @param low ratio that a tenth of the rounds is below
     * @param high ratio that a tenth of the rounds is above
     */
    record Spread(double median, double ratio, double low, double high) {

        static Spread of(double[] values, double[] reference) {
            double[] ratios = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                ratios[i] = values[i] / reference[i];
            }
            return new Spread(
                    quantile(values, 0.5), quantile(ratios, 0.5), quantile(ratios, 0.1), quantile(ratios, 0.9));
        }

        static double quantile(double[] values, double share) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.round(share * (sorted.length - 1))];
        }
    }

    static PeerFigures none(PeerKind kind, String problem) {
        return new PeerFigures(kind, problem, null, null, null, Double.NaN, Double.NaN);
    }

    boolean measured() {
        return problem == null;
    }
}
