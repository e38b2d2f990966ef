package org.xattnbmd.trainer.network;

import static org.xattnbmd.trainer.RefusedValueException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;

/**
 * Picture {@code [N, C, H, W]} in [0, 1] to image tokens {@code [N, h*w, D]}, row by row: residual features, projected, placed.
 */
public final class ImageEncoder extends AbstractBlock {

    /** Of greys in [0, 1]; keeps a uniform picture finite. */
    private static final float SMALLEST_VARIANCE = 1e-4f;

    private final ResNet resnet;
    private final Block projection;
    private final Block norm;
    private final Parameter position;
    private final int tokens;

    /**
     * Makes an encoder.
     *
     * @param encoder the residual network; its stride divides both sides
     * @param tokenSize length of a token
     */
    public ImageEncoder(EncoderSettings encoder, int tokenSize, int height, int width) {
        int stride = encoder.outputStride();
        require(
                height > 0 && width > 0 && height % stride == 0 && width % stride == 0,
                "the picture's sides must be multiples of " + stride + ", received " + width + "x" + height);
        tokens = height / stride * (width / stride);
        resnet = addChildBlock("resnet", new ResNet(encoder.backbone(), encoder.baseWidth(), stride));
        projection =
                addChildBlock("projection", Linear.builder().setUnits(tokenSize).build());
        norm = addChildBlock("norm", LayerNorm.builder().axis(2).build());
        position = addParameter(Parameter.builder()
                .setName("position")
                .setType(Parameter.Type.OTHER)
                .optInitializer(new NormalInitializer(0.02f))
                .optShape(new Shape(1, tokens, tokenSize))
                .build());
    }

    void freeze(int lastStage) {
        resnet.freeze(lastStage);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        return new NDList(tokens(ps, map(ps, inputs.singletonOrThrow(), training), training));
    }

    /** What the residual network makes of pictures {@code [N, C', h, w]}. */
    NDArray map(ParameterStore ps, NDArray picture, boolean training) {
        return resnet.forward(ps, new NDList(standardised(picture)), training).singletonOrThrow();
    }

    /** The tokens of its maps. */
    NDArray tokens(ParameterStore ps, NDArray map, boolean training) {
        NDArray flat = map.reshape(-1, map.getShape().get(1), tokens).transpose(0, 2, 1);
        NDArray projected = projection.forward(ps, new NDList(flat), training).singletonOrThrow();
        NDArray normed = norm.forward(ps, new NDList(projected), training).singletonOrThrow();
        return normed.add(ps.getValue(position, map.getDevice(), training));
    }

    /**
     * Each picture to mean 0 and sd 1: tone curves and exposure shift and stretch the greys at will, and what is left is
     * contrast.
     */
    private static NDArray standardised(NDArray picture) {
        long channels = picture.getShape().get(1);
        long height = picture.getShape().get(2);
        long width = picture.getShape().get(3);
        NDArray flat = picture.reshape(-1, channels * height * width);
        NDArray centred = flat.sub(flat.mean(new int[] {1}, true));
        NDArray variance = centred.mul(centred).mean(new int[] {1}, true);
        return centred.div(variance.add(SMALLEST_VARIANCE).sqrt()).reshape(-1, channels, height, width);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {
            new Shape(inputShapes[0].get(0), tokens, position.getShape().get(2))
        };
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        resnet.initialize(manager, dataType, inputShapes);
        Shape map = resnet.getOutputShapes(inputShapes)[0];
        projection.initialize(manager, dataType, new Shape(map.get(0), tokens, map.get(1)));
        norm.initialize(manager, dataType, getOutputShapes(inputShapes));
    }
}
