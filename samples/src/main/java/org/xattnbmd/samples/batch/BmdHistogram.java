package org.xattnbmd.samples.batch;

import java.util.Arrays;
import java.util.Locale;

/**
 * How the estimates of a batch are distributed, as an SVG picture with bins of 0.05 g/cm²; of another target with some dozen
 * bins, whose width is a round number.
 */
final class BmdHistogram {

    private static final double BIN = 0.05;
    private static final int SOME = 12;
    private static final double[] ROUND = {1, 2, 5, 10};
    private static final int HEIGHT = 120;
    private static final int COLUMN = 30;

    private BmdHistogram() {}

    /**
     * @param quantity what was estimated
     * @param unit its unit
     * @param usualBins whether the bins are those of femoral-neck BMD
     */
    static void append(StringBuilder html, double[] values, String quantity, String unit, boolean usualBins) {
        double lowest = Arrays.stream(values).min().orElseThrow();
        double highest = Arrays.stream(values).max().orElseThrow();
        double bin = usualBins ? BIN : round((highest - lowest) / SOME);
        int first = place(lowest, bin);
        int[] counts = new int[place(highest, bin) - first + 1];
        for (double value : values) {
            counts[place(value, bin) - first]++;
        }
        int most = Arrays.stream(counts).max().orElseThrow();
        html.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Histogram of the estimated %s\">%n",
                Math.max(20, counts.length + 1) * COLUMN,
                HEIGHT + 50,
                quantity));
        for (int i = 0; i < counts.length; i++) {
            int height = (int) Math.round(HEIGHT * (double) counts[i] / most);
            html.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><title>%d from %.2f %s</title></rect>"
                            + "<text x=\"%d\" y=\"%d\">%.2f</text>%n",
                    i * COLUMN + 2,
                    HEIGHT + 15 - height,
                    COLUMN - 4,
                    height,
                    counts[i],
                    (first + i) * bin,
                    unit,
                    i * COLUMN + 2,
                    HEIGHT + 30,
                    (first + i) * bin));
        }
        html.append(String.format(
                Locale.ROOT,
                "<text x=\"2\" y=\"%d\">estimated %s, %s, bins of %.2f; highest bin %d</text>%n</svg>%n",
                HEIGHT + 46,
                quantity,
                unit,
                bin,
                most));
    }

    private static int place(double value, double bin) {
        return (int) Math.floor(value / bin + 1e-9);
    }

    /** The next round number above; 0.05 for values that are all alike. */
    private static double round(double width) {
        if (!(width > 0)) {
            return BIN;
        }
        double power = Math.pow(10, Math.floor(Math.log10(width)));
        for (double times : ROUND) {
            if (times * power >= width) {
                return times * power;
            }
        }
        return 10 * power;
    }
}
