package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/** One residual unit: basic (two 3x3) or bottleneck (1x1, 3x3, 1x1 with fourfold expansion), stride on the 3x3. */
final class ResidualUnit extends AbstractBlock {

    private static final int EXPANSION = 4;

    private final List<Block> convolutions = new ArrayList<>();
    private final List<Block> norms = new ArrayList<>();
    private final Block downsample;
    private final Block downsampleNorm;

    ResidualUnit(boolean bottleneck, int inChannels, int planes, int stride) {
        int out = bottleneck ? planes * EXPANSION : planes;
        if (bottleneck) {
            add(planes, 1, 1);
            add(planes, 3, stride);
            add(out, 1, 1);
        } else {
            add(planes, 3, stride);
            add(planes, 3, 1);
        }
        boolean project = stride != 1 || inChannels != out;
        downsample = project ? addChildBlock("downsample.0", convolution(out, 1, stride)) : null;
        downsampleNorm = project ? addChildBlock("downsample.1", Norms.batchNorm()) : null;
    }

    static int outChannels(boolean bottleneck, int planes) {
        return bottleneck ? planes * EXPANSION : planes;
    }

    static Conv2d convolution(int filters, int kernel, int stride) {
        return Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .setFilters(filters)
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optBias(false)
                .build();
    }

    private void add(int filters, int kernel, int stride) {
        int n = convolutions.size() + 1;
        convolutions.add(addChildBlock("conv" + n, convolution(filters, kernel, stride)));
        norms.add(addChildBlock("bn" + n, Norms.batchNorm()));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList x = inputs;
        for (int i = 0; i < convolutions.size(); i++) {
            x = norms.get(i).forward(ps, convolutions.get(i).forward(ps, x, training), training);
            if (i < convolutions.size() - 1) {
                x = new NDList(Activation.relu(x.singletonOrThrow()));
            }
        }
        NDList shortcut = downsample == null
                ? inputs
                : downsampleNorm.forward(ps, downsample.forward(ps, inputs, training), training);
        NDArray sum = x.singletonOrThrow().add(shortcut.singletonOrThrow());
        return new NDList(Activation.relu(sum));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape[] shapes = inputShapes;
        for (Block convolution : convolutions) {
            shapes = convolution.getOutputShapes(shapes);
        }
        return shapes;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape[] shapes = inputShapes;
        for (int i = 0; i < convolutions.size(); i++) {
            convolutions.get(i).initialize(manager, dataType, shapes);
            shapes = convolutions.get(i).getOutputShapes(shapes);
            norms.get(i).initialize(manager, dataType, shapes);
        }
        if (downsample != null) {
            downsample.initialize(manager, dataType, inputShapes);
            downsampleNorm.initialize(manager, dataType, shapes);
        }
    }
}
