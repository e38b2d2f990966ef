package org.xattnbmd.exporter.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** Shapes that a graph computes from the batch size are known without running it, and are what ONNX Runtime arrives at. */
class ShapeVectorsTest {

    private static final int BATCH = 5;

    /** A graph of input x {@code [N, 3, 4]} that grows node by node. */
    private static final class Draft {

        final Value x = new Value("x", ElementType.FLOAT, List.of(Dim.BATCH, Dim.of(3), Dim.of(4)));
        final List<Node> nodes = new ArrayList<>();

        Value add(Operator op, Map<String, Attribute> attributes, Value... in) {
            Value out = new Value("v" + nodes.size(), null, null);
            nodes.add(new Node("n" + nodes.size(), op, List.of(in), List.of(out), attributes));
            return out;
        }

        Value add(Operator op, Value... in) {
            return add(op, Map.of(), in);
        }

        Value concat(Value... in) {
            return add(Operators.CONCAT, Map.of("axis", Attribute.of(0)), in);
        }

        /** The batch size as a vector of one number. */
        Value batch() {
            return add(Operators.GATHER, Map.of("axis", Attribute.of(0)), add(Operators.SHAPE, x), longs(0));
        }

        Graph graph(Value output) {
            return new Graph("shapes", 17, List.of(x), List.of(output), nodes);
        }
    }

    private static Value longs(long... values) {
        return Value.constant("constant", Tensor.longs(values));
    }

    private static Value ones(long... dims) {
        return Value.constant(
                "ones", Tensor.floats(dims, new float[(int) (dims.length == 1 ? dims[0] : dims[0] * dims[1])]));
    }

    private interface Body {
        Value of(Draft d);
    }

    private static Arguments of(String name, List<Dim> expected, Body body) {
        return Arguments.of(name, expected, body);
    }

    static Stream<Arguments> graphs() {
        Dim three = Dim.BATCH.times(3);
        return Stream.of(
                of(
                        "reshape to a multiple",
                        List.of(three, Dim.of(4)),
                        d -> d.add(
                                Operators.RESHAPE, d.x, d.concat(d.add(Operators.MUL, d.batch(), longs(3)), longs(4)))),
                of(
                        "reshape with an entry left open beside the batch",
                        List.of(Dim.BATCH, Dim.of(12)),
                        d -> d.add(Operators.RESHAPE, d.x, d.concat(d.batch(), longs(-1)))),
                of(
                        "tile a row",
                        List.of(Dim.BATCH, Dim.of(4)),
                        d -> d.add(Operators.TILE, ones(1, 4), d.concat(d.batch(), longs(1)))),
                of(
                        "tile several rows",
                        List.of(three, Dim.of(8)),
                        d -> d.add(Operators.TILE, ones(3, 4), d.concat(d.batch(), longs(2)))),
                of(
                        "expand by one more than the batch",
                        List.of(Dim.BATCH.plus(1), Dim.of(4)),
                        d -> d.add(
                                Operators.EXPAND,
                                ones(4),
                                d.concat(d.add(Operators.ADD, longs(1), d.batch()), longs(1)))),
                of(
                        "expand to the shape of another",
                        List.of(Dim.BATCH, Dim.of(3), Dim.of(4)),
                        d -> d.add(Operators.EXPAND, ones(4), d.add(Operators.SHAPE, d.x))),
                of(
                        "a batch size without an axis",
                        List.of(Dim.BATCH, Dim.of(4)),
                        d -> d.add(
                                Operators.EXPAND,
                                ones(4),
                                d.concat(
                                        d.add(
                                                Operators.UNSQUEEZE,
                                                d.add(Operators.SQUEEZE, d.batch(), longs(0)),
                                                longs(0)),
                                        longs(4)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void areInferred(String name, List<Dim> expected, Body body) {
        Draft draft = new Draft();
        Value output = body.of(draft);
        Graph graph = draft.graph(output);
        assertThat(Inference.run(graph)).isEmpty();
        assertThat(output.dims()).isEqualTo(expected);
        Naming.makeUnique(graph);
        Tensor x = Tensor.floats(new long[] {BATCH, 3, 4}, new float[BATCH * 12]);
        try (OnnxSession session = OnnxSession.open(ModelWriter.write(graph, Map.of()))) {
            long[] dims = session.run(Map.of("x", x)).get(output.name()).dims();
            assertThat(dims)
                    .containsExactly(expected.stream()
                            .mapToLong(d -> d.whereAllAre(BATCH).orElseThrow())
                            .toArray());
        }
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void contradictionsAreFound(String name, String message, Body body) {
        Draft draft = new Draft();
        assertThat(Inference.run(draft.graph(body.of(draft))))
                .singleElement()
                .asString()
                .contains(message);
    }

    static Stream<Arguments> contradictions() {
        Body twoOpen = d -> d.add(Operators.RESHAPE, d.x, d.concat(d.batch(), longs(-1, -1)));
        Body notDivisible = d -> d.add(Operators.RESHAPE, ones(4), d.concat(longs(3), longs(-1)));
        Body notBroadcast = d -> d.add(Operators.EXPAND, ones(5), d.add(Operators.SHAPE, d.x));
        return Stream.of(
                Arguments.of("two entries left open", "expected a shape with one -1", twoOpen),
                Arguments.of("not divisible", "expected a shape that divides 4 elements", notDivisible),
                Arguments.of("not broadcast", "expected axis lengths that are equal or 1", notBroadcast));
    }
}
