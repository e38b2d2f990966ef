package org.xattnbmd.samples.batch;

import java.util.Arrays;
import java.util.Locale;

/** How the estimates of a batch are distributed, as an SVG picture with bins of 0.05 g/cm². */
final class BmdHistogram {

    private static final double BIN = 0.05;
    private static final int HEIGHT = 120;
    private static final int COLUMN = 30;

    private BmdHistogram() {}

    static void append(StringBuilder html, double[] bmd) {
        int first = bin(Arrays.stream(bmd).min().orElseThrow());
        int[] counts = new int[bin(Arrays.stream(bmd).max().orElseThrow()) - first + 1];
        for (double value : bmd) {
            counts[bin(value) - first]++;
        }
        int most = Arrays.stream(counts).max().orElseThrow();
        html.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Histogram of the estimated BMD\">%n",
                Math.max(20, counts.length + 1) * COLUMN,
                HEIGHT + 50));
        for (int i = 0; i < counts.length; i++) {
            int height = (int) Math.round(HEIGHT * (double) counts[i] / most);
            html.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><title>%d from %.2f g/cm²</title></rect>"
                            + "<text x=\"%d\" y=\"%d\">%.2f</text>%n",
                    i * COLUMN + 2,
                    HEIGHT + 15 - height,
                    COLUMN - 4,
                    height,
                    counts[i],
                    (first + i) * BIN,
                    i * COLUMN + 2,
                    HEIGHT + 30,
                    (first + i) * BIN));
        }
        html.append(String.format(
                Locale.ROOT,
                "<text x=\"2\" y=\"%d\">estimated BMD, g/cm², bins of %.2f; highest bin %d</text>%n</svg>%n",
                HEIGHT + 46,
                BIN,
                most));
    }

    private static int bin(double bmd) {
        return (int) Math.floor(bmd / BIN + 1e-9);
    }
}
