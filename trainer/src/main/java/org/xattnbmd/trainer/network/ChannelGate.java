package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;

/** A learned factor per channel, zero at first: tokens {@code [N, T, D]} to tokens {@code [N, T, D]}. */
final class ChannelGate extends AbstractBlock {

    private final Parameter factor;

    ChannelGate(int size) {
        factor = addParameter(Parameter.builder()
                .setName("factor")
                .setType(Parameter.Type.OTHER)
                .optInitializer(Initializer.ZEROS)
                .optShape(new Shape(1, 1, size))
                .build());
    }

    /** What comes through a gate; all of it where there is none (null). */
    static NDArray through(ChannelGate gate, ParameterStore ps, NDArray tokens, boolean training) {
        return gate == null
                ? tokens
                : gate.forward(ps, new NDList(tokens), training).singletonOrThrow();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray tokens = inputs.singletonOrThrow();
        return new NDList(tokens.mul(ps.getValue(factor, tokens.getDevice(), training)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }
}
