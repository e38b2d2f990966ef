package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/**
 * A residual network without its classifier, in torchvision's layout and naming: {@code [N, K, H,
 * W]} to {@code [N, C, H / stride, W / stride]}.
 */
final class ResNet extends AbstractBlock {

    private final Block stem;
    private final Block stemNorm;
    private final Block pool;
    private final List<Block> units = new ArrayList<>();
    private final List<Integer> stageOf = new ArrayList<>();
    private int frozen = EncoderStages.NONE;

    ResNet(Backbone backbone, int width, int outputStride) {
        boolean bottleneck = backbone.bottleneck();
        stem = addChildBlock(
                "conv1",
                Conv2d.builder()
                        .setKernelShape(new Shape(7, 7))
                        .setFilters(width)
                        .optStride(new Shape(2, 2))
                        .optPadding(new Shape(3, 3))
                        .optBias(false)
                        .build());
        stemNorm = addChildBlock("bn1", Norms.batchNorm());
        pool = addChildBlock("maxpool", Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)));
        int channels = width;
        int[] stages = backbone.units();
        for (int stage = 0; stage < stages.length; stage++) {
            int planes = width << stage;
            boolean last = stage == stages.length - 1;
            int stride = stage == 0 || last && outputStride == 16 ? 1 : 2;
            for (int unit = 0; unit < stages[stage]; unit++) {
                units.add(addChildBlock(
                        "layer" + (stage + 1) + "." + unit,
                        new ResidualUnit(bottleneck, channels, planes, unit == 0 ? stride : 1)));
                stageOf.add(stage + 1);
                channels = ResidualUnit.outChannels(bottleneck, planes);
            }
        }
    }

    /** Lets the stages up to this one compute in training as they do afterwards: their statistics are used and kept. */
    void freeze(int lastStage) {
        frozen = lastStage;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList x = stemNorm.forward(ps, stem.forward(ps, inputs, training), training && frozen < 0);
        x = pool.forward(ps, new NDList(Activation.relu(x.singletonOrThrow())), training);
        for (int i = 0; i < units.size(); i++) {
            x = units.get(i).forward(ps, x, training && frozen < stageOf.get(i));
        }
        return x;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape[] shapes = pooled(stem.getOutputShapes(inputShapes));
        for (Block unit : units) {
            shapes = unit.getOutputShapes(shapes);
        }
        return shapes;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        stem.initialize(manager, dataType, inputShapes);
        Shape[] shapes = stem.getOutputShapes(inputShapes);
        stemNorm.initialize(manager, dataType, shapes);
        shapes = pooled(shapes);
        for (Block unit : units) {
            unit.initialize(manager, dataType, shapes);
            shapes = unit.getOutputShapes(shapes);
        }
    }

    private static Shape[] pooled(Shape[] shapes) {
        Shape s = shapes[0];
        return new Shape[] {new Shape(s.get(0), s.get(1), (s.get(2) + 1) / 2, (s.get(3) + 1) / 2)};
    }
}
