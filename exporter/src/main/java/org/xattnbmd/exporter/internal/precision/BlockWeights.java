package org.xattnbmd.exporter.internal.precision;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A weight in 4 bits with one scale per block of neighbouring inputs of an output channel: {@code w = scale · (number −
 * zeroPoint)}, numbers 0 to 15. Rows are output channels; the last block of a row is filled up with zeros.
 *
 * @param numbers rows × blocks × blockSize
 * @param scales rows × blocks
 * @param zeroPoints rows × blocks; 8 in all blocks where the ranges are symmetric
 * @param rows output channels
 * @param columns inputs of each
 * @param blockSize inputs per block
 * @param symmetric whether all zero points are 8
 */
record BlockWeights(
        byte[] numbers, float[] scales, byte[] zeroPoints, int rows, int columns, int blockSize, boolean symmetric) {

    private static final int LEVELS = 15;
    private static final int MIDDLE = 8;

    /**
     * Shares of the full range that are tried: what a narrower one cuts off may cost less than its finer steps gain. The full
     * range alone is what ONNX Runtime's own quantiser takes.
     */
    private static final float[] SHARES = {1f, 0.95f, 0.9f, 0.85f, 0.8f, 0.75f, 0.7f};

    static BlockWeights of(WeightMatrix weight, int blockSize, boolean symmetric) {
        int blocks = blocks(weight.columns(), blockSize);
        float[] w = weight.tensor().toFloats();
        byte[] numbers = new byte[weight.rows() * blocks * blockSize];
        float[] scales = new float[weight.rows() * blocks];
        byte[] zeroPoints = new byte[scales.length];
        IntStream.range(0, weight.rows()).parallel().forEach(r -> {
            float[] row = weight.row(w, r);
            for (int b = 0; b < blocks; b++) {
                int from = b * blockSize;
                float[] block =
                        Arrays.copyOf(Arrays.copyOfRange(row, from, Math.min(row.length, from + blockSize)), blockSize);
                Rounded best = best(block, symmetric);
                int at = r * blocks + b;
                scales[at] = best.scale;
                zeroPoints[at] = (byte) best.zeroPoint;
                best.write(block, numbers, at * blockSize);
            }
        });
        return new BlockWeights(numbers, scales, zeroPoints, weight.rows(), weight.columns(), blockSize, symmetric);
    }

    private static int blocks(int columns, int blockSize) {
        return (columns + blockSize - 1) / blockSize;
    }

    /** Blocks of a row. */
    int blocks() {
        return blocks(columns, blockSize);
    }

    /** What an element stands for. */
    float dequantized(int row, int column) {
        int block = row * blocks() + column / blockSize;
        return scales[block] * (numbers[block * blockSize + column % blockSize] - zeroPoints[block]);
    }

    private static Rounded best(float[] block, boolean symmetric) {
        Rounded best = null;
        double least = Double.POSITIVE_INFINITY;
        for (float share : SHARES) {
            Rounded tried = symmetric ? Rounded.symmetric(block, share) : Rounded.asymmetric(block, share);
            double error = tried.error(block);
            if (error < least) {
                least = error;
                best = tried;
            }
        }
        return best;
    }

    /** Steps and zero of one block. */
    private record Rounded(float scale, int zeroPoint) {

        /** The largest number, its sign left out, becomes −8, the one number that has no counterpart. */
        static Rounded symmetric(float[] block, float share) {
            float largest = 0;
            for (float f : block) {
                largest = Math.abs(f) > Math.abs(largest) ? f : largest;
            }
            return of(share * largest / -MIDDLE, MIDDLE);
        }

        static Rounded asymmetric(float[] block, float share) {
            float low = 0;
            float high = 0;
            for (float f : block) {
                low = Math.min(low, f);
                high = Math.max(high, f);
            }
            float scale = share * (high / LEVELS - low / LEVELS);
            return of(scale, scale == 0 ? 0 : clip(Math.round(-share * low / scale)));
        }

        /** Numbers that are too small for a step of their own become zero. */
        private static Rounded of(float scale, int zeroPoint) {
            return Math.abs(scale) < Float.MIN_NORMAL ? new Rounded(1, zeroPoint) : new Rounded(scale, zeroPoint);
        }

        private static int clip(int number) {
            return Math.max(0, Math.min(LEVELS, number));
        }

        private int number(float f) {
            return clip(Math.round(f / scale) + zeroPoint);
        }

        double error(float[] block) {
            double sum = 0;
            for (float f : block) {
                double lost = f - (double) scale * (number(f) - zeroPoint);
                sum += lost * lost;
            }
            return sum;
        }

        void write(float[] block, byte[] numbers, int at) {
            for (int i = 0; i < block.length; i++) {
                numbers[at + i] = (byte) number(block[i]);
            }
        }
    }
}
