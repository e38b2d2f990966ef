package org.xattnbmd.exporter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.precision.RandomSamples;
import org.xattnbmd.exporter.internal.precision.SampleArray;
import org.xattnbmd.exporter.internal.precision.SampleFiles;
import org.xattnbmd.exporter.internal.trace.EngineTensors;

/**
 * Inputs of a model, to calibrate and compare on: a few dozen that look like what the model will see. Immutable and
 * thread-safe; a copy of the arrays it was made from.
 */
public final class SampleSet {

    private final @Nullable List<List<SampleArray>> positional;
    private final @Nullable List<Map<String, SampleArray>> named;

    private SampleSet(@Nullable List<List<SampleArray>> positional, @Nullable List<Map<String, SampleArray>> named) {
        this.positional = positional;
        this.named = named;
    }

    /** Samples from arrays, each list holding the model's inputs in order. The arrays may be closed afterwards. */
    public static SampleSet of(List<NDList> samples) {
        List<List<SampleArray>> copies = new ArrayList<>();
        for (NDList sample : samples) {
            List<SampleArray> tensors = new ArrayList<>();
            for (NDArray array : sample) {
                tensors.add(new SampleArray.Shaped(EngineTensors.read(array)));
            }
            copies.add(List.copyOf(tensors));
        }
        return new SampleSet(List.copyOf(copies), null);
    }

    /**
     * Samples from a folder, in the order of their names: one {@code .npz} per sample with an array per input; or a folder
     * per sample with a file per input, named like it; or, for a model with one input, a file per sample. A file is
     * {@code .npy}, or {@code .bin} or {@code .raw} with bare little-endian numbers in row-major order, whose type and shape
     * are the input's. An array without the batch axis gets one of length 1.
     *
     * @throws ExportException with code IO or INVALID_REQUEST
     */
    public static SampleSet read(Path folder) {
        return new SampleSet(null, ExportException.translating(() -> SampleFiles.read(folder)));
    }

    /** Number of samples. */
    public int size() {
        return positional != null ? positional.size() : named.size();
    }

    /** The same, without asking whether the model runs on random ones. */
    static List<Map<String, Tensor>> feedsUntried(@Nullable SampleSet samples, Graph graph) {
        return samples == null ? RandomSamples.untried(graph) : feeds(samples, graph);
    }

    /** The samples by input name, checked against the model's inputs; random ones where the set is null. */
    static List<Map<String, Tensor>> feeds(@Nullable SampleSet samples, Graph graph) {
        if (samples == null) {
            return RandomSamples.fitting(graph).required();
        }
        if (samples.size() == 0) {
            throw new ExportException(Code.INVALID_REQUEST, "expected at least one sample, received none");
        }
        List<Map<String, Tensor>> feeds = samples.named != null
                ? samples.named.stream().map(s -> byName(s, graph)).toList()
                : samples.positional.stream().map(s -> byPosition(s, graph)).toList();
        feeds.forEach(feed -> requireOneLengthPerName(feed, graph));
        return feeds;
    }

    /** Axes of the same name, above all the batch, have the same length in all inputs of a sample. */
    private static void requireOneLengthPerName(Map<String, Tensor> feed, Graph graph) {
        Map<String, Long> lengths = new HashMap<>();
        for (Value input : graph.inputs()) {
            for (int i = 0; input.dims() != null && i < input.rank(); i++) {
                Dim d = input.dims().get(i);
                if (d.isFixed() || d.label().isEmpty()) {
                    continue;
                }
                long length = feed.get(input.name()).dims()[i];
                Long first = lengths.putIfAbsent(d.label(), length);
                if (first != null && first != length) {
                    throw new ExportException(
                            Code.INVALID_REQUEST,
                            "expected all inputs of a sample to have the same " + d.label() + ", received " + first
                                    + " and " + length + " in " + input.name());
                }
            }
        }
    }

    private static Map<String, Tensor> byPosition(List<SampleArray> sample, Graph graph) {
        if (sample.size() != graph.inputs().size()) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected " + graph.inputs().size() + " arrays per sample, received " + sample.size());
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (int i = 0; i < sample.size(); i++) {
            Value input = graph.inputs().get(i);
            feeds.put(input.name(), sample.get(i).as(input));
        }
        return feeds;
    }

    private static Map<String, Tensor> byName(Map<String, SampleArray> sample, Graph graph) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (Value input : graph.inputs()) {
            SampleArray array = sample.size() == 1 && graph.inputs().size() == 1
                    ? sample.values().iterator().next()
                    : sample.get(input.name());
            if (array == null) {
                throw new ExportException(
                        Code.INVALID_REQUEST,
                        "expected an array named " + input.name() + " in every sample, received " + sample.keySet());
            }
            feeds.put(input.name(), array.as(input));
        }
        return feeds;
    }
}
