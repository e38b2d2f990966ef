package org.xattnbmd.exporter.pass;

import static org.xattnbmd.exporter.pass.GraphDraft.shape;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.pass.BatchNormFolding;
import org.xattnbmd.exporter.internal.pass.ConstantFolding;
import org.xattnbmd.exporter.internal.pass.GeluForm;
import org.xattnbmd.exporter.internal.pass.GemmFusion;
import org.xattnbmd.exporter.internal.pass.NoOpRemoval;
import org.xattnbmd.exporter.internal.pass.ReshapeCancellation;
import org.xattnbmd.exporter.internal.pass.TransposeCancellation;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;

/** What looks right for a pass and is not: left alone, with the reason told, and the numbers as before. */
class PassRefusalTest {

    private final GraphDraft g = new GraphDraft();

    private Value norm(Map<String, Attribute> attributes, Value x, Value gamma, long... dims) {
        int channels = (int) dims[1];
        float[] variance = new float[channels];
        java.util.Arrays.fill(variance, 0.7f);
        return g.node(
                Operators.BATCH_NORMALIZATION,
                attributes,
                dims,
                x,
                gamma,
                g.weights("beta", channels),
                g.weights("mean", channels),
                Value.constant("variance", Tensor.floats(new long[] {channels}, variance)));
    }

    @Test
    void computedScalesCannotGoIntoAConstantWeight() {
        Value x = g.input("x", -1, 3, 5, 5);
        Value gamma = g.input("gamma", 4);
        Value y = g.node(Operators.CONV, shape(-1, 4, 3, 3), x, g.weights("w", 4, 3, 3, 3));
        PassRecipe.apply(new BatchNormFolding(), g.graph(norm(Map.of(), y, gamma, -1, 4, 3, 3)))
                .fired(0)
                .skipped("no float32 constants");
    }

    @Test
    void computedWeightsCannotBeScaled() {
        Value x = g.input("x", -1, 3, 5, 5);
        Value w = g.input("w", 4, 3, 3, 3);
        Value y = g.node(Operators.CONV, shape(-1, 4, 3, 3), x, w);
        PassRecipe.apply(new BatchNormFolding(), g.graph(norm(Map.of(), y, g.weights("gamma", 4), -1, 4, 3, 3)))
                .fired(0)
                .skipped("no float32 constants");
    }

    @Test
    void aColumnOfAsManyNumbersAsChannelsIsNoBiasPerChannel() {
        Value x = g.input("x", 4, 3);
        Value y = g.node(Operators.GEMM, shape(4, 4), x, g.weights("w", 3, 4), g.weights("b", 4, 1));
        PassRecipe.apply(new BatchNormFolding(), g.graph(norm(Map.of(), y, g.weights("gamma", 4), 4, 4)))
                .fired(0)
                .skipped("not one number per channel");
    }

    @Test
    void aBiasOfOneNumberIsNotOnePerChannel() {
        Value x = g.input("x", -1, 3);
        Value y = g.node(Operators.GEMM, shape(-1, 4), x, g.weights("w", 3, 4), g.weights("b", 1));
        PassRecipe.apply(new BatchNormFolding(), g.graph(norm(Map.of(), y, g.weights("gamma", 4), -1, 4)))
                .fired(0)
                .skipped("not one number per channel");
    }

    @Test
    void aProductThatIsNeededForItselfStays() {
        Value x = g.input("x", -1, 3);
        Value v = g.node(Operators.MATMUL, shape(-1, 5), x, g.weights("w", 3, 5));
        Value sum = g.node(Operators.ADD, shape(-1, 5), v, g.weights("b", 5));
        PassRecipe.apply(new GemmFusion(), g.graph(sum, g.node(Operators.EXP, shape(-1, 5), v)))
                .fired(0)
                .skipped("used elsewhere");
    }

    @Test
    void aProductThatIsAnOutputStays() {
        Value x = g.input("x", -1, 3);
        Value v = g.node(Operators.MATMUL, shape(-1, 5), x, g.weights("w", 3, 5));
        PassRecipe.apply(new GemmFusion(), g.graph(g.node(Operators.ADD, shape(-1, 5), v, g.weights("b", 5)), v))
                .fired(0)
                .skipped("used elsewhere");
    }

