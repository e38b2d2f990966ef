package org.xattnbmd.exporter.pass;

import static org.xattnbmd.exporter.pass.GraphDraft.shape;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.pass.ConstantFolding;
import org.xattnbmd.exporter.internal.pass.GemmFusion;
import org.xattnbmd.exporter.internal.pass.ReshapeCancellation;
import org.xattnbmd.exporter.internal.pass.TransposeCancellation;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;

/** Passes that replace nodes by others. */
class RewritingTest {

    private final GraphDraft g = new GraphDraft();

    private Value transpose(Value v, long[] dims, long... permutation) {
        return g.node(Operators.TRANSPOSE, Map.of("perm", Attribute.of(permutation)), dims, v);
    }

    @Test
    void aChainOfConstantsIsComputedOnce() {
        Value x = g.input("x", -1, 3);
        Value w = transpose(g.weights("block/w", 4, 3), shape(3, 4), 1, 0);
        w = g.node(Operators.MUL, shape(3, 4), w, g.number(2));
        PassRecipe.apply(new ConstantFolding(ModelRunner.HERE), g.graph(g.node(Operators.MATMUL, shape(-1, 4), x, w)))
                .fired(2)
                .leaves("MatMul");
    }

    @Test
    void aConstantThatWouldGrowIsLeft() {
        Value x = g.input("x", 100, 100);
        Value big = g.node(Operators.EXPAND, shape(100, 100), g.weights("w", 1, 1), g.longs(100, 100));
        PassRecipe.apply(new ConstantFolding(ModelRunner.HERE), g.graph(g.node(Operators.ADD, shape(100, 100), x, big)))
                .fired(0)
                .skipped("larger than")
                .leaves("Expand", "Add");
    }

    @Test
    void transposesJoin() {
        Value x = g.input("x", -1, 3, 4);
        Value v = transpose(x, shape(3, 4, -1), 1, 2, 0);
        Value y = transpose(v, shape(4, 3, -1), 1, 0, 2);
        PassRecipe.apply(new TransposeCancellation(), g.graph(y)).fired(1).leaves("Transpose");
    }

    @Test
    void oppositeTransposesMoveNothing() {
        Value x = g.input("x", -1, 3, 4);
        Value v = transpose(x, shape(3, 4, -1), 1, 2, 0);
        Value y = transpose(v, shape(-1, 3, 4), 2, 0, 1);
        PassRecipe recipe = PassRecipe.apply(
                        new TransposeCancellation(), g.graph(g.node(Operators.EXP, shape(-1, 3, 4), y)))
                .fired(1);
        org.assertj.core.api.Assertions.assertThat(recipe.graph.nodes().get(0).intsAttribute("perm"))
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void aReshapeReadsPastWhatOnlyRegroups() {
        Value x = g.input("x", -1, 3, 4);
        Value v = g.node(Operators.FLATTEN, Map.of("axis", Attribute.of(1)), shape(-1, 12), x);
        v = g.node(Operators.UNSQUEEZE, shape(-1, 1, 12), v, g.longs(1));
        v = g.node(Operators.RESHAPE, shape(-1, 6, 2), v, g.longs(-1, 6, 2));
        v = g.node(Operators.RESHAPE, shape(-1, 4, 3), v, g.longs(-1, 4, 3));
        PassRecipe recipe = PassRecipe.apply(new ReshapeCancellation(), g.graph(v));
        PassRecipe.apply(new ReshapeCancellation(), recipe.graph);
        PassRecipe.apply(new ReshapeCancellation(), recipe.graph).leaves("Reshape");
    }

    @Test
    void aReshapeThatCopiesLengthsStays() {
        Value x = g.input("x", -1, 3, 4);
        Value v = g.node(Operators.RESHAPE, shape(-1, 4, 3), x, g.longs(-1, 4, 3));
        v = g.node(Operators.RESHAPE, shape(-1, 12), v, g.longs(0, -1));
        PassRecipe.apply(new ReshapeCancellation(), g.graph(v)).fired(0).skipped("has a 0");
    }

    @Test
    void squeezeUndoesUnsqueeze() {
        Value x = g.input("x", -1, 3);
        Value v = g.node(Operators.RELU, shape(-1, 3), x);
        v = g.node(Operators.UNSQUEEZE, shape(-1, 1, 3), v, g.longs(1));
        v = g.node(Operators.SQUEEZE, shape(-1, 3), v, g.longs(1));
        PassRecipe.apply(new ReshapeCancellation(), g.graph(g.node(Operators.EXP, shape(-1, 3), v)))
                .fired(1)
                .leaves("Relu", "Exp");
    }

    @Test
    void matMulAndAddBecomeGemm() {
        Value x = g.input("x", -1, 3);
        Value v = g.node(Operators.MATMUL, shape(-1, 5), x, g.weights("w", 3, 5));
        PassRecipe.apply(new GemmFusion(), g.graph(g.node(Operators.ADD, shape(-1, 5), g.weights("b", 5), v)))
                .fired(1)
                .leaves("Gemm");
    }

    @Test
    void tokensStayMatMul() {
        Value x = g.input("x", -1, 2, 3);
        Value v = g.node(Operators.MATMUL, shape(-1, 2, 5), x, g.weights("w", 3, 5));
        PassRecipe.apply(new GemmFusion(), g.graph(g.node(Operators.ADD, shape(-1, 2, 5), v, g.weights("b", 5))))
                .fired(0)
                .skipped("no matrix");
    }

    @Test
    void aSummandThatIsNoRowStays() {
        Value x = g.input("x", 5, 3);
        Value v = g.node(Operators.MATMUL, shape(5, 5), x, g.weights("w", 3, 5));
        PassRecipe.apply(new GemmFusion(), g.graph(g.node(Operators.ADD, shape(5, 5), v, g.weights("b", 5, 1))))
                .fired(0)
                .skipped("no constant row");
    }
}
