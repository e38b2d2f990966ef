package org.xattnbmd.exporter.internal.operator;

import java.util.List;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Trait;

/**
 * The trait of operators that multiply activations by weights: where they have which.
 *
 * @param numbers what they multiply
 * @param activation input that is the activation
 * @param weights inputs that are weights
 * @param channels where the weight has its output channels
 * @param zeroPoint input that is the weight's zero point, for operators that may be without and that ONNX Runtime's
 *     avx2_weight_s8_to_u8.cc rewrites; {@link #NONE} for others
 */
public record Products(Numbers numbers, int activation, List<Integer> weights, Channels channels, int zeroPoint)
        implements Trait {

    public static final int NONE = -1;

    /** What is multiplied. */
    public enum Numbers {
        FLOATS,
        BYTES
    }

    /** Which axis of a weight has the output channels. */
    public enum Channels {
        FIRST,
        LAST,
        /** The first where the attribute {@code transB} is set, otherwise the last. */
        FIRST_IF_TRANSPOSED
    }

    static Products ofFloats(Channels channels) {
        return new Products(Numbers.FLOATS, 0, List.of(1), channels, NONE);
    }

    static Products ofBytes(int weight, Channels channels) {
        return new Products(Numbers.BYTES, 0, List.of(weight), channels, NONE);
    }

    Products zeroPoint(int input) {
        return new Products(numbers, activation, weights, channels, input);
    }

    /** The same with other weights, as recurrent layers have several. */
    Products weights(Integer... inputs) {
        return new Products(numbers, activation, List.of(inputs), channels, zeroPoint);
    }

    /** Whether the first axis of the node's weight has the output channels; if not, the last has. */
    public boolean channelsFirst(Node node) {
        return switch (channels) {
            case FIRST -> true;
            case LAST -> false;
            case FIRST_IF_TRANSPOSED -> node.intAttribute("transB", 0) == 1;
        };
    }
}
