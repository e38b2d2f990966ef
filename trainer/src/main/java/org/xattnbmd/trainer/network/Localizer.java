package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Finds the femoral neck on the coarse picture: {@code [N, 1, H, W]} to boxes {@code [N, 4]}, centre x, centre y, half
 * width and half height as fractions of the picture.
 *
 * <p>The hip that was asked for is always the one on the right half of the picture: a left hip lies on the viewer's right and
 * is left as it is, and {@link org.xattnbmd.sdk.Preprocessing} mirrors the picture where the right hip was asked for. That
 * is how a view of the whole pelvis, which shows two necks, has one answer.
 *
 * <p>A heat map over a coarse grid gives the centre as its expected position (a soft arg-max, which moves with the
 * picture and so learns from few examples); pooled features give the size, relative to the training set's mean box.
 */
final class Localizer extends AbstractBlock {

    private static final int COARSE = 64;
    private static final int GRID = 16;
    private static final int CHANNELS = 24;

    private final int height;
    private final int width;
    private final double sizeRange;
    private final Block shrink;
    private final Block features;
    private final Block heat;
    private final Block size;
    private final Parameter meanSize;

    Localizer(NetworkConfig config) {
        height = config.picture().imageHeight();
        width = config.picture().imageWidth();
        sizeRange = config.sizeRange();
        shrink = addChildBlock(
                "shrink",
                Pool.avgPool2dBlock(
                        new Shape(height / COARSE, width / COARSE), new Shape(height / COARSE, width / COARSE)));
        SequentialBlock net = new SequentialBlock();
        int channels = CHANNELS / 2;
        for (int stride : new int[] {2, 2, 1, 1, 1}) {
            net.add(convolution(channels, 3, stride, stride == 1 ? 2 : 1))
                    .add(Norms.batchNorm())
                    .add(Activation.reluBlock());
            channels = CHANNELS;
        }
        features = addChildBlock("features", net);
        heat = addChildBlock("heat", convolution(1, 1, 1, 1));
        size = addChildBlock("size", Linear.builder().setUnits(2).build());
        meanSize = addParameter(Constants.constant("mean_size", 0.2f, 1, 2));
    }

    private static Conv2d convolution(int filters, int kernel, int stride, int dilation) {
        int padding = kernel / 2 * dilation;
        return Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .setFilters(filters)
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(padding, padding))
                .optDilation(new Shape(dilation, dilation))
                .build();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray map = features.forward(ps, shrink.forward(ps, inputs, training), training)
                .singletonOrThrow();
        NDManager manager = map.getManager();
        NDArray weights = heat.forward(ps, new NDList(map), training)
                .singletonOrThrow()
                .reshape(-1, GRID * GRID)
                .softmax(-1);
        NDArray centre = weights.matMul(manager.create(cellCentres(GRID), new Shape(GRID * GRID, 2)));
        NDArray pooled = map.reshape(-1, CHANNELS, GRID * GRID).mean(new int[] {2});
        NDArray change =
                Activation.tanh(size.forward(ps, new NDList(pooled), training).singletonOrThrow());
        NDArray half = Scalars.times(change, sizeRange).exp().mul(ps.getValue(meanSize, map.getDevice(), training));
        return new NDList(centre.concat(half, 1));
    }

    /** Cells of a square grid, row by row: {@code (x, y)} as fractions of its side. */
    static float[] cellCentres(int grid) {
        float[] centres = new float[grid * grid * 2];
        for (int i = 0; i < grid * grid; i++) {
            centres[2 * i] = (i % grid + 0.5f) / grid;
            centres[2 * i + 1] = (i / grid + 0.5f) / grid;
        }
        return centres;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
        return new Shape[] {new Shape(in[0].get(0), 4)};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... in) {
        long n = in[0].get(0);
        features.initialize(manager, dataType, new Shape(n, 1, COARSE, COARSE));
        heat.initialize(manager, dataType, new Shape(n, CHANNELS, GRID, GRID));
        size.initialize(manager, dataType, new Shape(n, CHANNELS));
    }
}
