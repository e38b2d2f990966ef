package org.xattnbmd.exporter.internal.trace;

/**
 * The discrete Fourier transform as matrices, row by row, of which the angles are exact multiples: pairs of numbers are
 * (real part, imaginary part).
 */
final class FourierMatrix {

    private FourierMatrix() {}

    /** 2π·k·t / length, reduced to one turn before it is rounded. */
    private static double angle(long k, long t, int length) {
        return 2 * Math.PI * (k * t % length) / length;
    }

    /**
     * From a signal to pairs of its spectrum.
     *
     * @param complex whether the signal is of pairs
     * @param inverse whether the angles turn the other way and the sum is divided by the length
     * @return [length or 2·length, 2·bins]
     */
    static float[] spectrum(int length, int bins, boolean complex, boolean inverse) {
        int columns = 2 * bins;
        float[] matrix = new float[(complex ? 2 : 1) * length * columns];
        double scale = inverse ? 1.0 / length : 1;
        int turn = inverse ? 1 : -1;
        for (int t = 0; t < length; t++) {
            for (int k = 0; k < bins; k++) {
                float cos = (float) (scale * Math.cos(angle(k, t, length)));
                float sin = (float) (scale * turn * Math.sin(angle(k, t, length)));
                int at = (complex ? 2 * t : t) * columns + 2 * k;
                matrix[at] = cos;
                matrix[at + 1] = sin;
                if (complex) {
                    matrix[at + columns] = -sin;
                    matrix[at + columns + 1] = cos;
                }
            }
        }
        return matrix;
    }

    /** The largest divisor that is not above the root of the length. */
    static int divisor(int length) {
        int divisor = (int) Math.sqrt(length);
        while (length % divisor != 0) {
            divisor--;
        }
        return divisor;
    }

    /** exp(∓2πi·row·column / (rows·columns)) as pairs, by which a transform in two steps turns its table. */
    static float[] turns(int rows, int columns, boolean inverse) {
        float[] turns = new float[2 * rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double angle = angle(row, column, rows * columns);
                turns[2 * (row * columns + column)] = (float) Math.cos(angle);
                turns[2 * (row * columns + column) + 1] = (float) (inverse ? Math.sin(angle) : -Math.sin(angle));
            }
        }
        return turns;
    }

    /** From pairs of the first half of a spectrum to the real signal: [2·(length / 2 + 1), length]. */
    static float[] ofHalf(int length) {
        int bins = length / 2 + 1;
        float[] matrix = new float[2 * bins * length];
        for (int k = 0; k < bins; k++) {
            // The first bin and, of an even length, the last have no mirror image.
            double scale = (k == 0 || 2 * k == length ? 1.0 : 2.0) / length;
            for (int t = 0; t < length; t++) {
                matrix[2 * k * length + t] = (float) (scale * Math.cos(angle(k, t, length)));
                matrix[(2 * k + 1) * length + t] = (float) (-scale * Math.sin(angle(k, t, length)));
            }
        }
        return matrix;
    }

    /** Kernels of a short-time transform: first those of all real parts, then of all imaginary ones. */
    static float[] kernels(int frame, float[] window, double scale) {
        int bins = frame / 2 + 1;
        float[] kernels = new float[2 * bins * frame];
        for (int k = 0; k < bins; k++) {
            for (int t = 0; t < frame; t++) {
                kernels[k * frame + t] = (float) (scale * window[t] * Math.cos(angle(k, t, frame)));
                kernels[(bins + k) * frame + t] = (float) (-scale * window[t] * Math.sin(angle(k, t, frame)));
            }
        }
        return kernels;
    }
}
