package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDArrayIndexer;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.recurrent.RNN;
import java.util.List;

/** The layers' own operations, passed on to the file of their family. */
final class TracedArrayEx extends TracedActivations {

    private final NeuralOps neural;
    private final PoolOps pools;

    TracedArrayEx(TracedArray array) {
        super(array);
        this.neural = new NeuralOps(array.recording());
        this.pools = new PoolOps(array);
    }

    // ---- pools

    @Override
    public NDArray maxPool(Shape kernel, Shape stride, Shape padding, boolean ceilMode) {
        return pools.max(kernel, stride, padding, ceilMode);
    }

    @Override
    public NDArray globalMaxPool() {
        return pools.globalMax();
    }

    @Override
    public NDArray avgPool(Shape kernel, Shape stride, Shape padding, boolean ceilMode, boolean countIncludePad) {
        return pools.average(kernel, stride, padding, ceilMode, countIncludePad);
    }

    @Override
    public NDArray globalAvgPool() {
        return pools.globalAverage();
    }

    @Override
    public NDArray lpPool(float normType, Shape kernel, Shape stride, Shape padding, boolean ceilMode) {
        return pools.lp(normType, kernel, stride, padding, ceilMode);
    }

    @Override
    public NDArray globalLpPool(float normType) {
        return pools.globalLp(normType);
    }

    // ---- layers

    @Override
    public NDList convolution(
            NDArray input, NDArray weight, NDArray bias, Shape stride, Shape padding, Shape dilation, int groups) {
        return neural.convolution(input, weight, bias, stride, padding, dilation, groups);
    }

    @Override
    public NDList linear(NDArray input, NDArray weight, NDArray bias) {
        return neural.linear(input, weight, bias);
    }

    @Override
    public NDList embedding(NDArray input, NDArray weight, SparseFormat sparse) {
        return neural.embedding(input, weight, sparse);
    }

    @Override
    public NDList dropout(NDArray input, float rate, boolean training) {
        return neural.dropout(input, rate, training);
    }

    @Override
    public NDList layerNorm(NDArray input, Shape normalizedShape, NDArray gamma, NDArray beta, float eps) {
        return neural.layerNorm(input, normalizedShape, gamma, beta, eps);
    }

    @Override
    public NDList batchNorm(
            NDArray input,
            NDArray runningMean,
            NDArray runningVar,
            NDArray gamma,
            NDArray beta,
            int axis,
            float momentum,
            float eps,
            boolean training) {
        return neural.batchNorm(input, new NDList(runningMean, runningVar, gamma, beta), axis, momentum, eps, training);
    }

    // ---- recurrent

    @Override
    public NDList rnn(
            NDArray input,
            NDArray state,
            NDList params,
            boolean hasBiases,
            int numLayers,
            RNN.Activation activation,
            double dropRate,
            boolean training,
            boolean bidirectional,
            boolean batchFirst) {
        Trace trace = array.recording();
        NDList engine = engine(input)
                .rnn(
                        concrete(input),
                        concrete(state),
                        RecurrentOps.engine(trace, params),
                        hasBiases,
                        numLayers,
                        activation,
                        dropRate,
                        false,
                        bidirectional,
                        batchFirst);
        return new RecurrentOps(trace, hasBiases, numLayers, training, bidirectional, batchFirst)
                .rnn(input, state, params, engine, activation == RNN.Activation.RELU ? "Relu" : "Tanh");
    }

    @Override
    public NDList gru(
            NDArray input,
            NDArray state,
            NDList params,
            boolean hasBiases,
            int numLayers,
            double dropRate,
            boolean training,
            boolean bidirectional,
            boolean batchFirst) {
        Trace trace = array.recording();
        NDList engine = engine(input)
                .gru(
                        concrete(input),
                        concrete(state),
                        RecurrentOps.engine(trace, params),
                        hasBiases,
                        numLayers,
                        dropRate,
                        false,
                        bidirectional,
                        batchFirst);
        return new RecurrentOps(trace, hasBiases, numLayers, training, bidirectional, batchFirst)
                .gru(input, state, params, engine);
    }

    @Override
    public NDList lstm(
            NDArray input,
            NDList states,
            NDList params,
            boolean hasBiases,
            int numLayers,
            double dropRate,
            boolean training,
            boolean bidirectional,
            boolean batchFirst) {
        Trace trace = array.recording();
        NDList engine = engine(input)
                .lstm(
                        concrete(input),
                        RecurrentOps.engine(trace, states),
                        RecurrentOps.engine(trace, params),
                        hasBiases,
                        numLayers,
                        dropRate,
                        false,
                        bidirectional,
                        batchFirst);
        return new RecurrentOps(trace, hasBiases, numLayers, training, bidirectional, batchFirst)
                .lstm(input, states, params, engine);
    }

    private NDArray concrete(NDArray a) {
        return array.wrap(a).concrete;
    }

    private NDArrayEx engine(NDArray a) {
        return concrete(a).getNDArrayInternal();
    }

    // ---- pictures

    @Override
    public NDArray interpolation(long[] size, int mode, boolean alignCorners) {
        return new ImageOps(array).interpolation(size, mode, alignCorners);
    }

    @Override
    public NDArray resize(int width, int height, int interpolation) {
        return new ImageOps(array).resize(width, height, interpolation);
    }

    /** Anchor boxes depend on the shape of the picture alone and are therefore constants. */
    @Override
    public NDList multiBoxPrior(
            List<Float> sizes, List<Float> ratios, List<Float> steps, List<Float> offsets, boolean clip) {
        NDList anchors = new NDList();
        array.concrete
                .getNDArrayInternal()
                .multiBoxPrior(sizes, ratios, steps, offsets, clip)
                .forEach(a -> anchors.add(array.recording().constant(a)));
        return anchors;
    }

    // ---- the rest

    @Override
    public NDArrayIndexer getIndexer(NDManager manager) {
        return new TracingIndexer(array.recording());
    }

    @Override
    public NDArray where(NDArray condition, NDArray other) {
        return array.where(condition, other);
    }

    @Override
    public NDArray stack(NDList arrays, int axis) {
        return array.stack(arrays, axis);
    }

    @Override
    public NDArray concat(NDList arrays, int axis) {
        return array.concat(arrays, axis);
    }
}
