package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** The transformer's position-wise net: {@code D -> 2D -> D} with GELU, shape kept. */
final class FeedForward extends AbstractBlock {

    private final Block expand;
    private final Block contract;
    private final Block dropout;

    FeedForward(int size, double dropoutRate) {
        expand = addChildBlock("expand", Linear.builder().setUnits(2L * size).build());
        contract = addChildBlock("contract", Linear.builder().setUnits(size).build());
        dropout = addChildBlock(
                "dropout", Dropout.builder().optRate((float) dropoutRate).build());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList hidden = expand.forward(ps, inputs, training);
        NDList bent = new NDList(Activation.gelu(hidden.singletonOrThrow()));
        return dropout.forward(ps, contract.forward(ps, bent, training), training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        expand.initialize(manager, dataType, inputShapes);
        Shape[] hidden = expand.getOutputShapes(inputShapes);
        contract.initialize(manager, dataType, hidden);
        dropout.initialize(manager, dataType, inputShapes);
    }
}
