package org.xattnbmd.exporter;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.precision.Int4Settings;

/**
 * How to put the weights of MatMul and Gemm into 4 bits. Immutable; each method returns a changed copy.
 *
 * @param form how the layers are written
 * @param blockSize weights of an output channel that share a scale: 16, 32, 64, 128 or 256
 * @param symmetric without zero points of their own, which take half a byte per block and serve weights that are not centred
 * @param excludedNodes beginnings of node names that stay in float32
 * @param accuracyBudget largest root mean square error of any output, relative to the output's own; the most sensitive layers
 *     stay in float32 until it holds
 * @param samples inputs to measure the error on; null for random ones
 */
public record Int4Options(
        Int4Form form,
        int blockSize,
        boolean symmetric,
        Set<String> excludedNodes,
        double accuracyBudget,
        @Nullable SampleSet samples) {

    private static final Set<Integer> BLOCK_SIZES = new TreeSet<>(Set.of(16, 32, 64, 128, 256));

    /** Blocks of 32 weights, symmetric, multiplied in float32, an error of at most 10 %. */
    public static final Int4Options DEFAULT = new Int4Options(Int4Form.FLOAT_PRODUCTS, 32, true, Set.of(), 0.1, null);

    public Int4Options {
        excludedNodes = Set.copyOf(excludedNodes);
        if (!BLOCK_SIZES.contains(blockSize) || !(accuracyBudget > 0)) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected a block size of " + BLOCK_SIZES + " and a positive accuracy budget, received " + blockSize
                            + " and " + accuracyBudget);
        }
    }

    public Int4Options withForm(Int4Form newForm) {
        return new Int4Options(newForm, blockSize, symmetric, excludedNodes, accuracyBudget, samples);
    }

    public Int4Options withBlockSize(int weights) {
        return new Int4Options(form, weights, symmetric, excludedNodes, accuracyBudget, samples);
    }

    /** A zero point per block. */
    public Int4Options withZeroPoints() {
        return new Int4Options(form, blockSize, false, excludedNodes, accuracyBudget, samples);
    }

    /** Leaves nodes in float32 whose names begin so. */
    public Int4Options excluding(String... nodePrefixes) {
        Set<String> all = new TreeSet<>(excludedNodes);
        all.addAll(List.of(nodePrefixes));
        return new Int4Options(form, blockSize, symmetric, all, accuracyBudget, samples);
    }

    public Int4Options withAccuracyBudget(double rmsRelative) {
        return new Int4Options(form, blockSize, symmetric, excludedNodes, rmsRelative, samples);
    }

    public Int4Options withSamples(@Nullable SampleSet newSamples) {
        return new Int4Options(form, blockSize, symmetric, excludedNodes, accuracyBudget, newSamples);
    }

    Int4Settings settings() {
        return new Int4Settings(blockSize, symmetric, form.form(), excludedNodes, accuracyBudget);
    }
}
