package org.xattnbmd.exporter.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
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

/** The shapes that inference finds are those that ONNX Runtime computes, and what cannot be is found. */
class InferenceTest {

    private static Value in(String name, long... dims) {
        return new Value(
                name,
                ElementType.FLOAT,
                Arrays.stream(dims).mapToObj(d -> d < 0 ? Dim.BATCH : Dim.of(d)).toList());
    }

    private static Value longs(long... values) {
        return Value.constant("constant", Tensor.longs(values));
    }

    private static Value weight(long... dims) {
        long n = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        return Value.constant("weight", Tensor.floats(dims, new float[(int) n]));
    }

    private static Arguments of(Operator op, Map<String, Attribute> attributes, int outputs, Value... in) {
        return Arguments.of(op, attributes, outputs, Arrays.asList(in));
    }

    private static Arguments of(Operator op, Value... in) {
        return of(op, Map.of(), 1, in);
    }

    private static Map<String, Attribute> ints(String key, long... values) {
        return Map.of(key, Attribute.of(values));
    }

    private static Map<String, Attribute> integer(String key, long value) {
        return Map.of(key, Attribute.of(value));
    }

    static Stream<Arguments> valid() {
        return Stream.of(elementwise(), shapes(), selection(), layers()).flatMap(s -> s);
    }

    private static Stream<Arguments> elementwise() {
        return Stream.of(
                of(Operators.ADD, in("x", -1, 3, 4), in("y", 3, 1)),
                of(Operators.MUL, in("x", 1, 4), in("y", -1, 1)),
                of(Operators.LESS, in("x", -1, 4), in("y", 4)),
                of(Operators.MAX, in("x", -1, 1), in("y", 4), in("z", 3, 1, 1)),
                of(Operators.CAST, integer("to", 7), 1, in("x", -1, 4)),
                of(Operators.IS_NAN, in("x", -1, 4)),
                of(Operators.REDUCE_SUM, Map.of("keepdims", Attribute.of(0)), 1, in("x", -1, 3, 4), longs(-1)),
                of(
                        Operators.REDUCE_MEAN,
                        Map.of("axes", Attribute.of(0L, 2L), "keepdims", Attribute.of(1)),
                        1,
                        in("x", -1, 3, 4)),
                of(Operators.REDUCE_MAX, Map.of("keepdims", Attribute.of(0)), 1, in("x", -1, 3)),
                of(
                        Operators.ARG_MAX,
                        Map.of("axis", Attribute.of(1), "keepdims", Attribute.of(0)),
                        1,
                        in("x", -1, 3, 4)));
    }

    private static Stream<Arguments> shapes() {
        return Stream.of(
                of(Operators.SHAPE, in("x", -1, 3, 4)),
                of(Operators.RESHAPE, in("x", -1, 3, 4), longs(-1, 12)),
                of(Operators.RESHAPE, in("x", -1, 3, 4), longs(0, 2, 6)),
                of(Operators.RESHAPE, in("x", 2, 3, 4), longs(4, -1)),
                of(Operators.FLATTEN, integer("axis", 2), 1, in("x", -1, 3, 4)),
                of(Operators.TRANSPOSE, ints("perm", 2, 0, 1), 1, in("x", -1, 3, 4)),
                of(Operators.TRANSPOSE, in("x", -1, 3, 4)),
                of(Operators.SQUEEZE, in("x", -1, 1, 4), longs(1)),
                of(Operators.UNSQUEEZE, in("x", -1, 4), longs(0, -1)),
                of(Operators.EXPAND, in("x", -1, 1, 4), longs(3, 1)),
                of(Operators.TILE, in("x", -1, 4), longs(2, 3)),
                of(Operators.CONCAT, integer("axis", -1), 1, in("x", -1, 3), in("y", -1, 5)),
                of(Operators.CONCAT, integer("axis", 0), 1, in("x", -1, 3), in("y", 2, 3)),
                of(Operators.SPLIT, integer("axis", 1), 2, in("x", -1, 5), longs(2, 3)),
                of(Operators.PAD, in("x", -1, 4), longs(0, 1, 0, 2)));
    }

