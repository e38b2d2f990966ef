package org.xattnbmd.exporter.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** The graph's own rules: what cannot be built, and what editing it keeps. */
class GraphTest {

    private final Value x = new Value("x", ElementType.FLOAT, Value.fixed(2, 3));

    private static Value value(String name) {
        return new Value(name, ElementType.FLOAT, Value.fixed(2, 3));
    }

    private static Node node(String name, Operator op, Value out, Value... in) {
        return new Node(name, op, List.of(in), List.of(out), Map.of());
    }

    @Test
    void anInvalidNodeCannotBeBuilt() {
        assertThatThrownBy(() -> node("n", Operators.ADD, value("y"), x))
                .hasMessage("ONNX Add takes exactly 2 inputs, received 1");
        assertThatThrownBy(() -> new Node("n", Operators.CONV, List.of(x), List.of(value("y")), Map.of()))
                .hasMessage("ONNX Conv takes 2 to 3 inputs, received 1");
        assertThatThrownBy(() -> new Node("n", Operators.CONCAT, List.of(), List.of(value("y")), Map.of()))
                .hasMessageContaining("at least 1 inputs");
        assertThatThrownBy(() -> new Node("n", Operators.RELU, List.of(x), List.of(), Map.of()))
                .hasMessage("ONNX Relu has exactly 1 outputs, received 0");
        Map<String, Attribute> unknown = Map.of("colour", Attribute.of(1));
        assertThatThrownBy(() -> new Node("n", Operators.SOFTMAX, List.of(x), List.of(value("y")), unknown))
                .hasMessageContaining("has no attribute colour, only [axis]");
        Map<String, Attribute> wrong = Map.of("axis", Attribute.of(1.5f));
        assertThatThrownBy(() -> new Node("n", Operators.SOFTMAX, List.of(x), List.of(value("y")), wrong))
                .hasMessageContaining("attribute axis must be Int, received Real");
    }

    @Test
    void operatorsAreFoundByNameAndOthersAcceptAnything() {
        assertThat(Operators.lookup("", "Conv")).isSameAs(Operators.CONV);
        assertThat(Operators.lookup("ai.onnx", "Conv")).isSameAs(Operators.CONV);
        Operator other = Operators.lookup("com.example", "Conv");
        assertThat(other.isKnown()).isFalse();
        assertThat(other).hasToString("com.example:Conv");
        assertThat(new Node("n", other, List.of(), List.of(), Map.of("a", Attribute.of("b"))).attributes())
                .containsKey("a");
    }

    @Test
    void aTensorHasTheBytesOfItsShape() {
        assertThatThrownBy(() -> new Tensor(ElementType.FLOAT, new long[] {2, 2}, new byte[12]))
                .hasMessageContaining("needs 16 bytes, received 12");
        assertThatThrownBy(() -> new Tensor(ElementType.FLOAT, new long[] {-1}, new byte[0]))
                .hasMessageContaining("negative axis length");
        assertThat(Tensor.longs(3, -1).toLongs()).containsExactly(3, -1);
        assertThat(Tensor.scalar(ElementType.FLOAT16, 1.5).toFloats()).containsExactly(1.5f);
        assertThat(Tensor.scalar(ElementType.BOOL, 7).toLongs()).containsExactly(1);
        assertThat(Tensor.scalar(ElementType.DOUBLE, 0.1).toFloats()).containsExactly(0.1f);
        assertThat(Tensor.floats(new long[] {2}, 1, 2).sameAs(Tensor.floats(new long[] {2}, 1, 2)))
                .isTrue();
        assertThat(Tensor.floats(new long[] {2}, 1, 2).sameAs(Tensor.floats(new long[] {1, 2}, 1, 2)))
                .isFalse();
    }

    @Test
    void lengthsAreLinearInTheBatchSize() {
        assertThat(Dim.of(4)).hasToString("4");
        assertThat(Dim.BATCH).hasToString("batch");
        assertThat(Dim.BATCH.times(3).plus(2)).hasToString("3*batch+2");
        assertThat(Dim.BATCH.plus(-1)).hasToString("batch-1");
        assertThat(Dim.named("batch")).isEqualTo(Dim.BATCH);
        assertThat(Dim.named("width").isFixed()).isFalse();
        assertThat(Dim.of(4).times(3).plus(1)).isEqualTo(Dim.of(13));
        assertThat(Dim.BATCH.times(2).plus(1)).hasToString("2*batch+1");
        assertThat(Dim.unknown("dynamic").plus(1)).isEqualTo(Dim.unknown());
        assertThat(Dim.BATCH.length()).isEqualTo(-1);
    }

