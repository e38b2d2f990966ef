package org.xattnbmd.exporter;

import ai.djl.nn.Block;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;

/**
 * Everything that an export was asked for, checked.
 *
 * @param block what to export
 * @param opset version of the ONNX operators
 * @param description what the model says of itself
 * @param comparison how it is compared with the block
 */
record ExportRequest(Block block, int opset, Description description, Comparison comparison) {

    private static final Set<Integer> TRACED = Set.of(2, 3, 5);

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
     * @param batches batch sizes
     * @param inputs makes inputs; null for random ones
     * @param keepBatchAxis whether the block may drop the batch axis of a single sample
     */
    record Comparison(
            double tolerance,
            long seed,
            List<Integer> batches,
            @Nullable VerificationInputs inputs,
            boolean keepBatchAxis) {}

    ExportRequest {
        require(
                opset >= OnnxExporter.MIN_OPSET && opset <= OnnxExporter.MAX_OPSET,
                "an opset from " + OnnxExporter.MIN_OPSET + " to " + OnnxExporter.MAX_OPSET,
                opset);
        require(
                comparison.tolerance() > 0 && comparison.tolerance() < 1,
                "a tolerance between 0 and 1",
                comparison.tolerance());
        List<Integer> batches = comparison.batches();
        require(batches.stream().allMatch(b -> b > 0), "positive batch sizes", batches);
        require(
                batches.stream().filter(b -> !TRACED.contains(b)).distinct().count() >= 2,
                "at least two batch sizes other than 2, 3 and 5",
                batches);
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

    boolean isDynamic() {
        return inputs().stream().anyMatch(InputSpec::isDynamic);
    }
}
