package org.xattnbmd.exporter;

import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.Dim;

/**
 * Everything that an export was asked for, checked.
 *
 * @param block what to export
 * @param opset version of the ONNX operators
 * @param description what the model says of itself
 * @param axes what varies in the inputs, in the order in which they name it
 * @param comparison how it is compared with the block
 */
record ExportRequest(Block block, int opset, Description description, List<DynamicAxis> axes, Comparison comparison) {

    /** More axes would need too many runs of the block. */
    private static final int MOST_AXES = 8;

    /**
     * What the model says of itself.
     *
     * @param outputs names of the outputs; null to number them
     */
    record Description(
            String name, List<InputSpec> inputs, @Nullable List<String> outputs, Map<String, String> metadata) {

        Description {
            inputs = List.copyOf(inputs);
            metadata = Map.copyOf(metadata);
            require(name != null && !name.isBlank(), "a graph name", name);
            require(!inputs.isEmpty(), "at least one input", "none");
            Set<String> names = new HashSet<>();
            inputs.forEach(i -> require(names.add(i.name()), "input names that differ", i.name() + " twice"));
        }
    }

    /**
     * How the model is compared with the block.
     *
     * @param tolerance largest difference relative to the largest value of an output
     * @param seed of the inputs
     * @param inputs makes inputs; null for random ones
     * @param keepBatchAxis whether the block may drop the batch axis of a single sample
     */
    record Comparison(double tolerance, long seed, @Nullable VerificationInputs inputs, boolean keepBatchAxis) {}

    /** @param given axes of which more than the name is said, by name */
    static ExportRequest of(
            Block block, int opset, Description description, Map<String, DynamicAxis> given, Comparison comparison) {
        Set<String> names = new LinkedHashSet<>();
        description.inputs().forEach(i -> names.addAll(i.axisNames()));
        for (String name : given.keySet()) {
            require(names.contains(name), "an axis that an input has, one of " + names, "axis " + name);
        }
        return new ExportRequest(
                block,
                opset,
                description,
                names.stream()
                        .map(n -> given.getOrDefault(n, DynamicAxis.named(n)).checked())
                        .toList(),
                comparison);
    }

    ExportRequest {
        require(
                opset >= OnnxExporter.MIN_OPSET && opset <= OnnxExporter.MAX_OPSET,
                "an opset from " + OnnxExporter.MIN_OPSET + " to " + OnnxExporter.MAX_OPSET,
                opset);
        require(
                comparison.tolerance() > 0 && comparison.tolerance() < 1,
                "a tolerance between 0 and 1",
                comparison.tolerance());
        require(axes.size() <= MOST_AXES, "at most " + MOST_AXES + " axes that vary", axes);
        if (!block.isInitialized()) {
            throw new ExportException(
                    Code.BLOCK_NOT_INITIALIZED,
                    "expected a block whose parameters have values; call block.initialize(manager, DataType.FLOAT32,"
                            + " shapes) or load its parameters first");
        }
    }

    private static void require(boolean holds, String expected, Object received) {
        if (!holds) {
            throw new ExportException(Code.INVALID_REQUEST, "expected " + expected + ", received " + received);
        }
    }

    List<InputSpec> inputs() {
        return description.inputs();
    }

    /**
     * The sizes at which the model is compared: each axis has its own in turn, and where there are several axes or the caller
     * asks for it, all have their smallest first.
     */
    List<Map<String, Long>> comparedSizes(boolean smallest) {
        Set<Map<String, Long>> all = new LinkedHashSet<>();
        if (axes.size() != 1 || smallest) {
            all.add(sizes(axes.stream().map(a -> a.forTracing().least()).toList()));
        }
        int longest = axes.stream().mapToInt(a -> a.verified().size()).max().orElse(0);
        for (int k = 0; k < longest; k++) {
            List<Long> point = new ArrayList<>();
            for (int a = 0; a < axes.size(); a++) {
                List<Long> own = axes.get(a).verified();
                point.add(own.get((k + a) % own.size()));
            }
            all.add(sizes(point));
        }
        return List.copyOf(all);
    }

    private Map<String, Long> sizes(List<Long> lengths) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (int a = 0; a < axes.size(); a++) {
            sizes.put(axes.get(a).name(), lengths.get(a));
        }
        return sizes;
    }

    /** Sizes as messages say them. */
    static String text(Map<String, Long> sizes) {
        if (sizes.isEmpty()) {
            return "the declared shapes";
        }
        return sizes.keySet().equals(Set.of(Dim.BATCH_NAME))
                ? "batch size " + sizes.get(Dim.BATCH_NAME)
                : sizes.entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .collect(Collectors.joining(", "));
    }
}
