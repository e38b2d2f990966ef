package org.xattnbmd.exporter.internal.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Products;

/**
 * Folds a batch normalisation into the convolution or Gemm before it.
 *
 * <p>In inference it is affine per channel: {@code s = γ / √(σ² + ε)}, {@code y = s·(x − μ) + β}. With {@code x = W∗z + b}
 * this is {@code y = (s·W)∗z + (s·(b − μ) + β)}, s multiplying the slice of W that makes the channel.
 */
public final class BatchNormFolding implements Pass {

    @Override
    public String name() {
        return "batch normalisation folding";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        for (Node norm : List.copyOf(graph.nodes())) {
            if (norm.is(Operators.BATCH_NORMALIZATION)) {
                fold(graph, norm, log);
            }
        }
    }

    private static void fold(Graph graph, Node norm, PassLog log) {
        Node layer = graph.producers().get(norm.input(0));
        if (layer == null || !layer.is(Operators.CONV) && !layer.is(Operators.GEMM)) {
            log.skip("it does not follow a convolution or Gemm");
            return;
        }
        Map<Value, Set<Node>> consumers = graph.consumers();
        if (graph.onlyConsumer(layer.output(), consumers) != norm) {
            log.skip("the layer's own result is used elsewhere too");
            return;
        }
        Value weight = layer.input(1);
        Value bias = layer.input(2);
        boolean constants = norm.inputs().stream().skip(1).allMatch(Value::isConstant)
                && weight.isConstant()
                && (bias == null || bias.isConstant());
        if (!constants
                || weight.type() != ElementType.FLOAT
                || norm.outputs().size() != 1
                || norm.intAttribute("training_mode", 0) != 0) {
            log.skip("weights or statistics are no float32 constants");
            return;
        }
        int axis = layer.operator().trait(Products.class).channelsFirst(layer) ? 0 : 1;
        if (layer.is(Operators.GEMM)
                && (layer.floatAttribute("alpha", 1) != 1 || layer.floatAttribute("beta", 1) != 1)) {
            log.skip("the Gemm scales its operands");
            return;
        }
        float[] scale = scale(norm);
        if (bias != null && !isRow(bias.constant().dims(), scale.length)) {
            log.skip("the bias is not one number per channel");
            return;
        }
        List<Value> inputs = new ArrayList<>(List.of(layer.input(0)));
        inputs.add(Value.constant(weight.name(), scaled(weight.constant(), scale, axis)));
        String biasName = bias != null ? bias.name() : weight.name().replaceFirst("[^/]*$", "bias");
        inputs.add(Value.constant(biasName, shift(norm, bias, scale)));
        graph.replace(
                norm, new Node(layer.name(), layer.operator(), inputs, List.of(norm.output()), layer.attributes()));
        graph.nodes().remove(layer);
        log.fire();
    }

    /** Whether it has one number for each channel, and along the last axis. */
    private static boolean isRow(long[] dims, int channels) {
        boolean leadingOnes =
                Arrays.stream(dims).limit(Math.max(0, dims.length - 1)).allMatch(d -> d == 1);
        return dims.length > 0 && dims[dims.length - 1] == channels && leadingOnes;
    }

    private static float[] scale(Node norm) {
        float[] gamma = norm.input(1).constant().toFloats();
        float[] variance = norm.input(4).constant().toFloats();
        double epsilon = norm.floatAttribute("epsilon", 1e-5f);
        float[] s = new float[gamma.length];
        for (int c = 0; c < s.length; c++) {
            s[c] = (float) (gamma[c] / Math.sqrt(variance[c] + epsilon));
        }
        return s;
    }

    private static Tensor shift(Node norm, Value bias, float[] scale) {
        float[] beta = norm.input(2).constant().toFloats();
        float[] mean = norm.input(3).constant().toFloats();
        float[] b = bias == null ? new float[scale.length] : bias.constant().toFloats();
        float[] out = new float[scale.length];
        for (int c = 0; c < out.length; c++) {
            out[c] = (float) ((double) scale[c] * ((double) b[c] - mean[c]) + beta[c]);
        }
        return Tensor.floats(new long[] {out.length}, out);
    }

    private static Tensor scaled(Tensor weight, float[] scale, int axis) {
        float[] w = weight.toFloats();
        long[] dims = weight.dims();
        int inner = (int) Arrays.stream(dims).skip(axis + 1L).reduce(1, (a, b) -> a * b);
        for (int i = 0; i < w.length; i++) {
            w[i] *= scale[i / inner % (int) dims[axis]];
        }
        return Tensor.floats(dims, w);
    }
}
