package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Scaled dot-product attention with several heads (Vaswani et al. 2017, eq. 1). Inputs: queries {@code [N, T, D]} and
 * the tokens attended to {@code [N, S, D]}. Outputs: {@code [N, T, D]} and the weights, averaged over heads, {@code [N,
 * T, S]}.
 */
final class MultiHeadAttention extends AbstractBlock {

    private final int size;
    private final int heads;
    private final Block query;
    private final Block key;
    private final Block value;
    private final Block output;
    private final Block dropout;

    MultiHeadAttention(int size, int heads, double dropoutRate) {
        this.size = size;
        this.heads = heads;
        query = addChildBlock("query", Linear.builder().setUnits(size).build());
        key = addChildBlock("key", Linear.builder().setUnits(size).build());
        value = addChildBlock("value", Linear.builder().setUnits(size).build());
        output = addChildBlock("output", Linear.builder().setUnits(size).build());
        dropout = addChildBlock(
                "dropout", Dropout.builder().optRate((float) dropoutRate).build());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList queries = new NDList(inputs.get(0));
        NDList attended = new NDList(inputs.get(1));
        long t = inputs.get(0).getShape().get(1);
        NDArray q = heads(query.forward(ps, queries, training)).transpose(0, 2, 1, 3);
        NDArray k = heads(key.forward(ps, attended, training)).transpose(0, 2, 3, 1);
        NDArray v = heads(value.forward(ps, attended, training)).transpose(0, 2, 1, 3);
        NDArray weights =
                Scalars.times(q.matMul(k), 1 / Math.sqrt((double) size / heads)).softmax(-1);
        NDArray mixed = weights.matMul(v).transpose(0, 2, 1, 3).reshape(-1, t, size);
        NDList out = dropout.forward(ps, output.forward(ps, new NDList(mixed), training), training);
        return new NDList(out.singletonOrThrow(), weights.mean(new int[] {1}));
    }

    private NDArray heads(NDList tokens) {
        NDArray x = tokens.singletonOrThrow();
        return x.reshape(-1, x.getShape().get(1), heads, size / heads);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape q = inputShapes[0];
        return new Shape[] {q, new Shape(q.get(0), q.get(1), inputShapes[1].get(1))};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        query.initialize(manager, dataType, inputShapes[0]);
        key.initialize(manager, dataType, inputShapes[1]);
        value.initialize(manager, dataType, inputShapes[1]);
        output.initialize(manager, dataType, inputShapes[0]);
        dropout.initialize(manager, dataType, inputShapes[0]);
    }
}
