package org.xattnbmd.exporter.battery;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A layer of a decoder such as Llama's (Touvron et al. 2023): RMSNorm, causal attention with rotary embedding and fewer heads
 * of keys and values than of queries, RMSNorm, and a mixture of SwiGLU experts of which each token takes two (Shazeer et
 * al. 2017). Tokens [N, T, heads · width] in and out.
 */
final class DecoderBlock extends AbstractBlock {

    private static final int HEADS = 4;
    private static final int KEY_HEADS = 2;
    private static final int WIDTH = 8;
    private static final int EXPERTS = 4;
    private static final int CHOSEN = 2;

    private final Parameter beforeAttention = norm("attentionGamma");
    private final Parameter beforeExperts = norm("expertsGamma");
    private final Linear queries = linear("queries", HEADS * WIDTH);
    private final Linear keys = linear("keys", KEY_HEADS * WIDTH);
    private final Linear values = linear("values", KEY_HEADS * WIDTH);
    private final Linear joined = linear("joined", HEADS * WIDTH);
    private final Linear gate = linear("gate", EXPERTS);
    private final Linear[] up = new Linear[EXPERTS];
    private final Linear[] down = new Linear[EXPERTS];

    DecoderBlock() {
        for (int i = 0; i < EXPERTS; i++) {
            up[i] = linear("up" + i, 2 * HEADS * WIDTH);
            down[i] = linear("down" + i, HEADS * WIDTH);
        }
    }

    private Parameter norm(String name) {
        return addParameter(Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.GAMMA)
                .optShape(new Shape(HEADS * WIDTH))
                .build());
    }

    private Linear linear(String name, int units) {
        return addChildBlock(
                name, Linear.builder().setUnits(units).optBias(false).build());
    }

    private static NDArray apply(Linear layer, ParameterStore store, NDArray x) {
        return layer.forward(store, new NDList(x), false).singletonOrThrow();
    }

    private static NDArray normalized(NDArray x, NDArray gamma) {
        NDArray meanSquare = x.square().mean(new int[] {-1}, true);
        return x.div(meanSquare.add(1e-6f).sqrt()).mul(gamma);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        NDArray first = store.getValue(beforeAttention, x.getDevice(), training);
        NDArray second = store.getValue(beforeExperts, x.getDevice(), training);
        NDArray attended = x.add(attention(store, normalized(x, first)));
        return new NDList(attended.add(experts(store, normalized(attended, second))));
    }

    // ---- attention

    private NDArray attention(ParameterStore store, NDArray x) {
        long tokens = x.getShape().get(1);
        NDArray angles = angles(x.getManager(), tokens);
        NDArray q = rotated(heads(apply(queries, store, x), HEADS), angles);
        NDArray k = rotated(heads(apply(keys, store, x), KEY_HEADS), angles);
        NDArray v = heads(apply(values, store, x), KEY_HEADS);
        NDArray scores = q.matMul(repeated(k).swapAxes(2, 3)).div(Math.sqrt(WIDTH));
        NDArray weights = scores.add(causal(x.getManager(), tokens)).softmax(-1);
        NDArray mixed = weights.matMul(repeated(v)).transpose(0, 2, 1, 3);
        return apply(joined, store, mixed.reshape(-1, tokens, HEADS * WIDTH));
    }

    private static NDArray heads(NDArray x, int heads) {
        return x.reshape(-1, x.getShape().get(1), heads, WIDTH).transpose(0, 2, 1, 3);
    }

    private static NDArray repeated(NDArray few) {
        return few.repeat(1, HEADS / KEY_HEADS);
    }

    private static NDArray angles(NDManager manager, long tokens) {
        NDArray exponent = manager.arange(0, WIDTH, 2, DataType.FLOAT32).div(-WIDTH);
        NDArray frequencies = manager.create(10_000f).pow(exponent);
        return manager.arange((float) tokens).reshape(-1, 1).mul(frequencies);
    }

    private static NDArray rotated(NDArray x, NDArray angles) {
        NDList halves = x.split(2, 3);
        NDArray a = halves.get(0);
        NDArray b = halves.get(1);
        NDArray cos = angles.cos();
        NDArray sin = angles.sin();
        return a.mul(cos).sub(b.mul(sin)).concat(a.mul(sin).add(b.mul(cos)), -1);
    }

    private static NDArray causal(NDManager manager, long tokens) {
        NDArray position = manager.arange((float) tokens);
        NDArray later = position.reshape(1, -1).gt(position.reshape(-1, 1));
        Shape square = later.getShape();
        return NDArrays.where(later, manager.full(square, Float.NEGATIVE_INFINITY), manager.zeros(square));
    }

    // ---- experts

    private NDArray experts(ParameterStore store, NDArray x) {
        NDArray scores = apply(gate, store, x);
        NDList chosen = scores.topK(CHOSEN, -1, true, true);
        NDArray weights = scores.zerosLike()
                .scatter(
                        chosen.get(1),
                        chosen.get(0).softmax(-1),
                        scores.getShape().dimension() - 1);
        NDList outputs = new NDList();
        for (int i = 0; i < EXPERTS; i++) {
            NDList halves = apply(up[i], store, x).split(2, 2);
            NDArray gated = halves.get(0).getNDArrayInternal().swish(1).mul(halves.get(1));
            outputs.add(apply(down[i], store, gated));
        }
        return NDArrays.stack(outputs, 3).mul(weights.expandDims(2)).sum(new int[] {3});
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        getChildren().forEach(child -> child.getValue().initialize(manager, type, shapes[0]));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
        return shapes;
    }
}