    @Test
    void integersStayMatMulAndAdd() {
        Value x = integer(g.node(
                Operators.CAST,
                Map.of("to", Attribute.of(ElementType.INT32.code())),
                shape(-1, 2),
                g.input("x", -1, 2)));
        Value w = Value.constant("w", integers(new long[] {2, 2}, 1, 2, 3, 4));
        Value b = Value.constant("b", integers(new long[] {2}, 5, 6));
        Value v = integer(g.node(Operators.MATMUL, shape(-1, 2), x, w));
        Value sum = integer(g.node(Operators.ADD, shape(-1, 2), v, b));
        Value out = g.node(Operators.CAST, Map.of("to", Attribute.of(ElementType.FLOAT.code())), shape(-1, 2), sum);
        PassRecipe.apply(new GemmFusion(), g.graph(out)).fired(0).skipped("not floating");
    }

    private static Value integer(Value v) {
        v.setType(ElementType.INT32);
        return v;
    }

    private static Tensor integers(long[] dims, int... values) {
        java.nio.ByteBuffer data =
                java.nio.ByteBuffer.allocate(4 * values.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(values);
        return new Tensor(ElementType.INT32, dims, data.array());
    }

    @Test
    void aGeluOfAnotherArgumentIsNone() {
        Value x = g.node(Operators.NEG, shape(-1, 4), g.input("x", -1, 4));
        Value y = g.node(Operators.EXP, shape(-1, 4), x);
        Value half = g.node(Operators.MUL, shape(-1, 4), g.number(0.5), y);
        Value erf =
                g.node(Operators.ERF, shape(-1, 4), g.node(Operators.MUL, shape(-1, 4), x, g.number(Math.sqrt(0.5))));
        Value sum = g.node(Operators.ADD, shape(-1, 4), g.number(1), erf);
        PassRecipe.apply(new GeluForm(), g.graph(g.node(Operators.MUL, shape(-1, 4), half, sum)))
                .fired(0)
                .skipped("not half of the argument");
    }

    @Test
    void aGeluWithAnotherNumberIsNone() {
        Value x = g.node(Operators.NEG, shape(-1, 4), g.input("x", -1, 4));
        Value half = g.node(Operators.MUL, shape(-1, 4), g.number(0.5), x);
        Value erf = g.node(Operators.ERF, shape(-1, 4), g.node(Operators.MUL, shape(-1, 4), x, g.number(0.7)));
        Value sum = g.node(Operators.ADD, shape(-1, 4), g.number(1), erf);
        PassRecipe.apply(new GeluForm(), g.graph(g.node(Operators.MUL, shape(-1, 4), half, sum)))
                .fired(0)
                .skipped("not part of a GELU");
    }

    @Test
    void aTransposeWithoutAPermutationIsNotGuessedAt() {
        Value x = g.input("x", 2, 3);
        Value v = g.node(Operators.TRANSPOSE, shape(3, 2), x);
        PassRecipe.apply(new TransposeCancellation(), g.graph(g.node(Operators.TRANSPOSE, shape(2, 3), v)))
                .fired(0)
                .skipped("left to its default");
    }

    @Test
    void aSqueezeOfAnotherAxisIsNotUndone() {
        Value x = g.input("x", 1, 3);
        Value v = g.node(Operators.UNSQUEEZE, shape(1, 3, 1), x, g.longs(2));
        PassRecipe.apply(new ReshapeCancellation(), g.graph(g.node(Operators.SQUEEZE, shape(3, 1), v, g.longs(0))))
                .fired(0)
                .leaves("Unsqueeze", "Squeeze");
    }

    @Test
    void aSumThatWidensIsNoNoOp() {
        Value x = g.input("x", 1, 3);
        Value zeros = Value.constant("zeros", Tensor.floats(new long[] {2, 3}, new float[6]));
        PassRecipe.apply(new NoOpRemoval(), g.graph(g.node(Operators.ADD, shape(2, 3), x, zeros)))
                .fired(0)
                .leaves("Add");
    }

    @Test
    void whatDependsOnAnInputIsNotFolded() {
        Value x = g.input("x", -1, 3);
        Value constant = g.node(Operators.EXP, shape(3), g.weights("w", 3));
        Value sum = g.node(Operators.ADD, shape(-1, 3), x, constant);
        PassRecipe.apply(new ConstantFolding(ModelRunner.HERE), g.graph(sum))
                .fired(1)
                .leaves("Add");
    }
}
