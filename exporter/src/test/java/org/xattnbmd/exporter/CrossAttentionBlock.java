package org.xattnbmd.exporter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;

/** A network with a picture and a table as inputs, missing values, multi-head attention and three outputs. */
final class CrossAttentionBlock extends AbstractBlock {

    private static final int WIDTH = 16;
    private static final int HEADS = 4;

    private final int fields;
    private final SequentialBlock encoder;
    private final Linear query;
    private final Linear key;
    private final Linear content;
    private final LayerNorm norm;
    private final Linear head;
    private final Parameter tokens;
    private final Parameter missing;

    CrossAttentionBlock(int fields) {
        this.fields = fields;
        encoder = addChildBlock("encoder", encoder());
        query = addChildBlock("query", Linear.builder().setUnits(WIDTH).build());
        key = addChildBlock("key", Linear.builder().setUnits(WIDTH).build());
        content = addChildBlock("content", Linear.builder().setUnits(WIDTH).build());
        norm = addChildBlock("norm", LayerNorm.builder().axis(2).build());
        head = addChildBlock("head", Linear.builder().setUnits(2).build());
        tokens = addParameter(parameter("tokens", new Shape(fields, WIDTH)));
        missing = addParameter(parameter("missing", new Shape(fields, WIDTH)));
    }

    private static Parameter parameter(String name, Shape shape) {
        return Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.WEIGHT)
                .optShape(shape)
                .optInitializer(new NormalInitializer(0.1f))
                .build();
    }

    private static SequentialBlock encoder() {
        return new SequentialBlock()
                .add(Conv2d.builder()
                        .setFilters(8)
                        .setKernelShape(new Shape(3, 3))
                        .optPadding(new Shape(1, 1))
                        .optBias(false)
                        .build())
                .add(BatchNorm.builder().build())
                .add(Activation::relu)
                .add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)))
                .add(Conv2d.builder()
                        .setFilters(WIDTH)
                        .setKernelShape(new Shape(3, 3))
                        .optStride(new Shape(2, 2))
                        .optPadding(new Shape(1, 1))
                        .build())
                .add(Activation::gelu);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray image = inputs.get(0).sub(0.5f).div(0.25f);
        NDArray table = inputs.get(1);
        NDManager manager = table.getManager();
        long batch = image.getShape().get(0);

        NDArray cells = encoder.forward(store, new NDList(image), training).singletonOrThrow();
        long count = cells.getShape().get(2) * cells.getShape().get(3);
        cells = cells.reshape(batch, WIDTH, count).transpose(0, 2, 1);

        NDArray absent = table.isNaN();
        NDArray standard = NDArrays.where(absent, manager.zeros(table.getShape()), table)
                .sub(manager.full(new Shape(1, fields), 2f))
                .div(3);
        NDArray base = store.getValue(tokens, table.getDevice(), training).expandDims(0);
        NDArray token = standard.expandDims(2).mul(base);
        NDArray replacement = store.getValue(missing, table.getDevice(), training)
                .expandDims(0)
                .broadcast(batch, fields, WIDTH);
        token = NDArrays.where(absent.expandDims(2).broadcast(batch, fields, WIDTH), replacement, token);

        NDArray q = split(query.forward(store, new NDList(cells), training).singletonOrThrow());
        NDArray k = split(key.forward(store, new NDList(token), training).singletonOrThrow());
        NDArray v = split(content.forward(store, new NDList(token), training).singletonOrThrow());
        NDArray attention = q.matMul(k.transpose(0, 1, 3, 2))
                .mul(1 / Math.sqrt((double) WIDTH / HEADS))
                .toType(DataType.FLOAT32, false)
                .softmax(-1);
        NDArray mixed = attention.matMul(v).transpose(0, 2, 1, 3).reshape(batch, count, WIDTH);
        NDArray enhanced =
                norm.forward(store, new NDList(cells.add(mixed)), training).singletonOrThrow();
        NDArray pooled = enhanced.mean(new int[] {1}).concat(token.mean(new int[] {1}), 1);
        NDArray out = head.forward(store, new NDList(pooled), training).singletonOrThrow();
        NDArray fieldAttention = attention.mean(new int[] {2}).mean(new int[] {1});
        NDArray spread = Activation.softPlus(out.get(":, 1")).add(1e-3f);
        return new NDList(out.get(":, 0"), fieldAttention, spread);
    }

    private static NDArray split(NDArray x) {
        return x.reshape(x.getShape().get(0), x.getShape().get(1), HEADS, WIDTH / HEADS)
                .transpose(0, 2, 1, 3);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
        long n = in[0].get(0);
        return new Shape[] {new Shape(n), new Shape(n, fields), new Shape(n)};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... in) {
        encoder.initialize(manager, type, in[0]);
        long n = in[0].get(0);
        query.initialize(manager, type, new Shape(n, 16, WIDTH));
        key.initialize(manager, type, new Shape(n, fields, WIDTH));
        content.initialize(manager, type, new Shape(n, fields, WIDTH));
        norm.initialize(manager, type, new Shape(n, 16, WIDTH));
        head.initialize(manager, type, new Shape(n, 2 * WIDTH));
    }
}
