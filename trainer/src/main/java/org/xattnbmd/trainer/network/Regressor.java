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
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Fused features {@code [N, K]} to BMD {@code [N]} and its predicted spread {@code [N]}, both in g/cm². A hidden layer and
 * a linear path beside it make the estimate ("wide and deep", Cheng et al. 2016): age, weight and sex act on bone nearly
 * linearly, which a few hundred subjects do not teach to a normalised hidden layer. The spread's gradient stops here: it
 * must not bend the features to its own end.
 *
 * <p>In training, image features {@code [N, D]} as a second input give a third output {@code [N]}: the BMD by the image
 * alone. Its loss teaches the image encoder what the bone looks like, where otherwise the fields would explain half of it
 * away (deep supervision, Lee et al. 2015). Estimates and exported graphs do without.
 */
final class Regressor extends AbstractBlock {

    /** g/cm²; keeps the conformal score |error| / spread finite. */
    private static final float SMALLEST_SPREAD = 0.005f;

    private final int size;
    private final Block norm;
    private final Block hidden;
    private final Block dropout;
    private final Block bmd;
    private final Block linear;
    private final Block spread;
    private final Block image;
    private final Parameter targetMean;
    private final Parameter targetSd;

    Regressor(NetworkConfig config) {
        size = config.attention().tokenSize();
        norm = addChildBlock("norm", LayerNorm.builder().axis(1).build());
        hidden = addChildBlock("hidden", Linear.builder().setUnits(size).build());
        dropout = addChildBlock(
                "dropout",
                Dropout.builder().optRate((float) config.attention().dropout()).build());
        bmd = addChildBlock("bmd", Linear.builder().setUnits(1).build());
        linear = addChildBlock(
                "linear", Linear.builder().setUnits(1).optBias(false).build());
        spread = addChildBlock("spread", Linear.builder().setUnits(1).build());
        image = config.supervisesImage()
                ? addChildBlock("image", Linear.builder().setUnits(1).build())
                : null;
        targetMean = addParameter(Constants.constant("target_mean", 0f, 1));
        targetSd = addParameter(Constants.constant("target_sd", 1f, 1));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList fused = new NDList(inputs.get(0));
        NDList h = hidden.forward(ps, norm.forward(ps, fused, training), training);
        NDArray features = dropout.forward(ps, new NDList(Activation.gelu(h.singletonOrThrow())), training)
                .singletonOrThrow();
        NDArray sd = ps.getValue(targetSd, features.getDevice(), training);
        NDArray bent = bmd.forward(ps, new NDList(features), training).singletonOrThrow();
        NDArray straight = linear.forward(ps, fused, training).singletonOrThrow();
        NDArray mean = ps.getValue(targetMean, features.getDevice(), training);
        NDArray estimate = bent.add(straight).reshape(-1).mul(sd).add(mean);
        NDArray apart = training ? features.stopGradient() : features;
        NDArray width = spread.forward(ps, new NDList(apart), training)
                .singletonOrThrow()
                .reshape(-1);
        NDList outputs = new NDList(estimate, Activation.softPlus(width).mul(sd).add(SMALLEST_SPREAD));
        if (training && image != null) {
            NDArray alone =
                    image.forward(ps, new NDList(inputs.get(1)), training).singletonOrThrow();
            outputs.add(alone.reshape(-1).mul(sd).add(mean));
        }
        return outputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape n = new Shape(inputShapes[0].get(0));
        return new Shape[] {n, n};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        norm.initialize(manager, dataType, inputShapes[0]);
        hidden.initialize(manager, dataType, inputShapes[0]);
        linear.initialize(manager, dataType, inputShapes[0]);
        Shape features = new Shape(inputShapes[0].get(0), size);
        if (image != null) {
            image.initialize(manager, dataType, features);
        }
        dropout.initialize(manager, dataType, features);
        bmd.initialize(manager, dataType, features);
        spread.initialize(manager, dataType, features);
    }
}
