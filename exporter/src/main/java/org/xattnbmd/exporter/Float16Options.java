package org.xattnbmd.exporter;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.internal.precision.Float16Settings;

/**
 * How to convert to float16. Immutable; each method returns a changed copy.
 *
 * @param keepOperators operators that stay in float32, such as {@code Softmax}
 * @param keepNodes beginnings of node names that stay in float32, such as {@code head/}
 * @param onlyNodes beginnings of node names to convert, all others stay in float32; empty for all
 * @param float16Boundary whether inputs and outputs become float16 too; float32 unless asked for
 * @param samples inputs to look for overflow on and to compare on; null for random ones
 */
public record Float16Options(
        Set<String> keepOperators,
        Set<String> keepNodes,
        Set<String> onlyNodes,
        boolean float16Boundary,
        @Nullable SampleSet samples) {

    /** Everything in float16 but inputs and outputs. */
    public static final Float16Options DEFAULT = new Float16Options(Set.of(), Set.of(), Set.of(), false, null);

    public Float16Options {
        keepOperators = Set.copyOf(keepOperators);
        keepNodes = Set.copyOf(keepNodes);
        onlyNodes = Set.copyOf(onlyNodes);
    }

    public Float16Options keepingOperators(String... names) {
        return new Float16Options(plus(keepOperators, names), keepNodes, onlyNodes, float16Boundary, samples);
    }

    public Float16Options keepingNodes(String... prefixes) {
        return new Float16Options(keepOperators, plus(keepNodes, prefixes), onlyNodes, float16Boundary, samples);
    }

    /** Converts nodes whose names begin so, and no others. */
    public Float16Options convertingOnly(String... prefixes) {
        return new Float16Options(keepOperators, keepNodes, plus(onlyNodes, prefixes), float16Boundary, samples);
    }

    public Float16Options withFloat16Boundary() {
        return new Float16Options(keepOperators, keepNodes, onlyNodes, true, samples);
    }

    public Float16Options withSamples(@Nullable SampleSet newSamples) {
        return new Float16Options(keepOperators, keepNodes, onlyNodes, float16Boundary, newSamples);
    }

    Float16Settings settings() {
        return new Float16Settings(keepOperators, keepNodes, onlyNodes, float16Boundary);
    }

    private static Set<String> plus(Set<String> set, String... more) {
        Set<String> all = new TreeSet<>(set);
        all.addAll(List.of(more));
        return all;
    }
}
