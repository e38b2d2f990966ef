package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.network.Regressor;
import org.xattnbmd.trainer.network.Scalars;

/**
 * The loss of a {@link Regressor}'s further targets, to be added to that of the first. Each target's error is in standard
 * deviations of its own, its mean goes over the examples whose label is known, and all targets count alike. Examples are not
 * weighted: density and clinical weights are about the first target. Immutable, safe for concurrent use.
 */
public final class FurtherTargetsLoss {

    private final RegressionLoss inSds;
    private final float[] perSd;
    private final double share;

    /**
     * Makes a loss.
     *
     * @param config of which kind and beta count
     * @param scales the further targets', at least one
     * @param share of all further targets together, where the first target's loss counts 1; above 0
     * @throws RefusedValueException if there is no target, or the share is not above 0
     */
    public FurtherTargetsLoss(LossConfig config, List<Regressor.Scale> scales, double share) {
        RefusedValueException.require(!scales.isEmpty(), "expected at least one further target, received none");
        RefusedValueException.require(
                share > 0 && share < Double.POSITIVE_INFINITY,
                "expected a finite share above 0 of the further targets' loss, received " + share);
        inSds = new RegressionLoss(config, 1);
        perSd = new float[scales.size()];
        for (int k = 0; k < perSd.length; k++) {
            perSd[k] = (float) (1 / scales.get(k).sd());
        }
        this.share = share;
    }

    /**
     * Estimates and predicted spreads against labels, all {@code [N, K]} in the targets' units; a target that no example of the
     * batch has a label of adds nothing.
     *
     * @param label NaN where it is not known
     * @throws RefusedValueException if one has another shape
     * @return a scalar: the share where every known error is one standard deviation (MSE, L1), and the spreads' part
     */
    public NDArray apply(NDArray estimate, NDArray spread, NDArray label) {
        return apply(estimate, spread, label, null);
    }

    /**
     * What the sums of a batch's part are divided by, so that its loss, which counts by its share of the batch, is its part of the
     * mean over all labels that the batch has, wherever they lie.
     */
    static float[] divisors(TrainingBatch whole, double share) {
        int[] labels = whole.furtherLabels();
        float[] divisors = new float[labels.length];
        for (int k = 0; k < divisors.length; k++) {
            divisors[k] = (float) (Math.max(1, labels[k]) * share);
        }
        return divisors;
    }

    /**
     * The same of a part of a batch, whose sums are divided by what they are told.
     *
     * @param divisors one a target, above 0; null for the number of its known labels here
     */
    NDArray apply(NDArray estimate, NDArray spread, NDArray label, float[] divisors) {
        for (NDArray each : List.of(estimate, spread, label)) {
            Shape shape = each.getShape();
            // Labels [N] would be spread over the targets, and teach each the labels of all.
            RefusedValueException.require(
                    shape.dimension() == 2 && shape.get(1) == perSd.length && shape.equals(estimate.getShape()),
                    "expected estimates, spreads and labels [N, " + perSd.length + "], received " + shape);
        }
        NDArray missing = label.isNaN();
        // Not multiplied away: 0 times NaN is NaN, and so is its gradient.
        NDArray known = NDArrays.where(missing, label.zerosLike(), label);
        NDArray counted = missing.logicalNot().toType(DataType.FLOAT32, false);
        NDArray scale = estimate.getManager().create(perSd);
        NDArray error = estimate.sub(known).mul(scale).abs();
        NDArray width = spread.mul(scale);
        NDArray spreads = Scalars.times(inSds.ofSpread(error.stopGradient(), width), RegressionLoss.SPREAD_SHARE);
        NDArray each = inSds.elementwise(error).add(spreads).mul(counted);
        NDArray labels = divisors == null
                ? Scalars.atLeast(counted.sum(new int[] {0}), 1)
                : estimate.getManager().create(divisors);
        return Scalars.times(each.sum(new int[] {0}).div(labels).sum(), share / perSd.length);
    }
}
