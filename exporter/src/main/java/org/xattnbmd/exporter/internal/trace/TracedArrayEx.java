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

/** The operations that DJL's layers call, each passed on to the class of its family; some are refused for good. */
final class TracedArrayEx implements NDArrayEx {

    private final TracedArray array;
    private final ActivationOps activations;
    private final NeuralOps neural;
    private final PoolOps pools;
    private final Refusals refused;

    TracedArrayEx(TracedArray array) {
        this.array = array;
        this.activations = new ActivationOps(array);
        this.neural = new NeuralOps(array.recording());
        this.pools = new PoolOps(array);
        this.refused = new Refusals(array.recording());
    }

    @Override
    public NDArray getArray() {
        return array;
    }

    // ---- activations

    @Override
    public NDArray relu() {
        return activations.relu();
    }

    @Override
    public NDArray sigmoid() {
        return activations.sigmoid();
    }

    @Override
    public NDArray tanh() {
        return activations.tanh();
    }

    @Override
    public NDArray softPlus() {
        return activations.softPlus();
    }

    @Override
    public NDArray softSign() {
        return activations.softSign();
    }

    @Override
    public NDArray leakyRelu(float alpha) {
        return activations.leakyRelu(alpha);
    }

    @Override
    public NDArray elu(float alpha) {
        return activations.elu(alpha);
    }

    @Override
    public NDArray selu() {
        return activations.selu();
    }

    @Override
    public NDArray gelu() {
        return activations.gelu();
    }

    @Override
    public NDArray rdivi(NDArray b) {
        return activations.rdivi(b);
    }

    @Override
    public NDArray rmodi(NDArray b) {
        return activations.rmodi(b);
    }

    @Override
    public NDArray rpowi(Number n) {
        return activations.rpowi(n);
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
    public NDList deconvolution(
            NDArray input,
            NDArray weight,
            NDArray bias,
            Shape stride,
            Shape padding,
            Shape outPadding,
            Shape dilation,
            int groups) {
        return new DeconvolutionOps(array.recording(), stride, padding, outPadding, dilation, groups)
                .of(input, weight, bias);
    }

    @Override
    public NDList prelu(NDArray input, NDArray alpha) {
        return new NDList(new ActivationOps(array.wrap(input)).prelu(alpha));
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
        return new SelectionOps(array).where(condition, other);
    }

    @Override
    public NDArray stack(NDList arrays, int axis) {
        return new ShapeOps(array).stack(arrays, axis);
    }

    @Override
    public NDArray concat(NDList arrays, int axis) {
        return new ShapeOps(array).concat(arrays, axis);
    }

    // ---- refused

    @Override
    public NDArray randomFlipLeftRight() {
        throw refused.random();
    }

    @Override
    public NDArray randomFlipTopBottom() {
        throw refused.random();
    }

    @Override
    public NDArray randomBrightness(float brightness) {
        throw refused.random();
    }

    @Override
    public NDArray randomHue(float hue) {
        throw refused.random();
    }

    @Override
    public NDArray randomColorJitter(float brightness, float contrast, float saturation, float hue) {
        throw refused.random();
    }

    @Override
    public NDList multiBoxTarget(
            NDList inputs,
            float iouThreshold,
            float ignoreLabel,
            float negativeMiningRatio,
            float negativeMiningThreshold,
            int minNegativeSamples) {
        throw refused.unsupported("multiBoxTarget");
    }

    @Override
    public NDList multiBoxDetection(
            NDList inputs,
            boolean clip,
            float threshold,
            int backgroundId,
            float nmsThreshold,
            boolean forceSuppress,
            int nmsTopK) {
        throw refused.unsupported("multiBoxDetection");
    }

    @Override
    public void adadeltaUpdate(
            NDList inputs,
            NDList weights,
            float weightDecay,
            float rescaleGrad,
            float clipGrad,
            float rho,
            float epsilon) {
        throw refused.update();
    }

    @Override
    public void adagradUpdate(
            NDList inputs,
            NDList weights,
            float learningRate,
            float weightDecay,
            float rescaleGrad,
            float clipGrad,
            float epsilon) {
        throw refused.update();
    }

    @Override
    public void adamUpdate(
            NDList inputs,
            NDList weights,
            float learningRate,
            float learningRateBiasCorrection,
            float weightDecay,
            float rescaleGrad,
            float clipGrad,
            float beta1,
            float beta2,
            float epsilon,
            boolean lazyUpdate,
            boolean adamw) {
        throw refused.update();
    }

    @Override
    public void nagUpdate(
            NDList inputs,
            NDList weights,
            float learningRate,
            float weightDecay,
            float rescaleGrad,
            float clipGrad,
            float momentum) {
        throw refused.update();
    }

    @Override
    public void rmspropUpdate(
            NDList inputs,
            NDList weights,
            float learningRate,
            float weightDecay,
            float rescaleGrad,
            float clipGrad,
            float rho,
            float momentum,
            float epsilon,
            boolean centered) {
        throw refused.update();
    }

    @Override
    public void sgdUpdate(
            NDList inputs,
            NDList weights,
            float learningRate,
            float weightDecay,
            float rescaleGrad,
            float clipGrad,
            float momentum,
            boolean lazyUpdate) {
        throw refused.update();
    }
}
