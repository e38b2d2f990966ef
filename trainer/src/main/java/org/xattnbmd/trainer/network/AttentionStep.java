package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * One direction of one layer: tokens attend to the other side's keys and values, then pass a feed-forward net, both
 * with pre-normalisation and residuals; then their own keys and values are refreshed through a learned gate.
 *
 * <p>Inputs: tokens {@code [N, T, D]}, own key-value tokens {@code [N, T, D]}, the other side's key-value tokens
 * {@code [N, S, D]}. Outputs: enhanced tokens, refreshed own key-value tokens, weights {@code [N, T, S]}.
 */
final class AttentionStep extends AbstractBlock {

    private final Block normQuery;
    private final Block normKeys;
    private final Block normForward;
    private final MultiHeadAttention attention;
    private final FeedForward feedForward;
    private final Block gate;
    private final ChannelGate attendedGate;
    private final ChannelGate forwardGate;

    AttentionStep(AttentionSettings settings) {
        int d = settings.tokenSize();
        normQuery = addChildBlock("norm_query", LayerNorm.builder().axis(2).build());
        normKeys = addChildBlock("norm_keys", LayerNorm.builder().axis(2).build());
        attention = addChildBlock("attention", new MultiHeadAttention(d, settings.heads(), settings.dropout()));
        normForward = addChildBlock("norm_forward", LayerNorm.builder().axis(2).build());
        feedForward = addChildBlock("feed_forward", new FeedForward(d, settings.dropout()));
        gate = addChildBlock("gate", Linear.builder().setUnits(d).build());
        boolean gated = settings.gate().learned();
        attendedGate = gated ? addChildBlock("attended_gate", new ChannelGate(d)) : null;
        forwardGate = gated ? addChildBlock("forward_gate", new ChannelGate(d)) : null;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray tokens = inputs.get(0);
        NDArray own = inputs.get(1);
        NDArray query = normQuery.forward(ps, new NDList(tokens), training).singletonOrThrow();
        NDArray keys = normKeys.forward(ps, new NDList(inputs.get(2)), training).singletonOrThrow();
        NDList attended = attention.forward(ps, new NDList(query, keys), training);
        NDArray x = tokens.add(ChannelGate.through(attendedGate, ps, attended.get(0), training));
        NDList normed = normForward.forward(ps, new NDList(x), training);
        NDArray forward = feedForward.forward(ps, normed, training).singletonOrThrow();
        x = x.add(ChannelGate.through(forwardGate, ps, forward, training));
        NDArray g = Activation.sigmoid(
                gate.forward(ps, new NDList(own.concat(x, 2)), training).singletonOrThrow());
        NDArray refreshed = own.add(g.mul(x.sub(own)));
        return new NDList(x, refreshed, attended.get(1));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape t = inputShapes[0];
        return new Shape[] {t, t, new Shape(t.get(0), t.get(1), inputShapes[2].get(1))};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape t = inputShapes[0];
        normQuery.initialize(manager, dataType, t);
        normKeys.initialize(manager, dataType, inputShapes[2]);
        attention.initialize(manager, dataType, t, inputShapes[2]);
        normForward.initialize(manager, dataType, t);
        feedForward.initialize(manager, dataType, t);
        gate.initialize(manager, dataType, new Shape(t.get(0), t.get(1), 2 * t.get(2)));
        if (attendedGate != null) {
            attendedGate.initialize(manager, dataType, t);
            forwardGate.initialize(manager, dataType, t);
        }
    }
}