    private static Stream<Arguments> selection() {
        return Stream.of(
                of(Operators.SLICE, in("x", -1, 9), longs(1), longs(8), longs(1), longs(3)),
                of(Operators.SLICE, in("x", -1, 9), longs(-1), longs(Long.MIN_VALUE + 1), longs(1), longs(-1)),
                of(Operators.SLICE, in("x", 9), longs(-4), longs(Long.MAX_VALUE), longs(0)),
                of(Operators.SLICE, in("x", 9), longs(7), longs(2), longs(0)),
                of(Operators.GATHER, integer("axis", 1), 1, in("x", -1, 5, 2), longs(0, 3)),
                of(
                        Operators.GATHER,
                        integer("axis", -1),
                        1,
                        in("x", -1, 5),
                        Value.constant("constant", Tensor.scalar(ElementType.INT64, 2))),
                of(Operators.TOP_K, integer("axis", 1), 2, in("x", -1, 5), longs(3)),
                of(
                        Operators.ONE_HOT,
                        integer("axis", -1),
                        1,
                        longs(1, 2),
                        Value.constant("constant", Tensor.scalar(ElementType.INT64, 4)),
                        weight(2)));
    }

    private static Stream<Arguments> layers() {
        Map<String, Attribute> conv = Map.of(
                "strides", Attribute.of(2L, 1L),
                "pads", Attribute.of(1L, 0L, 2L, 1L),
                "dilations", Attribute.of(1L, 2L),
                "group", Attribute.of(2));
        Map<String, Attribute> transposed = new HashMap<>(conv);
        transposed.put("output_padding", Attribute.of(1L, 0L));
        Map<String, Attribute> pool = Map.of("kernel_shape", Attribute.of(3L, 2L), "strides", Attribute.of(2L, 2L));
        return Stream.of(
                of(Operators.MATMUL, in("x", -1, 3, 4), in("y", 4, 5)),
                of(Operators.MATMUL, in("x", 4), in("y", -1, 4, 5)),
                of(Operators.MATMUL, in("x", -1, 4), in("y", 4)),
                of(Operators.GEMM, integer("transB", 1), 1, in("x", -1, 4), weight(5, 4), weight(5)),
                of(Operators.CONV, conv, 1, in("x", -1, 4, 9, 8), weight(6, 2, 3, 2)),
                of(Operators.CONV_TRANSPOSE, transposed, 1, in("x", -1, 4, 5, 4), weight(4, 3, 3, 2)),
                of(Operators.CONV_TRANSPOSE, ints("output_shape", 7), 1, in("x", -1, 4, 5), weight(4, 3, 3)),
                of(Operators.MAX_POOL, pool, 1, in("x", -1, 4, 9, 8)),
                of(Operators.AVERAGE_POOL, pool, 1, in("x", -1, 4, 9, 8)),
                of(Operators.GLOBAL_AVERAGE_POOL, in("x", -1, 4, 9, 8)),
                of(
                        Operators.RESIZE,
                        Map.of("mode", Attribute.of("nearest")),
                        1,
                        in("x", 2, 4, 3, 3),
                        null,
                        null,
                        longs(2, 4, 6, 5)),
                of(Operators.LSTM, integer("hidden_size", 3), 3, in("x", 5, -1, 2), weight(1, 12, 2), weight(1, 12, 3)),
                of(Operators.GRU, integer("hidden_size", 3), 2, in("x", 5, -1, 2), weight(1, 9, 2), weight(1, 9, 3)),
                of(Operators.LAYER_NORMALIZATION, in("x", -1, 4), weight(4), weight(4)));
    }

    private static Graph graph(Operator op, Map<String, Attribute> attributes, int outputs, List<Value> in) {
        List<Value> out = Stream.iterate(0, i -> i + 1)
                .limit(outputs)
                .map(i -> new Value("out" + i, null, null))
                .toList();
        List<Value> inputs =
                in.stream().filter(v -> v != null && !v.isConstant()).toList();
        return new Graph("one", 17, inputs, out, List.of(new Node("n", op, in, out, attributes)));
    }

