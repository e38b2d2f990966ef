package org.xattnbmd.exporter.internal.precision;

import java.util.Arrays;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * How the inputs of one layer go together: the second moments H = E[x xᵀ] of what a row of its weights is multiplied by,
 * taken from samples. An error Δ of the row then costs Δᵀ H Δ at the output. H is held as the moments of the channels
 * times the autocorrelation over the kernel's places, as if every channel had the same texture: of a 3 × 3 kernel over
 * 512 channels, a matrix of 4608² would take minutes to factor.
 *
 * <p>{@link #round} rounds a row so that each error makes up for those before it: the nearest-plane method of L. Babai
 * (On Lovász' lattice reduction and the nearest lattice point problem, 1986), which is GPTQ from the other end (E. Frantar et al.,
 * arXiv 2210.17323; the two are the same by arXiv 2507.18553). Filled by one thread; after {@link #factor} it may be
 * used by several.
 */
final class InputCorrelation {

    /** Places looked at in one tensor; neighbours tell little more. */
    private static final int PLACES = 4096;
    /** Added to the diagonal, as a share of its mean; the default of GPTQ. */
    private static final double DAMPING = 0.01;

    private final int groups;
    private final int channels;
    private final boolean convolution;
    private final int height;
    private final int width;
    private final int verticalStep;
    private final int horizontalStep;
    /** Per group, the lower triangle of the moments by row. */
    private final double[][] moments;
    /** Autocorrelation by vertical offset from 0 and horizontal offset from -(width - 1). */
    private final double[] texture;

    private long places;
    private long nonZero;
    private double[][] channelFactors;
    private double[] kernelFactor;

    InputCorrelation(Node layer) {
        WeightMatrix matrix = WeightMatrix.of(layer);
        this.convolution = layer.is(Operators.CONV);
        this.groups = convolution ? Math.toIntExact(layer.intAttribute("group", 1)) : 1;
        long[] kernel = convolution
                ? Arrays.copyOfRange(matrix.tensor().dims(), 2, matrix.tensor().rank())
                : new long[0];
        int kernelSize = (int) Arrays.stream(kernel).reduce(1, (a, b) -> a * b);
        boolean flat = kernel.length == 2;
        List<Long> dilations = layer.intsAttribute("dilations");
        this.height = flat ? (int) kernel[0] : 1;
        this.width = flat ? (int) kernel[1] : kernelSize;
        this.verticalStep = flat && dilations != null ? Math.toIntExact(dilations.get(0)) : 1;
        this.horizontalStep = flat && dilations != null ? Math.toIntExact(dilations.get(1)) : 1;
        this.channels = kernelSize == 0 ? 0 : matrix.columns() / kernelSize;
        this.moments = new double[groups][channels * (channels + 1) / 2];
        this.texture = flat ? new double[height * (2 * width - 1)] : null;
    }

    int groups() {
        return groups;
    }

    /** Share of inputs that are not zero, which alone are rounded. */
    double nonZeroShare() {
        return places == 0 ? 1 : (double) nonZero / ((double) places * groups * channels);
    }

    /** Adds what a sample gives this layer to read. */
    void add(Tensor input) {
        long[] dims = input.dims();
        float[] x = input.toFloats();
        int all = groups * channels;
        // A column of channels starts at each place; in matrices channels lie next to each other.
        int area = convolution ? (int) Arrays.stream(dims).skip(2).reduce(1, (a, b) -> a * b) : 1;
        int count = all == 0 ? 0 : x.length / all;
        int step = (count + PLACES - 1) / PLACES | 1;
        int across = convolution && dims.length == 4 ? (int) dims[3] : area;
        float[] column = new float[all];
        for (int place = 0; place < count; place += step) {
            int start = place / area * all * area + place % area;
            for (int c = 0; c < all; c++) {
                float v = x[start + c * area];
                column[c] = Float.isFinite(v) ? v : 0;
                nonZero += column[c] != 0 ? 1 : 0;
            }
            addMoments(column);
            if (texture != null && height * width > 1) {
                addTexture(x, column, place / area * all * area, place % area, across, area);
            }
            places++;
        }
    }

    private void addMoments(float[] column) {
        for (int g = 0; g < groups; g++) {
            double[] m = moments[g];
            int at = 0;
            for (int i = 0; i < channels; i++) {
                double v = column[g * channels + i];
                if (v == 0) {
                    at += i + 1;
                    continue;
                }
                for (int j = 0; j <= i; j++) {
                    m[at++] += v * column[g * channels + j];
                }
            }
        }
    }

    private void addTexture(float[] x, float[] column, int start, int place, int across, int area) {
        int y = place / across;
        int left = place % across;
        for (int dy = 0; dy < height; dy++) {
            for (int dx = 1 - width; dx < width; dx++) {
                int otherX = left + dx * horizontalStep;
                int other = (y + dy * verticalStep) * across + otherX;
                if (otherX < 0 || otherX >= across || other >= area) {
                    continue;
                }
                double sum = 0;
                for (int c = 0; c < column.length; c++) {
                    float v = x[start + c * area + other];
                    sum += Float.isFinite(v) ? (double) column[c] * v : 0;
                }
                texture[dy * (2 * width - 1) + dx + width - 1] += sum;
            }
        }
    }

    /** Ends the counting. */
    InputCorrelation factor() {
        // Few samples tell little of many channels: the less, the more each is taken to go its own way.
        long n = Math.max(1, places);
        double shrinkage = (double) channels / (channels + n);
        channelFactors = new double[groups][];
        for (int g = 0; g < groups; g++) {
            double[] m = moments[g];
            channelFactors[g] = upperFactor(channels, (i, j) -> m[i * (i + 1) / 2 + j] / n, shrinkage);
        }
        int size = height * width;
        double variance = texture == null ? 0 : texture[width - 1];
        kernelFactor = upperFactor(
                size, (i, j) -> i == j ? 1 : variance == 0 ? 0 : autocorrelation(i, j) / variance, 1.0 / (1 + n));
        return this;
    }

    private double autocorrelation(int i, int j) {
        int dy = i / width - j / width;
        int dx = i % width - j % width;
        return texture[Math.abs(dy) * (2 * width - 1) + (dy < 0 ? -dx : dx) + width - 1];
    }

    private interface Symmetric {
        /** The element of the lower triangle. */
        double at(int row, int column);
    }

    /**
     * The upper triangular R with R Rᵀ = the matrix, shrunk towards its diagonal until that is positive definite. Column
     * after column: element (i, j) at j · size + i.
     */
    private static double[] upperFactor(int size, Symmetric matrix, double shrinkage) {
        double trace = 0;
        for (int i = 0; i < size; i++) {
            trace += matrix.at(i, i);
        }
        double damping = trace > 0 ? DAMPING * trace / size : 1;
        double keep = 1 - shrinkage;
        while (true) {
            double[] r = tryFactor(size, matrix, keep, damping);
            if (r != null) {
                return r;
            }
            // At zero the matrix is a positive diagonal.
            keep = keep < 1e-3 ? 0 : keep / 2;
        }
    }

    private static double[] tryFactor(int size, Symmetric matrix, double keep, double damping) {
        double[] r = new double[size * size];
        for (int j = size - 1; j >= 0; j--) {
            for (int i = j; i >= 0; i--) {
                r[j * size + i] = i == j ? matrix.at(j, j) + damping : keep * matrix.at(j, i);
            }
        }
        for (int j = size - 1; j >= 0; j--) {
            double pivot = r[j * size + j];
            if (!(pivot > 0)) {
                return null;
            }
            double root = Math.sqrt(pivot);
            for (int i = 0; i <= j; i++) {
                r[j * size + i] /= root;
            }
            // The rest of the matrix loses what this column explains.
            for (int k = 0; k < j; k++) {
                double factor = r[j * size + k];
                for (int i = 0; factor != 0 && i <= k; i++) {
                    r[k * size + i] -= factor * r[j * size + i];
                }
            }
        }
        return r;
    }

    /**
     * Rounds a row of weights.
     *
     * @param row weights; with one scale; numbers go to {@code numbers}, all within ±limit
     * @return the error that is left, Δᵀ H Δ
     */
    double round(int group, float[] row, float scale, int limit, byte[] numbers) {
        return walk(group, row, (j, wanted) -> {
            double number = Math.max(-limit, Math.min(limit, Math.rint(wanted / scale)));
            numbers[j] = (byte) number;
            return row[j] - number * scale;
        });
    }

    /** What a row of weights, or of errors of weights, makes of the inputs: wᵀ H w. */
    double energy(int group, float[] row) {
        return walk(group, row, (j, wanted) -> row[j]);
    }

    private interface Choice {
        /** The error of an element, which would best be {@code row - wanted}. */
        double error(int index, double wanted);
    }

    private double walk(int group, float[] row, Choice choice) {
        int size = height * width;
        double[] factors = channelFactors[group];
        double[] seen = new double[channels * size];
        double[] before = new double[size];
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            Arrays.fill(before, 0);
            for (int b = 0; b < c; b++) {
                double factor = factors[c * channels + b];
                for (int p = 0; p < size; p++) {
                    before[p] += factor * seen[b * size + p];
                }
            }
            double own = factors[c * channels + c];
            for (int p = 0; p < size; p++) {
                double inside = 0;
                for (int q = 0; q < p; q++) {
                    inside += kernelFactor[p * size + q] * seen[c * size + q];
                }
                double unit = own * kernelFactor[p * size + p];
                double soFar = before[p] + own * inside;
                int j = c * size + p;
                double error = choice.error(j, row[j] + soFar / unit);
                seen[j] = error;
                double term = soFar + unit * error;
                sum += term * term;
            }
            spread(seen, c, size);
        }
        return sum;
    }

    /** From the errors of a channel to what they add to later channels. */
    private void spread(double[] seen, int channel, int size) {
        for (int p = size - 1; p >= 0; p--) {
            double sum = 0;
            for (int q = 0; q <= p; q++) {
                sum += kernelFactor[p * size + q] * seen[channel * size + q];
            }
            seen[channel * size + p] = sum;
        }
    }
}
