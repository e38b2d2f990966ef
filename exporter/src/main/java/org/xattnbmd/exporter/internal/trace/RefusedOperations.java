package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ExportException.Code;

/** Operations that are never exported: weight updates, random augmentation, and what no engine run can check. */
abstract class RefusedOperations implements NDArrayEx {

    final TracedArray array;

    RefusedOperations(TracedArray array) {
        this.array = array;
    }

    final ExportException unsupported(String operation) {
        return array.recording().refuse(Code.UNSUPPORTED_OPERATION, operation + " has no exported form");
    }

    private ExportException update() {
        return array.recording()
                .refuse(Code.TRAINING_MODE, "updates weights, which belongs to training and not to a forward pass");
    }

    private ExportException random() {
        return array.recording()
                .refuse(
                        Code.RANDOM_OPERATION,
                        "random results cannot be reproduced by a graph; augment before the model");
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
        throw unsupported("deconvolution");
    }

    @Override
    public NDList prelu(NDArray input, NDArray alpha) {
        throw unsupported("prelu");
    }

    @Override
    public NDArray randomFlipLeftRight() {
        throw random();
    }

    @Override
    public NDArray randomFlipTopBottom() {
        throw random();
    }

    @Override
    public NDArray randomBrightness(float brightness) {
        throw random();
    }

    @Override
    public NDArray randomHue(float hue) {
        throw random();
    }

    @Override
    public NDArray randomColorJitter(float brightness, float contrast, float saturation, float hue) {
        throw random();
    }

    @Override
    public NDList multiBoxTarget(
            NDList inputs,
            float iouThreshold,
            float ignoreLabel,
            float negativeMiningRatio,
            float negativeMiningThreshold,
            int minNegativeSamples) {
        throw unsupported("multiBoxTarget");
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
        throw unsupported("multiBoxDetection");
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
        throw update();
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
        throw update();
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
        throw update();
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
        throw update();
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
        throw update();
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
        throw update();
    }
}
