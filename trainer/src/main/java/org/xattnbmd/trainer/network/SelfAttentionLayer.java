package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * One layer of a transformer encoder with pre-normalisation (Xiong et al. 2020). Input: tokens {@code [N, S, D]}.
 * Outputs: tokens {@code [N, S, D]} and the attention weights, averaged over heads, {@code [N, S, S]}.
 */
final class SelfAttentionLayer extends AbstractBlock {

    private final Block normAttention;
    private final Block normForward;
    private final MultiHeadAttention attention;
    private final FeedForward feedForward;
    private final ChannelGate attendedGate;
    private final ChannelGate forwardGate;

    SelfAttentionLayer(AttentionSettings settings) {
        int d = settings.tokenSize();
        normAttention =
                addChildBlock("norm_attention", LayerNorm.builder().axis(2).build());
        attention = addChildBlock("attention", new MultiHeadAttention(d, settings.heads(), settings.dropout()));
        normForward = addChildBlock("norm_forward", LayerNorm.builder().axis(2).build());
        feedForward = addChildBlock("feed_forward", new FeedForward(d, settings.dropout()));
        boolean gated = settings.gate().learned();
        attendedGate = gated ? addChildBlock("attended_gate", new ChannelGate(d)) : null;
        forwardGate = gated ? addChildBlock("forward_gate", new ChannelGate(d)) : null;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray tokens = inputs.singletonOrThrow();
        NDArray normed = normAttention.forward(ps, inputs, training).singletonOrThrow();
        NDList attended = attention.forward(ps, new NDList(normed, normed), training);
        NDArray x = tokens.add(ChannelGate.through(attendedGate, ps, attended.get(0), training));
        NDArray forward = feedForward
                .forward(ps, normForward.forward(ps, new NDList(x), training), training)
                .singletonOrThrow();
        return new NDList(x.add(ChannelGate.through(forwardGate, ps, forward, training)), attended.get(1));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape s = inputShapes[0];
        return new Shape[] {s, new Shape(s.get(0), s.get(1), s.get(1))};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape s = inputShapes[0];
        normAttention.initialize(manager, dataType, s);
        attention.initialize(manager, dataType, s, s);
        normForward.initialize(manager, dataType, s);
        feedForward.initialize(manager, dataType, s);
        if (attendedGate != null) {
            attendedGate.initialize(manager, dataType, s);
            forwardGate.initialize(manager, dataType, s);
        }
    }
}
