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
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The heads of a regressor's further targets: hidden features {@code [N, D]} and fused features {@code [N, P]} to estimates
 * and predicted spreads, both {@code [N, K]} in the targets' units. Made as the first target's are: a head on the hidden
 * layer, a linear path beside it, and a spread whose gradient stops before the features.
 */
final class FurtherTargets extends AbstractBlock {

    private final int targets;
    private final Block estimate;
    private final Block linear;
    private final Block spread;
    private final Parameter means;
    private final Parameter sds;
    private final Parameter smallestSpreads;

    /** @param scales one for each target; at least one */
    FurtherTargets(List<Regressor.Scale> scales) {
        targets = scales.size();
        estimate = addChildBlock("estimate", Linear.builder().setUnits(targets).build());
        linear = addChildBlock(
                "linear", Linear.builder().setUnits(targets).optBias(false).build());
        spread = addChildBlock("spread", Linear.builder().setUnits(targets).build());
        means = addParameter(Constants.constant("target_means", each(scales, Regressor.Scale::mean)));
        sds = addParameter(Constants.constant("target_sds", each(scales, Regressor.Scale::sd)));
        smallestSpreads =
                addParameter(Constants.constant("smallest_spreads", each(scales, Regressor.Scale::smallestSpread)));
    }

    private static float[] each(List<Regressor.Scale> scales, ToDoubleFunction<Regressor.Scale> part) {
        float[] values = new float[scales.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) part.applyAsDouble(scales.get(k));
        }
        return values;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray features = inputs.get(0);
        NDArray sd = ps.getValue(sds, features.getDevice(), training);
        NDArray mean = ps.getValue(means, features.getDevice(), training);
        NDArray smallest = ps.getValue(smallestSpreads, features.getDevice(), training);
        NDArray bent = estimate.forward(ps, new NDList(features), training).singletonOrThrow();
        NDArray straight =
                linear.forward(ps, new NDList(inputs.get(1)), training).singletonOrThrow();
        NDArray apart = training ? features.stopGradient() : features;
        NDArray width = spread.forward(ps, new NDList(apart), training).singletonOrThrow();
        return new NDList(
                bent.add(straight).mul(sd).add(mean),
                Activation.softPlus(width).mul(sd).add(smallest));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape each = new Shape(inputShapes[0].get(0), targets);
        return new Shape[] {each, each};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        estimate.initialize(manager, dataType, inputShapes[0]);
        linear.initialize(manager, dataType, inputShapes[1]);
        spread.initialize(manager, dataType, inputShapes[0]);
    }
}
