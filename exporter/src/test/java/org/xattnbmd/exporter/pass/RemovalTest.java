package org.xattnbmd.exporter.pass;

import static org.xattnbmd.exporter.pass.GraphDraft.shape;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.pass.CommonSubexpressions;
import org.xattnbmd.exporter.internal.pass.DeadCode;
import org.xattnbmd.exporter.internal.pass.MergeInitializers;
import org.xattnbmd.exporter.internal.pass.NoOpRemoval;

/** Passes that only take away. */
class RemovalTest {

    private final GraphDraft g = new GraphDraft();
    private final Value x = g.input("x", -1, 4);

    @Test
    void everyKindOfNoOpGoes() {
        Value v = g.node(Operators.RELU, shape(-1, 4), x);
        v = g.node(Operators.IDENTITY, shape(-1, 4), v);
        v = g.node(Operators.DROPOUT, shape(-1, 4), v);
        v = g.node(Operators.CAST, Map.of("to", Attribute.of(1)), shape(-1, 4), v);
        v = g.node(Operators.TRANSPOSE, Map.of("perm", Attribute.of(0L, 1L)), shape(-1, 4), v);
        v = g.node(Operators.RESHAPE, shape(-1, 4), v, g.longs(-1, 4));
        v = g.node(Operators.PAD, shape(-1, 4), v, g.longs(0, 0, 0, 0));
        v = g.node(Operators.CONCAT, Map.of("axis", Attribute.of(0)), shape(-1, 4), v);
        v = g.node(Operators.ADD, shape(-1, 4), v, g.number(0));
        v = g.node(Operators.SUB, shape(-1, 4), v, g.number(0));
        v = g.node(Operators.MUL, shape(-1, 4), v, g.number(1));
        v = g.node(Operators.DIV, shape(-1, 4), v, g.number(1));
        Value end = g.node(Operators.EXP, shape(-1, 4), v);
        PassRecipe.apply(new NoOpRemoval(), g.graph(end)).fired(11).leaves("Relu", "Exp");
    }

    @Test
    void aNoOpAtTheEndHandsTheOutputToItsProducer() {
        Value v = g.node(Operators.RELU, shape(-1, 4), x);
        Value end = g.node(Operators.IDENTITY, shape(-1, 4), v);
        PassRecipe.apply(new NoOpRemoval(), g.graph(end)).fired(1).leaves("Relu");
    }

    @Test
    void anInputThatIsAnOutputKeepsItsIdentity() {
        Value end = g.node(Operators.IDENTITY, shape(-1, 4), x);
        PassRecipe.apply(new NoOpRemoval(), g.graph(end))
                .fired(0)
                .skipped("connects an input")
                .leaves("Identity");
    }

    @Test
    void whatOnlyLooksLikeNothingStays() {
        Value v = g.node(Operators.ADD, shape(-1, 4), x, g.number(1e-9));
        v = g.node(Operators.SUB, shape(-1, 4), g.number(0), v);
        v = g.node(
                Operators.MUL,
                shape(2, -1, 4),
                v,
                Value.constant("ones", org.xattnbmd.exporter.internal.graph.Tensor.floats(new long[] {2, 1, 1}, 1, 1)));
        PassRecipe.apply(new NoOpRemoval(), g.graph(v)).fired(0).leaves("Add", "Sub", "Mul");
    }

    @Test
    void equalComputationsAreDoneOnce() {
        Value w = g.weights("w", 4, 3);
        Value a = g.node(Operators.EXP, shape(-1, 3), g.node(Operators.MATMUL, shape(-1, 3), x, w));
        Value b = g.node(Operators.EXP, shape(-1, 3), g.node(Operators.MATMUL, shape(-1, 3), x, w));
        PassRecipe.apply(new CommonSubexpressions(), g.graph(g.node(Operators.ADD, shape(-1, 3), a, b)))
                .fired(2)
                .leaves("MatMul", "Exp", "Add");
    }

    @Test
    void differentAttributesAreDifferentComputations() {
        Value a = g.node(Operators.SOFTMAX, Map.of("axis", Attribute.of(0)), shape(-1, 4), x);
        Value b = g.node(Operators.SOFTMAX, Map.of("axis", Attribute.of(1)), shape(-1, 4), x);
        PassRecipe.apply(new CommonSubexpressions(), g.graph(g.node(Operators.ADD, shape(-1, 4), a, b)))
                .fired(0)
                .leaves("Softmax", "Softmax", "Add");
    }

    @Test
    void twoEqualOutputsStayTwo() {
        Value a = g.node(Operators.EXP, shape(-1, 4), x);
        Value b = g.node(Operators.EXP, shape(-1, 4), x);
        PassRecipe.apply(new CommonSubexpressions(), g.graph(a, b)).fired(0).skipped("output of the graph");
    }

    @Test
    void whatNoOutputNeedsGoes() {
        Value used = g.node(Operators.EXP, shape(-1, 4), x);
        Value unused = g.node(Operators.RELU, shape(-1, 4), x);
        g.node(Operators.NEG, shape(-1, 4), unused);
        PassRecipe.apply(new DeadCode(), g.graph(used)).fired(2).leaves("Exp");
    }

    @Test
    void equalConstantsAreStoredOnceAndParametersKeepTheirNames() {
        Value v = g.node(Operators.MUL, shape(-1, 4), x, g.number(2));
        v = g.node(Operators.ADD, shape(-1, 4), v, g.number(2));
        v = g.node(
                Operators.ADD,
                shape(-1, 4),
                v,
                Value.constant("block/a", g.number(2).constant()));
        v = g.node(
                Operators.ADD,
                shape(-1, 4),
                v,
                Value.constant("block/b", g.number(2).constant()));
        PassRecipe recipe =
                PassRecipe.apply(new MergeInitializers(), g.graph(v)).fired(1);
        org.assertj.core.api.Assertions.assertThat(recipe.graph.initializers())
                .extracting(Value::name)
                .containsExactly("constant", "block/a", "block/b");
    }
}
