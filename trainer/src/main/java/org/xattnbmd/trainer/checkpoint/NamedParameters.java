package org.xattnbmd.trainer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.util.Pair;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * A block's parameters by dotted path in PyTorch's spelling ({@code image.resnet.layer1.0.bn1.running_mean}), in a
 * fixed order.
 */
public final class NamedParameters {

    private static final Map<String, String> PYTORCH =
            Map.of("gamma", "weight", "beta", "bias", "runningMean", "running_mean", "runningVar", "running_var");

    private NamedParameters() {}

    public static Map<String, Parameter> of(Block block) {
        Map<String, Parameter> named = new LinkedHashMap<>();
        collect(block, "", named);
        return named;
    }

    private static void collect(Block block, String prefix, Map<String, Parameter> named) {
        block.getDirectParameters().forEach(p -> {
            String name = prefix + PYTORCH.getOrDefault(p.getKey(), p.getKey());
            if (named.put(name, p.getValue()) != null) {
                throw new IllegalStateException("Two parameters are named " + name);
            }
        });
        int index = 0;
        for (Pair<String, Block> child : block.getChildren()) {
            // DJL numbers its children, 01conv1; those of a sequence have nothing but their number, as in PyTorch.
            String name = block instanceof SequentialBlock
                    ? Integer.toString(index)
                    : child.getKey().substring(2);
            collect(child.getValue(), prefix + name + ".", named);
            index++;
        }
    }

    /** Copies the block's values out. */
    public static Map<String, Safetensors.Tensor> values(Block block) {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        of(block).forEach((name, parameter) -> {
            NDArray array = parameter.getArray();
            tensors.put(name, new Safetensors.Tensor(array.getShape().getShape(), HostArrays.floats(array)));
        });
        return tensors;
    }

    /** Copies values into an initialised block; every parameter must be there, in its shape. Gradients must be off. */
    public static void load(Block block, Map<String, Safetensors.Tensor> tensors) {
        of(block).forEach((name, parameter) -> {
            Safetensors.Tensor tensor = tensors.get(name);
            long[] expected = parameter.getArray().getShape().getShape();
            if (tensor == null || !Arrays.equals(tensor.shape(), expected)) {
                throw new TrainerException(
                        Code.CHECKPOINT,
                        "The checkpoint does not fit the network: " + name + " expected " + Arrays.toString(expected)
                                + ", received " + (tensor == null ? "nothing" : Arrays.toString(tensor.shape())));
            }
            set(parameter.getArray(), tensor.values());
        });
    }

    /**
     * Copies finite values into an array. Not {@code copyTo}: the engine's version of it prints a deprecation warning of
     * PyTorch's.
     */
    public static void set(NDArray target, float... values) {
        try (NDArray source = target.getManager().create(values, target.getShape())) {
            target.muli(0).addi(source);
        }
    }
}
