package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Distance of pooled features {@code [N, D]} from the training set's: the root mean square of the whitened difference,
 * {@code sqrt(mean(((f - centre) W)^2))}, about 1 for a typical case (a Mahalanobis distance over sqrt D). Centre and
 * whitening are set after training; before that the score is 0.
 */
final class OutlierScore extends AbstractBlock {

    private final Parameter centre;
    private final Parameter whitening;

    OutlierScore(int size) {
        centre = addParameter(Constants.constant("centre", 0f, 1, size));
        whitening = addParameter(Constants.constant("whitening", 0f, size, size));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray f = inputs.singletonOrThrow();
        NDArray white = f.sub(ps.getValue(centre, f.getDevice(), training))
                .matMul(ps.getValue(whitening, f.getDevice(), training));
        return new NDList(white.mul(white).mean(new int[] {1}).sqrt());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {new Shape(inputShapes[0].get(0))};
    }
}
