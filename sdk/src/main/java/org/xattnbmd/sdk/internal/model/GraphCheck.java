package org.xattnbmd.sdk.internal.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelContract;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.sdk.internal.model.graph.SizeWalk;
import org.xattnbmd.sdk.internal.model.graph.SizeWalk.Budget;

/**
 * Whether a graph makes the contract's outputs in their shapes, within the memory and computing that a network for
 * radiographs may take; found from sizes alone, before ONNX Runtime sees the file.
 */
final class GraphCheck {

    /** 1 GiB as float32, and half a million million operations: a ResNet-34 on 2,048 x 2,048 pixels takes half of either. */
    private static final Budget ONE_INPUT = new Budget(1L << 28, 1L << 39);

    /** 4 GiB: the golden vectors but the first are computed in one batch. */
    private static final long VALUES_OF_A_BATCH = 1L << 30;

    /** Cells of the image's attention. */
    private static final long MOST_CELLS = 1L << 16;

    private GraphCheck() {}

    /** @throws BmdException {@code MODEL_CONTRACT}, {@code MODEL_TOO_COSTLY} */
    static void check(OnnxStructure structure, ModelCard card, Set<Tensor> tensors) {
        check(structure, card, tensors, 1, ONE_INPUT);
        int batch = Math.max(2, card.goldenVectors().size() - 1);
        check(structure, card, tensors, batch, new Budget(VALUES_OF_A_BATCH, batch * ONE_INPUT.operations()));
    }

    /**
     * The same of a neck finder.
     *
     * @param outputs wanted shapes by name, -1 for the batch
     */
    static void checkFinder(OnnxStructure structure, int side, Map<String, List<Long>> outputs) {
        Map<String, long[]> sizes = SizeWalk.outputs(
                structure.graph(),
                Map.of(ModelContract.Finder.OVERVIEW, new long[] {1, 1, side, side}),
                structure.outputs().keySet(),
                ONE_INPUT);
        outputs.forEach((name, wanted) -> {
            long[] expected =
                    wanted.stream().mapToLong(size -> size == -1 ? 1 : size).toArray();
            if (!Arrays.equals(sizes.get(name), expected)) {
                throw new BmdException(
                        Code.MODEL_CONTRACT,
                        "Expected a neck finder that computes " + name + " of shape " + Arrays.toString(expected)
                                + ", received one of shape " + Arrays.toString(sizes.get(name))
                                + ". Export the model again.");
            }
        });
    }

    private static void check(OnnxStructure structure, ModelCard card, Set<Tensor> tensors, int batch, Budget budget) {
        Map<String, long[]> inputs = new LinkedHashMap<>();
        ModelContract.inputs().stream()
                .filter(tensors::contains)
                .forEach(input -> inputs.put(input.tensorName(), shape(input, card, batch)));
        // Others than the contract's are computed too.
        Map<String, long[]> outputs =
                SizeWalk.outputs(structure.graph(), inputs, structure.outputs().keySet(), budget);
        for (Tensor output : ModelContract.outputs()) {
            if (tensors.contains(output)) {
                require(output, shape(output, card, batch), outputs.get(output.tensorName()));
            }
        }
        long[] attention = outputs.get(Tensor.IMAGE_ATTENTION.tensorName());
        if (attention[1] * attention[2] > MOST_CELLS) {
            throw new BmdException(
                    Code.MODEL_TOO_COSTLY,
                    "Expected an image attention of at most " + MOST_CELLS + " cells, received " + attention[1] + " x "
                            + attention[2] + ". Do not use this file.");
        }
    }

    private static long[] shape(Tensor tensor, ModelCard card, int batch) {
        long[] shape = tensor.shape(card);
        shape[0] = batch;
        return shape;
    }

    private static void require(Tensor output, long[] wanted, long[] received) {
        boolean fits = received.length == wanted.length;
        for (int i = 0; fits && i < wanted.length; i++) {
            fits = wanted[i] == -1 ? received[i] > 0 : received[i] == wanted[i];
        }
        if (!fits) {
            String sizes = Arrays.stream(wanted)
                    .mapToObj(size -> size < 0 ? "any" : Long.toString(size))
                    .collect(Collectors.joining(", "));
            throw new BmdException(
                    Code.MODEL_CONTRACT,
                    "Expected a graph that computes output " + output.tensorName() + " of shape [" + sizes
                            + "], received one of shape " + Arrays.toString(received) + ". Export the model again.");
        }
    }
}
