package org.xattnbmd.trainer.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/**
 * Self-attention over image tokens {@code [N, T, D]} and a table's tokens {@code [N, F, D]} in one sequence, as a
 * vision-and-language transformer has it (Kim et al. 2021, ViLT): every token may attend to every other, and a learned
 * embedding says which side a token is from. The rival of {@link CrossAttention}, with the same inputs and outputs.
 *
 * <p>The two attention maps are the cross parts of the layers' mean attention, brought back to a sum of 1: of what image
 * tokens gave to the table's, the share of each column {@code [N, F]}; of what the table's tokens gave to image ones, the
 * share of each cell {@code [N, T]}.
 */
public final class JointTransformer extends AbstractBlock {

    /** Keeps a share finite, and even, where one side gave the other nothing at all. */
    private static final float SMALLEST_SHARE = 1e-9f;

    private final List<SelfAttentionLayer> layers = new ArrayList<>();
    private final Parameter imageSide;
    private final Parameter tableSide;

    public JointTransformer(AttentionSettings settings) {
        for (int i = 0; i < settings.layers(); i++) {
            layers.add(addChildBlock("layer" + i, new SelfAttentionLayer(settings)));
        }
        imageSide = addParameter(embedding("image_side", settings.tokenSize()));
        // The name that saved weights have.
        tableSide = addParameter(embedding("clinical_side", settings.tokenSize()));
    }

    private static Parameter embedding(String name, int size) {
        return Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optInitializer(new NormalInitializer(0.02f))
                .optShape(new Shape(1, 1, size))
                .build();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        Device device = inputs.head().getDevice();
        long cells = inputs.head().getShape().get(1);
        NDArray image = inputs.get(0).add(ps.getValue(imageSide, device, training));
        NDArray table = inputs.get(1).add(ps.getValue(tableSide, device, training));
        NDArray tokens = image.concat(table, 1);
        NDArray attention = null;
        for (SelfAttentionLayer layer : layers) {
            NDList out = layer.forward(ps, new NDList(tokens), training);
            tokens = out.get(0);
            attention = attention == null ? out.get(1) : attention.add(out.get(1));
        }
        NDIndex first = new NDIndex(":, :" + cells);
        NDIndex last = new NDIndex(":, " + cells + ":");
        return new NDList(
                tokens.get(first),
                tokens.get(last),
                shares(attention.get(new NDIndex(":, :" + cells + ", " + cells + ":"))),
                shares(attention.get(new NDIndex(":, " + cells + ":, :" + cells))));
    }

    /** Attention of several tokens {@code [N, Q, K]} to the share of each attended one {@code [N, K]}. */
    private static NDArray shares(NDArray attention) {
        NDArray given = attention.mean(new int[] {1}).add(SMALLEST_SHARE);
        return given.div(given.sum(new int[] {1}, true));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
        long n = in[0].get(0);
        return new Shape[] {in[0], in[1], new Shape(n, in[1].get(1)), new Shape(n, in[0].get(1))};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... in) {
        Shape image = in[0];
        Shape all = new Shape(image.get(0), image.get(1) + in[1].get(1), image.get(2));
        layers.forEach(layer -> layer.initialize(manager, dataType, all));
    }
}