    @Test
    void namesBecomeUniqueAndOutputsKeepTheirs() {
        Value a = value("a");
        Value b = value("b");
        Value out = value("result");
        Value w = Value.constant("w", Tensor.floats(new long[] {1}, 1));
        Value v = Value.constant("w", Tensor.floats(new long[] {1}, 2));
        Graph graph = new Graph(
                "g",
                17,
                List.of(x),
                List.of(out),
                List.of(
                        node("layer/Add", Operators.ADD, a, x, w),
                        node("layer/Add", Operators.ADD, b, a, v),
                        node("layer/Relu", Operators.RELU, out, b)));
        Naming.makeUnique(graph);
        assertThat(graph.nodes()).extracting(Node::name).containsExactly("layer/Add", "layer/Add_2", "layer/Relu");
        assertThat(List.of(a.name(), b.name(), out.name()))
                .containsExactly("layer/Add_output", "layer/Add_2_output", "result");
        assertThat(graph.initializers()).extracting(Value::name).containsExactly("w", "w_2");
    }

    @Test
    void bypassingANodeAtTheEndKeepsTheOutput() {
        Value a = value("a");
        Value out = value("out");
        Node relu = node("relu", Operators.RELU, a, x);
        Node identity = node("id", Operators.IDENTITY, out, a);
        Graph graph = new Graph("g", 17, List.of(x), List.of(out), List.of(relu, identity));
        assertThat(graph.bypass(identity)).isTrue();
        assertThat(graph.nodes()).containsExactly(relu);
        assertThat(relu.output()).isSameAs(out);
        assertThat(graph.producers()).containsEntry(out, relu);
    }

    @Test
    void readersAreCountedOncePerNodeAndOutputsCountAsReaders() {
        Value a = value("a");
        Value out = value("out");
        Node relu = node("relu", Operators.RELU, a, x);
        Node twice = node("twice", Operators.ADD, out, a, a);
        Graph graph = new Graph("g", 17, List.of(x), List.of(out), List.of(relu, twice));
        assertThat(graph.onlyConsumer(a, graph.consumers())).isSameAs(twice);
        Graph open = new Graph("g", 17, List.of(x), List.of(out, a), List.of(relu, twice));
        assertThat(open.onlyConsumer(a, open.consumers())).isNull();
        assertThat(graph.operatorCounts()).hasToString("{Add=1, Relu=1}");
    }

    @Test
    void aCopySharesNothingThatCanBeEdited() {
        Value a = value("a");
        Node relu = node("relu", Operators.RELU, a, x);
        Graph graph = new Graph("g", 17, List.of(x), List.of(a), List.of(relu));
        Graph copy = GraphCopy.of(graph);
        copy.nodes().get(0).rename("other");
        copy.outputs().get(0).rename("b");
        copy.nodes().clear();
        assertThat(graph.nodes()).containsExactly(relu);
        assertThat(relu.name()).isEqualTo("relu");
        assertThat(a.name()).isEqualTo("a");
    }

    @Test
    void moreThanTwoGigabytesAreRefusedBeforeWriting() {
        // Forty initializers that share one array: large on paper only.
        Tensor big = new Tensor(ElementType.UINT8, new long[] {64 << 20}, new byte[64 << 20]);
        List<Node> nodes = new ArrayList<>();
        Value last = new Value("x", ElementType.UINT8, Value.fixed(64 << 20));
        Value input = last;
        for (int i = 0; i < 40; i++) {
            Value next = new Value("v" + i, ElementType.UINT8, null);
            nodes.add(node("max" + i, Operators.MAX, next, last, Value.constant("w" + i, big)));
            last = next;
        }
        Graph graph = new Graph("g", 17, List.of(input), List.of(last), nodes);
        assertThatThrownBy(() -> ModelWriter.write(graph, Map.of()))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.reason()).isEqualTo(Failure.Reason.TOO_LARGE))
                .hasMessageContaining("below 2 GiB");
    }
}
