package org.xattnbmd.exporter.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.exporter.Protos.body;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.longs;
import static org.xattnbmd.exporter.Protos.model;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.value;

import ai.onnx.proto.OnnxMl;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.ReadLimits;
import org.xattnbmd.exporter.internal.pass.Passes;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** What is computed from axis lengths is constant where they are. */
class FixedLengthsTest {

    private static final ElementType FLOAT = ElementType.FLOAT;
    private static final Tensor X = Tensor.floats(new long[] {2, 1, 3}, 1, -2, 3, -4, 5, -6);

    private static List<String> optimized(OnnxMl.GraphProto.Builder graph) {
        byte[] before = model(17, graph).build().toByteArray();
        Graph read = ModelReader.read(before, ReadLimits.DEFAULT).requireValid().graph();
        Passes.apply(read, Passes.standard(ModelRunner.HERE));
        Tensor expected = run(before);
        Tensor actual = run(ModelWriter.write(read, Map.of()));
        assertThat(actual.sameAs(expected)).as("%s and %s", actual, expected).isTrue();
        return read.nodes().stream().map(n -> n.operator().name()).toList();
    }

    private static Tensor run(byte[] model) {
        try (OnnxSession session = OnnxSession.open(model, OnnxSession.Optimization.NONE, 1)) {
            return session.run(Map.of("x", X)).get("y");
        }
    }

    /** As PyTorch's exporter writes {@code squeeze(1)}: the axis goes if it has length 1. The first axis is the batch. */
    @ParameterizedTest
    @CsvSource({"1,Neg Squeeze", "2,Neg", "0,Neg Shape Gather Equal If"})
    void aConditionOnALengthThatDoesNotVaryIsDecided(long axis, String operators) {
        OnnxMl.GraphProto.Builder squeezed = graph(node("Squeeze", "n one", "t"))
                .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("t"));
        OnnxMl.GraphProto.Builder same = graph(node("Identity", "n", "e"))
                .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("e"));
        assertThat(optimized(graph(
                                node("Neg", "x", "n"),
                                node("Shape", "n", "s"),
                                node("Gather", "s axis", "length"),
                                node("Equal", "length single", "is"),
                                node("If", "is", "y", body("then_branch", squeezed), body("else_branch", same)))
                        .addInput(value("x", FLOAT, -1, 1, 3))
                        .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("y"))
                        .addInitializer(longs("one", 1))
                        .addInitializer(longs("single", 1).toBuilder().clearDims())
                        .addInitializer(longs("axis", axis).toBuilder().clearDims())))
                .containsExactly(operators.split(" "));
    }

    @Test
    void aWholeShapeWithTheBatchInItStays() {
        assertThat(optimized(graph(
                                node("Neg", "x", "n"),
                                node("Shape", "n", "s"),
                                node("Gather", "s batch", "length"),
                                node("Gather", "s rest", "fixed"),
                                node("Concat", "length fixed", "shape", org.xattnbmd.exporter.Protos.number("axis", 0)),
                                node("Expand", "n shape", "y"))
                        .addInput(value("x", FLOAT, -1, 1, 3))
                        .addOutput(value("y", FLOAT, -1, 1, 3))
                        .addInitializer(longs("batch", 0))
                        .addInitializer(longs("rest", 1, 2))))
                .hasSizeLessThanOrEqualTo(5)
                .contains("Neg");
    }

    @Test
    void anOutputOfTheGraphStays() {
        OnnxMl.GraphProto.Builder graph = graph(node("Shape", "x", "y"))
                .addInput(value("x", FLOAT, 2, 1, 3))
                .addOutput(value("y", ElementType.INT64, 3));
        assertThat(optimized(graph)).containsExactly("Shape");
    }
}
