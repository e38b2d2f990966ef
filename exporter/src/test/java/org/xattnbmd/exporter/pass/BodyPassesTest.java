package org.xattnbmd.exporter.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.exporter.Protos.body;
import static org.xattnbmd.exporter.Protos.floats;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.number;
import static org.xattnbmd.exporter.Protos.value;

import ai.onnx.proto.OnnxMl;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.Protos;
import org.xattnbmd.exporter.internal.graph.Bodies;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.ReadLimits;
import org.xattnbmd.exporter.internal.pass.Passes;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** What passes do in bodies, and that nothing crosses a body's border. */
class BodyPassesTest {

    private static final ElementType FLOAT = ElementType.FLOAT;
    private static final Map<String, Tensor> FEEDS = Map.of(
            "x",
            Tensor.floats(new long[] {3}, 1, -2, 3),
            "b",
            Tensor.scalar(ElementType.BOOL, 1),
            "n",
            Tensor.scalar(ElementType.INT64, 3));

    private static Graph optimized(OnnxMl.GraphProto.Builder graph) {
        byte[] before = Protos.model(17, graph).build().toByteArray();
        Graph read = ModelReader.read(before, ReadLimits.DEFAULT).requireValid().graph();
        Passes.apply(read, Passes.standard(ModelRunner.HERE));
        byte[] after = ModelWriter.write(read, Map.of());
        ModelGates.referenceCheck(after);
        assertThat(run(after, read)).isEqualTo(run(before, read));
        return read;
    }

    private static List<String> run(byte[] model, Graph graph) {
        Map<String, Tensor> feeds = new java.util.HashMap<>();
        graph.inputs().forEach(v -> feeds.put(v.name(), FEEDS.get(v.name())));
        try (OnnxSession session = OnnxSession.open(model, OnnxSession.Optimization.NONE, 1)) {
            return session.run(feeds).values().stream()
                    .map(t -> Arrays.toString(t.toFloats()))
                    .toList();
        }
    }

    /** A Loop's or Scan's body, or an If's for where the condition is false. */
    private static OnnxMl.GraphProto bodyOf(Graph graph) {
        return graph.nodes().stream()
                .map(Node::attributes)
                .flatMap(a -> Bodies.of(a.values()).stream())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> operators(OnnxMl.GraphProto body) {
        return body.getNodeList().stream().map(OnnxMl.NodeProto::getOpType).toList();
    }

    private static OnnxMl.GraphProto.Builder conditional(OnnxMl.GraphProto.Builder otherwise) {
        return graph(
                        node("Abs", "x", "a"),
                        node(
                                "If",
                                "b",
                                "y",
                                body("then_branch", graph(node("Neg", "a", "t")).addOutput(value("t", FLOAT, 3))),
                                body("else_branch", otherwise)))
                .addInput(value("x", FLOAT, 3))
                .addInput(value("b", ElementType.BOOL))
                .addOutput(value("y", FLOAT, 3))
                .addInitializer(floats("k", new long[] {3}, 4, 5, 6));
    }

    @Test
    void constantsAreFoldedAndWhatIsOfNoUseGoes() {
        OnnxMl.GraphProto body = bodyOf(optimized(conditional(graph(
                        node("Mul", "k k", "kk"),
                        node("Exp", "kk", "large"),
                        node("Exp", "a", "dead"),
                        node("Identity", "a", "same"),
                        node("Neg", "same", "one"),
                        node("Neg", "a", "two"),
                        node("Add", "one two", "sum"),
                        node("Sub", "sum large", "e"))
                .addOutput(value("e", FLOAT, 3)))));
        assertThat(operators(body)).containsExactly("Neg", "Add", "Sub");
        assertThat(body.getInitializerCount()).isEqualTo(1);
        assertThat(body.getOutput(0)).isEqualTo(value("e", FLOAT, 3));
    }

    @Test
    void whatIsLargeOutsideIsNotCopiedInside() {
        OnnxMl.TensorProto large = floats("w", new long[] {5000}, new float[5000]);
        OnnxMl.GraphProto.Builder graph = conditional(graph(
                                node("Add", "w w", "twice"),
                                node("ReduceSum", "twice", "sum", number("keepdims", 0)),
                                node("Add", "a sum", "e"))
                        .addOutput(value("e", FLOAT, 3)))
                .addInitializer(large);
        OnnxMl.GraphProto body = bodyOf(optimized(graph));
        assertThat(operators(body)).containsExactly("Add", "ReduceSum", "Add");
        assertThat(body.getInitializerCount()).isZero();
    }

    @Test
    void bodiesInBodiesAreOptimisedToo() {
        OnnxMl.GraphProto.Builder inner = graph(
                        node("Identity", "outer", "same"), node("Add", "same k", "i"), node("Exp", "a", "dead"))
                .addOutput(value("i", FLOAT, 3));
        OnnxMl.GraphProto.Builder other = graph(node("Neg", "outer", "j")).addOutput(value("j", FLOAT, 3));
        OnnxMl.GraphProto body = bodyOf(optimized(conditional(graph(
                        node("Relu", "a", "outer"),
                        node("Identity", "outer", "again"),
                        node("If", "b", "e", body("then_branch", inner), body("else_branch", other)))
                .addOutput(value("e", FLOAT, 3)))));
        assertThat(operators(body)).containsExactly("Relu", "If");
        assertThat(operators(Bodies.in(body.getNode(1)).get(1))).containsExactly("Add");
    }

    @Test
    void aLoopsValuesMayGrowWhateverItsBodySaysOfTheirShape() {
        // The body says [3] of what has 3, 6 and 12 numbers: a Reshape to [3] would be no change if that were true.
        OnnxMl.GraphProto.Builder round = graph(
                        node("Identity", "go", "on"),
                        node("Concat", "v v", "next", number("axis", 0)),
                        node("Shape", "v", "s"),
                        node("Expand", "v s", "same"),
                        node("ReduceSum", "same", "total", number("keepdims", 0)))
                .addInput(value("i", ElementType.INT64))
                .addInput(value("go", ElementType.BOOL))
                .addInput(value("v", FLOAT, -1))
                .addOutput(value("on", ElementType.BOOL))
                .addOutput(value("next", FLOAT, -1))
                .addOutput(value("total", FLOAT));
        Graph graph = optimized(graph(node("Loop", "n - x", "y totals", body("body", round)))
                .addInput(value("x", FLOAT, 3))
                .addInput(value("n", ElementType.INT64))
                .addOutput(value("y", FLOAT, -1))
                .addOutput(value("totals", FLOAT, 3)));
        assertThat(operators(bodyOf(graph))).contains("Concat", "ReduceSum");
    }

    @Test
    void aScansBodyIsOptimised() {
        OnnxMl.GraphProto.Builder step = graph(
                        node("Identity", "state", "same"),
                        node("Add", "same element", "next"),
                        node("Add", "same element", "twin"),
                        node("Mul", "twin next", "square"))
                .addInput(value("state", FLOAT))
                .addInput(value("element", FLOAT))
                .addOutput(value("next", FLOAT))
                .addOutput(value("square", FLOAT));
        Graph graph = optimized(graph(
                        node("ReduceMax", "x", "m", number("keepdims", 0)),
                        node("Scan", "m x", "z y", body("body", step), number("num_scan_inputs", 1)))
                .addInput(value("x", FLOAT, 3))
                .addOutput(value("y", FLOAT, 3))
                .addOutput(value("z", FLOAT)));
        assertThat(operators(bodyOf(graph))).containsExactly("Add", "Mul");
    }
}
