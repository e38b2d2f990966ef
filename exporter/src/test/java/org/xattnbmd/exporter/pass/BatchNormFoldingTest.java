package org.xattnbmd.exporter.pass;

import static org.xattnbmd.exporter.pass.GraphDraft.shape;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.pass.BatchNormFolding;

class BatchNormFoldingTest {

    private final GraphDraft g = new GraphDraft();

    private Value norm(Value x, int channels, long... dims) {
        Value variance = Value.constant("variance", Tensor.floats(new long[] {channels}, positive(channels)));
        return g.node(
                Operators.BATCH_NORMALIZATION,
                Map.of("epsilon", Attribute.of(1e-3f)),
                dims,
                x,
                g.weights("gamma", channels),
                g.weights("beta", channels),
                g.weights("mean", channels),
                variance);
    }

    private static float[] positive(int n) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = 0.4f + 0.3f * i;
        }
        return v;
    }

    @Test
    void goesIntoAConvolutionWithBias() {
        Value x = g.input("x", -1, 3, 5, 5);
        Value y = g.node(Operators.CONV, shape(-1, 4, 3, 3), x, g.weights("w", 4, 3, 3, 3), g.weights("b", 4));
        PassRecipe.apply(new BatchNormFolding(), g.graph(norm(y, 4, -1, 4, 3, 3)))
                .fired(1)
                .leaves("Conv");
    }

    @Test
    void goesIntoAGroupedConvolutionWithoutBias() {
        Value x = g.input("x", -1, 4, 6);
        Value y = g.node(Operators.CONV, Map.of("group", Attribute.of(2)), shape(-1, 6, 4), x, g.weights("w", 6, 2, 3));
        PassRecipe.apply(new BatchNormFolding(), g.graph(norm(y, 6, -1, 6, 4)))
                .fired(1)
                .leaves("Conv");
    }

    @Test
    void goesIntoGemmEitherWayRound() {
        Value x = g.input("x", -1, 3);
        Value a = g.node(
                Operators.GEMM,
                Map.of("transB", Attribute.of(1)),
                shape(-1, 4),
                x,
                g.weights("w", 4, 3),
                g.weights("b", 4));
        Value b = g.node(Operators.GEMM, shape(-1, 5), norm(a, 4, -1, 4), g.weights("v", 4, 5), g.weights("c", 5));
        PassRecipe.apply(new BatchNormFolding(), g.graph(norm(b, 5, -1, 5)))
                .fired(2)
                .leaves("Gemm", "Gemm");
    }

    @Test
    void staysWhereTheLayersResultIsUsedTwice() {
        Value x = g.input("x", -1, 3, 5, 5);
        Value y = g.node(Operators.CONV, shape(-1, 4, 3, 3), x, g.weights("w", 4, 3, 3, 3));
        Value z = g.node(Operators.ADD, shape(-1, 4, 3, 3), norm(y, 4, -1, 4, 3, 3), y);
        PassRecipe.apply(new BatchNormFolding(), g.graph(z)).fired(0).skipped("used elsewhere");
    }

    @Test
    void staysBehindSomethingElse() {
        Value x = g.input("x", -1, 3, 5);
        Value y = g.node(Operators.RELU, shape(-1, 3, 5), x);
        PassRecipe.apply(new BatchNormFolding(), g.graph(norm(y, 3, -1, 3, 5)))
                .fired(0)
                .skipped("does not follow a convolution");
    }

    @Test
    void staysWhereTheGemmScales() {
        Value x = g.input("x", -1, 3);
        Value y = g.node(
                Operators.GEMM,
                Map.of("alpha", Attribute.of(0.5f)),
                shape(-1, 4),
                x,
                g.weights("w", 3, 4),
                g.weights("b", 4));
        PassRecipe.apply(new BatchNormFolding(), g.graph(norm(y, 4, -1, 4)))
                .fired(0)
                .skipped("scales its operands");
    }
}
