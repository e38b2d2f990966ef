package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The layers of cross-attention between image tokens {@code [N, T, D]} and a table's tokens {@code [N, F, D]}. The
 * layers' outputs are mixed by learned softmax weights.
 *
 * <p>Outputs: enhanced image tokens, enhanced table tokens, how much the image attended to each column {@code [N,
 * F]}, how much the columns attended to each image token {@code [N, T]}; both sum to 1. A direction that
 * is left out passes its tokens through and attends evenly.
 */
public final class CrossAttention extends AbstractBlock {

    private final List<AttentionStep> imageSteps = new ArrayList<>();
    private final List<AttentionStep> tableSteps = new ArrayList<>();
    private final Parameter mix;
    private final int layers;

    /** Both directions. */
    public CrossAttention(AttentionSettings settings) {
        this(settings, true, true);
    }

    /**
     * One direction, or both.
     *
     * @param imageAttends whether image tokens attend to the table's
     * @param tableAttends whether the table's tokens attend to the image's
     */
    public CrossAttention(AttentionSettings settings, boolean imageAttends, boolean tableAttends) {
        layers = settings.layers();
        for (int i = 0; i < layers; i++) {
            if (imageAttends) {
                imageSteps.add(addChildBlock("layer" + i + ".image", new AttentionStep(settings)));
            }
            if (tableAttends) {
                // The name that saved weights have.
                tableSteps.add(addChildBlock("layer" + i + ".clinical", new AttentionStep(settings)));
            }
        }
        mix = addParameter(Parameter.builder()
                .setName("mix")
                .setType(Parameter.Type.OTHER)
                .optInitializer(Initializer.ZEROS)
                .optShape(new Shape(layers))
                .build());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray image = inputs.get(0);
        NDArray table = inputs.get(1);
        // The parameter is the right operand: a result belongs to the manager of the left one.
        NDArray weights = image.getManager()
                .zeros(new Shape(layers))
                .add(ps.getValue(mix, image.getDevice(), training))
                .softmax(0);
        Side imageSide = new Side(image, imageSteps);
        Side tableSide = new Side(table, tableSteps);
        for (int i = 0; i < layers; i++) {
            NDArray imageKeys = imageSide.keyValues;
            imageSide.advance(ps, i, tableSide.keyValues, training);
            tableSide.advance(ps, i, imageKeys, training);
        }
        return new NDList(
                imageSide.mixed(weights),
                tableSide.mixed(weights),
                imageSide.attention(weights, table),
                tableSide.attention(weights, image));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
        long n = in[0].get(0);
        return new Shape[] {in[0], in[1], new Shape(n, in[1].get(1)), new Shape(n, in[0].get(1))};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... in) {
        imageSteps.forEach(step -> step.initialize(manager, dataType, in[0], in[0], in[1]));
        tableSteps.forEach(step -> step.initialize(manager, dataType, in[1], in[1], in[0]));
    }

    /** One side's tokens as they pass the layers. */
    private static final class Side {
        private final List<AttentionStep> steps;
        private final NDList outputs = new NDList();
        private final NDList attended = new NDList();
        private NDArray tokens;
        private NDArray keyValues;

        Side(NDArray tokens, List<AttentionStep> steps) {
            this.tokens = tokens;
            this.keyValues = tokens;
            this.steps = steps;
        }

        void advance(ParameterStore ps, int layer, NDArray other, boolean training) {
            if (steps.isEmpty()) {
                return;
            }
            NDList out = steps.get(layer).forward(ps, new NDList(tokens, keyValues, other), training);
            tokens = out.get(0);
            keyValues = out.get(1);
            outputs.add(tokens);
            attended.add(out.get(2).mean(new int[] {1}));
        }

        NDArray mixed(NDArray weights) {
            return steps.isEmpty() ? tokens : mix(outputs, weights);
        }

        NDArray attention(NDArray weights, NDArray other) {
            return steps.isEmpty() ? even(other) : mix(attended, weights);
        }

        private static NDArray mix(NDList perLayer, NDArray weights) {
            NDArray stacked = NDArrays.stack(perLayer, 1);
            long[] shape = new long[stacked.getShape().dimension()];
            Arrays.fill(shape, 1);
            shape[1] = weights.getShape().get(0);
            return stacked.mul(weights.reshape(shape)).sum(new int[] {1});
        }
    }

    /** Even attention over the tokens {@code [N, S, D]}: {@code [N, S]}, every entry 1 / S. */
    static NDArray even(NDArray tokens) {
        return tokens.mean(new int[] {2}).zerosLike().add(1f / tokens.getShape().get(1));
    }
}