    @ParameterizedTest(name = "{0} {3}")
    @MethodSource("valid")
    void agreesWithOnnxRuntime(Operator op, Map<String, Attribute> attributes, int outputs, List<Value> in) {
        Graph graph = graph(op, attributes, outputs, in);
        assertThat(Inference.run(graph)).isEmpty();
        Naming.makeUnique(graph);
        Map<String, Tensor> feeds = new HashMap<>();
        int batch = 3;
        for (Value v : graph.inputs()) {
            long[] dims = v.dims().stream()
                    .mapToLong(d -> d.whereAllAre(batch).orElseThrow())
                    .toArray();
            long n = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
            feeds.put(v.name(), Tensor.floats(dims, new float[(int) n]));
        }
        Map<String, Tensor> results;
        try (OnnxSession session = OnnxSession.open(ModelWriter.write(graph, Map.of()))) {
            results = session.run(feeds);
        }
        for (Value v : graph.outputs()) {
            Tensor computed = results.get(v.name());
            assertThat(v.type()).isEqualTo(computed.type());
            assertThat(v.rank()).isEqualTo(computed.rank());
            for (int i = 0; i < v.rank(); i++) {
                Dim d = v.dims().get(i);
                if (!d.isUnknown()) {
                    assertThat(d.whereAllAre(batch)).hasValue(computed.dims()[i]);
                }
            }
        }
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                of(Operators.ADD, in("x", 3), in("y", 4)),
                of(Operators.MATMUL, in("x", 2, 3), in("y", 4, 5)),
                of(Operators.GEMM, in("x", 2, 3, 4), in("y", 4, 5)),
                of(Operators.RESHAPE, in("x", 2, 3), longs(4, -1)),
                of(Operators.RESHAPE, in("x", 2, 3), longs(5)),
                of(Operators.RESHAPE, in("x", 2, 3), longs(-1, -1)),
                of(Operators.TRANSPOSE, ints("perm", 0), 1, in("x", 2, 3)),
                of(Operators.TRANSPOSE, ints("perm", 0, 7), 1, in("x", 2, 3)),
                of(Operators.SQUEEZE, in("x", 2, 3), longs(0)),
                of(Operators.UNSQUEEZE, in("x", 2), longs(5)),
                of(Operators.CONCAT, integer("axis", 3), 1, in("x", 2, 3), in("y", 2, 3)),
                of(Operators.CONCAT, integer("axis", 0), 1, in("x", 2, 3), in("y", 2)),
                of(Operators.PAD, in("x", 2, 3), longs(1, 1)),
                of(Operators.SLICE, in("x", 9), longs(0), longs(9), longs(0), longs(0)),
                of(Operators.REDUCE_SUM, in("x", 2, 3), longs(4)),
                of(Operators.CONV, in("x", 1, 3, 9, 9), weight(4, 2, 3, 3)),
                of(Operators.CONV, in("x", 1, 2, 2, 2), weight(4, 2, 3, 3)),
                of(Operators.CONV, in("x", 1, 2, 9), weight(4, 2, 3, 3)),
                of(Operators.CONV_TRANSPOSE, in("x", 1, 3, 9), weight(4, 2, 3)),
                of(Operators.CONV_TRANSPOSE, in("x", 1, 4, 9, 9), weight(4, 2, 3)),
                of(Operators.CONV_TRANSPOSE, ints("strides", 1, 1), 1, in("x", 1, 4, 9), weight(4, 2, 3)),
                of(Operators.MAX_POOL, ints("kernel_shape", 3), 1, in("x", 1, 2, 9, 9)),
                of(Operators.RESIZE, Map.of(), 1, in("x", 2, 4, 3, 3), null, null, longs(6, 5)));
    }

    @ParameterizedTest(name = "{0} {3}")
    @MethodSource("invalid")
    void findsWhatCannotBe(Operator op, Map<String, Attribute> attributes, int outputs, List<Value> in) {
        assertThat(Inference.run(graph(op, attributes, outputs, in)))
                .singleElement()
                .asString()
                .startsWith("n (" + op.name() + "): expected ")
                .contains(", received ");
    }
}
