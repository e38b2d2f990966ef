package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDArrayIndexer;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.recurrent.RNN;

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
        throw unsupported("rnn");
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
        throw unsupported("gru");
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
        throw unsupported("lstm");
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
