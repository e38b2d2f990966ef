package org.xattnbmd.trainer.network;

import static org.xattnbmd.trainer.RefusedValueException.require;

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
import java.util.List;

/**
 * Fused features {@code [N, K]} to an estimate {@code [N]} and its predicted spread {@code [N]}, both in the target's unit. A
 * hidden layer and a linear path beside it make the estimate ("wide and deep", Cheng et al. 2016): columns of a table often
 * act nearly linearly, which a few hundred examples do not teach to a normalised hidden layer. The spread's gradient stops here: it
 * must not bend the features to its own end.
 *
 * <p>In training, image features {@code [N, D]} as a second input give a last output {@code [N]}: the estimate by the
 * image alone. Its loss teaches the image encoder what the target looks like, where otherwise the table would explain half of
 * it away (deep supervision, Lee et al. 2015). Estimates and exported graphs do without.
 *
 * <p>Further targets share the hidden layer and have heads of their own (multi-task learning, Caruana 1997): two more outputs
 * {@code [N, K]} after the first two, estimates and predicted spreads in the targets' units. Their heads are initialised last, so
 * that the first target's begin alike with and without them.
 */
public final class Regressor extends AbstractBlock {

    /**
     * The target's own scale, in its unit.
     *
     * @param mean of the examples' targets
     * @param sd of the same
     * @param smallestSpread above 0: no spread is predicted below it, which keeps scores |error| / spread finite
     */
    public record Scale(double mean, double sd, double smallestSpread) {
        public Scale {
            require(
                    sd > 0 && smallestSpread > 0,
                    "expected sd and smallest spread above 0, received " + sd + " and " + smallestSpread);
        }
    }

    private final int size;
    private final float smallestSpread;
    private final Block norm;
    private final Block hidden;
    private final Block dropout;
    private final Block estimate;
    private final Block linear;
    private final Block spread;
    private final Block image;
    private final FurtherTargets further;
    private final Parameter targetMean;
    private final Parameter targetSd;

    /**
     * Makes a regressor.
     *
     * @param settings of which the tokens' length and the dropout count
     * @param imageAlone whether, in training, a second input gives an estimate of its own
     */
    public Regressor(AttentionSettings settings, Scale scale, boolean imageAlone) {
        this(settings, scale, imageAlone, List.of());
    }

    /**
     * As above, with further targets.
     *
     * @param furtherTargets one scale for each; empty for none
     */
    public Regressor(AttentionSettings settings, Scale scale, boolean imageAlone, List<Scale> furtherTargets) {
        size = settings.tokenSize();
        smallestSpread = (float) scale.smallestSpread();
        norm = addChildBlock("norm", LayerNorm.builder().axis(1).build());
        hidden = addChildBlock("hidden", Linear.builder().setUnits(size).build());
        dropout = addChildBlock(
                "dropout", Dropout.builder().optRate((float) settings.dropout()).build());
        // The name that saved weights have.
        estimate = addChildBlock("bmd", Linear.builder().setUnits(1).build());
        linear = addChildBlock(
                "linear", Linear.builder().setUnits(1).optBias(false).build());
        spread = addChildBlock("spread", Linear.builder().setUnits(1).build());
        image = imageAlone ? addChildBlock("image", Linear.builder().setUnits(1).build()) : null;
        further = furtherTargets.isEmpty() ? null : addChildBlock("further", new FurtherTargets(furtherTargets));
        targetMean = addParameter(Constants.constant("target_mean", (float) scale.mean(), 1));
        targetSd = addParameter(Constants.constant("target_sd", (float) scale.sd(), 1));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList fused = new NDList(inputs.get(0));
        NDList h = hidden.forward(ps, norm.forward(ps, fused, training), training);
        NDArray features = dropout.forward(ps, new NDList(Activation.gelu(h.singletonOrThrow())), training)
                .singletonOrThrow();
        NDArray sd = ps.getValue(targetSd, features.getDevice(), training);
        NDArray bent = estimate.forward(ps, new NDList(features), training).singletonOrThrow();
        NDArray straight = linear.forward(ps, fused, training).singletonOrThrow();
        NDArray mean = ps.getValue(targetMean, features.getDevice(), training);
        NDArray estimated = bent.add(straight).reshape(-1).mul(sd).add(mean);
        NDArray apart = training ? features.stopGradient() : features;
        NDArray width = spread.forward(ps, new NDList(apart), training)
                .singletonOrThrow()
                .reshape(-1);
        NDList outputs =
                new NDList(estimated, Activation.softPlus(width).mul(sd).add(smallestSpread));
        if (further != null) {
            outputs.addAll(further.forward(ps, new NDList(features, inputs.get(0)), training));
        }
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
        if (further == null) {
            return new Shape[] {n, n};
        }
        Shape[] each = further.getOutputShapes(inputShapes);
        return new Shape[] {n, n, each[0], each[1]};
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
        estimate.initialize(manager, dataType, features);
        spread.initialize(manager, dataType, features);
        if (further != null) {
            further.initialize(manager, dataType, features, inputShapes[0]);
        }
    }
}
