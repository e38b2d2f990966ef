package org.xattnbmd.exporter.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.exporter.Protos.body;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.value;

import ai.onnx.proto.OnnxMl;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.Protos;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.ReadLimits;
import org.xattnbmd.exporter.internal.pass.ConstantIf;
import org.xattnbmd.exporter.internal.pass.FunctionInlining;
import org.xattnbmd.exporter.internal.pass.Pass;
import org.xattnbmd.exporter.internal.pass.PassLog;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** Functions and branches of a constant If, put in the place of the node. */
class InliningTest {

    private static final ElementType FLOAT = ElementType.FLOAT;
    private static final Map<String, Tensor> FEEDS = Map.of("x", Tensor.floats(new long[] {3}, 1, -2, 3));

    private final PassLog log = new PassLog();

    private static OnnxMl.GraphProto.Builder xToY(OnnxMl.NodeProto.Builder... nodes) {
        return graph(nodes).addInput(value("x", FLOAT, 3)).addOutput(value("y", FLOAT, 3));
    }

    private static OnnxMl.OperatorSetIdProto.Builder opset(String domain, int version) {
        return OnnxMl.OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version);
    }

    private static OnnxMl.FunctionProto.Builder function(
            String name, String inputs, String outputs, OnnxMl.NodeProto.Builder... nodes) {
        OnnxMl.FunctionProto.Builder f = OnnxMl.FunctionProto.newBuilder()
                .setDomain("own")
                .setName(name)
                .addAllInput(List.of(inputs.split(" ")))
                .addAllOutput(List.of(outputs.split(" ")))
                .addOpsetImport(opset("", 18))
                .addOpsetImport(opset("own", 1));
        for (OnnxMl.NodeProto.Builder n : nodes) {
            f.addNode(n);
        }
        return f;
    }

    private static OnnxMl.NodeProto.Builder call(String name, String inputs, String outputs) {
        return node(name, inputs, outputs).setDomain("own");
    }

    private static OnnxMl.ModelProto.Builder model(
            OnnxMl.GraphProto.Builder graph, OnnxMl.FunctionProto.Builder... functions) {
        OnnxMl.ModelProto.Builder model = Protos.model(18, graph).addOpsetImport(opset("own", 1));
        for (OnnxMl.FunctionProto.Builder f : functions) {
            model.addFunctions(f);
        }
        return model;
    }

    /** Applies a pass, after which the model gives what it gave. */
    private Graph same(Pass pass, OnnxMl.ModelProto.Builder model) {
        byte[] before = model.build().toByteArray();
        assertThat(run(ModelWriter.write(read(model), Map.of()))).as("saved").isEqualTo(run(before));
        Graph graph = applied(pass, model);
        assertThat(run(ModelWriter.write(graph, Map.of()))).isEqualTo(run(before));
        return graph;
    }

    private static Graph read(OnnxMl.ModelProto.Builder model) {
        return ModelReader.read(model.build().toByteArray(), ReadLimits.DEFAULT)
                .requireValid()
                .graph();
    }

    private Graph applied(Pass pass, OnnxMl.ModelProto.Builder model) {
        Graph graph = read(model);
        pass.apply(graph, log);
        Naming.makeUnique(graph);
        return graph;
    }

    private static List<String> run(byte[] model) {
        try (OnnxSession session = OnnxSession.open(model, OnnxSession.Optimization.NONE, 1)) {
            return session.run(FEEDS).values().stream()
                    .map(t -> Arrays.toString(t.toFloats()))
                    .toList();
        }
    }

    private static List<String> operators(Graph graph) {
        return graph.nodes().stream().map(n -> n.operator().toString()).toList();
    }

    private void leftAlone(OnnxMl.ModelProto.Builder model, String reason) {
        Graph graph = read(model);
        List<String> before = operators(graph);
        new FunctionInlining().apply(graph, log);
        assertThat(operators(graph)).isEqualTo(before);
        assertThat(log.skipped().keySet()).anyMatch(r -> r.contains(reason));
    }

    @Test
    void inputsThatACallLeavesOutAreLeftOutInside() {
        Graph graph = same(
                new FunctionInlining(),
                model(
                        xToY(call("Within", "x", "y")),
                        function("Within", "a low high", "r", node("Abs", "a", "v"), node("Clip", "v low high", "r"))));
        assertThat(operators(graph)).containsExactly("Abs", "Clip");
        assertThat(graph.nodes().get(1).input(1)).isNull();
    }

    @Test
    void attributesAreHandedOnIntoBodiesAndConstants() {
        OnnxMl.AttributeProto.Builder slope = OnnxMl.AttributeProto.newBuilder()
                .setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
                .setRefAttrName("slope");
        OnnxMl.GraphProto.Builder then =
                gives("t", node("LeakyRelu", "a", "t", slope.setName("alpha").build()));
        OnnxMl.GraphProto.Builder otherwise = gives(
                "e", node("Constant", "", "c", slope.setName("value_float").build()), node("Mul", "a c", "e"));
        OnnxMl.AttributeProto given = Protos.real("slope", 0.25f);
        OnnxMl.FunctionProto.Builder f = function(
                        "F",
                        "a which",
                        "r",
                        node("If", "which", "r", body("then_branch", then), body("else_branch", otherwise)))
                .addAttribute("slope");
        for (boolean condition : new boolean[] {true, false}) {
            Graph graph = same(
                    new FunctionInlining(),
                    model(
                            withConditions(xToY(call("F", "x " + (condition ? "yes" : "no"), "y")
                                    .addAttribute(given))),
                            f));
            new ConstantIf().apply(graph, log);
            assertThat(operators(graph)).containsExactly(condition ? "LeakyRelu" : "Mul");
        }
    }

    @Test
    void outputsMayBeLeftOutRepeatedOrInputs() {
        // ONNX Runtime itself does not take a call that leaves an output out.
        Graph graph = applied(
                new FunctionInlining(),
                model(
                        xToY(call("Many", "x", "- s t u"), node("Sum", "s t u", "y"))
                                .addOutput(value("s", FLOAT, 3))
                                .addOutput(value("t", FLOAT, 3))
                                .addOutput(value("u", FLOAT, 3)),
                        function("Many", "a", "n r r a", node("Neg", "a", "n"), node("Abs", "a", "r"))));
        assertThat(operators(graph)).containsExactly("Neg", "Abs", "Identity", "Identity", "Sum");
        assertThat(run(ModelWriter.write(graph, Map.of())))
                .containsExactly("[3.0, 2.0, 9.0]", "[1.0, 2.0, 3.0]", "[1.0, 2.0, 3.0]", "[1.0, -2.0, 3.0]");
    }

    @Test
    void functionsOfOneNameAreToldApartByOverload() throws Exception {
        OnnxMl.ModelProto.Builder model = model(
                        xToY(
                                call("F", "x", "t").setOverload("neg"),
                                call("F", "t", "y").setOverload("abs")),
                        function("F", "a", "r", node("Neg", "a", "r")).setOverload("neg"),
                        function("F", "a", "r", node("Abs", "a", "r")).setOverload("abs"))
                .setIrVersion(10);
        Graph graph = read(model);
        OnnxMl.ModelProto saved = OnnxMl.ModelProto.parseFrom(ModelWriter.write(graph, Map.of()));
        assertThat(saved.getIrVersion()).isEqualTo(10);
        assertThat(saved.getGraph().getNode(1).getOverload()).isEqualTo("abs");
        assertThat(operators(same(new FunctionInlining(), model))).containsExactly("Neg", "Abs");
    }

    @Test
    void anotherOpsetIsJoinedWhereItsOperatorsAreTheSame() {
        Consumer<OnnxMl.FunctionProto.Builder> old = f -> f.setOpsetImport(0, opset("", 14));
        OnnxMl.FunctionProto.Builder plain = function("F", "a", "r", node("Neg", "a", "r"));
        old.accept(plain);
        assertThat(operators(same(new FunctionInlining(), model(xToY(call("F", "x", "y")), plain))))
                .containsExactly("Neg");
        OnnxMl.FunctionProto.Builder reducing =
                function("F", "a", "r", node("ReduceMax", "a", "m"), node("Sub", "a m", "r"));
        old.accept(reducing);
        leftAlone(model(xToY(call("F", "x", "y")), reducing), "its ReduceMax is of version 14, the model's of 18");
    }

    @Test
    void aDomainThatOnlyTheFunctionImportsIsImported() {
        OnnxMl.FunctionProto.Builder f = function(
                        "F", "a", "r", node("FastGelu", "a", "r").setDomain("com.microsoft"))
                .addOpsetImport(opset("com.microsoft", 1));
        Graph graph = same(new FunctionInlining(), model(xToY(call("F", "x", "y")), f));
        assertThat(graph.otherDomains()).containsEntry("com.microsoft", 1);
        OnnxMl.ModelProto.Builder other = model(xToY(call("F", "x", "y")), f).addOpsetImport(opset("com.microsoft", 2));
        leftAlone(other, "is of version 1, the model's of 2");
    }

    @Test
    void whatCannotBeJoinedIsLeftAlone() {
        OnnxMl.FunctionProto.Builder itself = function("F", "a", "r", call("F", "a", "r"));
        leftAlone(model(xToY(call("F", "x", "y")), itself), "too large");
        leftAlone(
                model(
                        xToY(node("Gelu", "x", "y").setDomain("com.microsoft")),
                        function("Gelu", "a", "r", node("Neg", "a", "r")).setDomain("com.microsoft")),
                "may hide one");
        leftAlone(
                model(
                        xToY(call("F", "x", "y")),
                        function("F", "a", "r", node("Neg", "a", "r")).clearOpsetImport()),
                "does not say of which version");
        leftAlone(
                model(xToY(call("F", "x x", "y")), function("F", "a", "r", node("Neg", "a", "r"))),
                "the call has 2 inputs, the function 1");
        leftAlone(model(xToY(call("F", "x", "y z")), function("F", "a", "r", node("Neg", "a", "r"))), "with 2 outputs");
        OnnxMl.AttributeProto branch =
                body("branch", graph(node("Neg", "x", "n")).addOutput(value("n", FLOAT, 3)));
        leftAlone(
                model(
                        xToY(call("F", "x", "y").addAttribute(branch)),
                        function("F", "a", "r", node("Neg", "a", "r")).addAttribute("branch")),
                "an attribute of the call is a body");
    }

    @Test
    void callsThatDoubleWithEveryFunctionEndInBoundedTime() {
        OnnxMl.ModelProto.Builder model = model(xToY(call("F0", "x", "y")));
        for (int i = 0; i < 60; i++) {
            model.addFunctions(
                    function("F" + i, "a", "r", call("F" + (i + 1), "a", "m"), call("F" + (i + 1), "m", "r")));
        }
        model.addFunctions(function("F60", "a", "r", node("Neg", "a", "r")));
        leftAlone(model, "too large");
    }

    private static OnnxMl.NodeProto.Builder constantIf(
            boolean condition, String outputs, OnnxMl.GraphProto.Builder then, OnnxMl.GraphProto.Builder otherwise) {
        return node("If", condition ? "yes" : "no", outputs, body("then_branch", then), body("else_branch", otherwise));
    }

    private static OnnxMl.GraphProto.Builder withConditions(OnnxMl.GraphProto.Builder graph) {
        for (int i = 0; i < 2; i++) {
            graph.addInitializer(OnnxMl.TensorProto.newBuilder()
                    .setName(i == 1 ? "yes" : "no")
                    .setDataType(ElementType.BOOL.code())
                    .addInt32Data(i));
        }
        return graph;
    }

    private static OnnxMl.GraphProto.Builder gives(String results, OnnxMl.NodeProto.Builder... nodes) {
        OnnxMl.GraphProto.Builder graph = graph(nodes);
        for (String result : results.split(" ")) {
            graph.addOutput(value(result, FLOAT, 3));
        }
        return graph;
    }

    @Test
    void theBranchThatIsTakenStandsInTheIfsPlace() {
        for (boolean condition : new boolean[] {true, false}) {
            Graph graph = same(
                    new ConstantIf(),
                    model(withConditions(xToY(
                            node("Abs", "x", "v").setName("v"),
                            constantIf(
                                    condition,
                                    "y",
                                    gives("t", node("Neg", "v", "u"), node("Sub", "u x", "t")),
                                    gives("e", node("Exp", "x", "u"), node("Add", "u v", "e")))))));
            assertThat(operators(graph)).containsExactly("Abs", condition ? "Neg" : "Exp", condition ? "Sub" : "Add");
            assertThat(log.skipped()).isEmpty();
        }
    }

    @Test
    void namesOfTheBranchDoNotMeetThoseAround() {
        // "w" is computed in both branches and after the If; the inner If's branch captures the branch's own "w".
        OnnxMl.GraphProto.Builder inner = gives("i", node("Neg", "w", "i"));
        OnnxMl.GraphProto.Builder then =
                gives("t", node("Exp", "x", "w"), constantIf(true, "t", inner, gives("j", node("Abs", "w", "j"))));
        Graph graph = same(
                new ConstantIf(),
                model(withConditions(xToY(
                        constantIf(true, "z", then, gives("e", node("Abs", "x", "e"))),
                        constantIf(false, "w", gives("e", node("Abs", "x", "e")), gives("e", node("Relu", "z", "e"))),
                        node("Add", "w z", "y")))));
        assertThat(operators(graph)).containsExactly("Exp", "If", "Relu", "Add");
        new ConstantIf().apply(graph, log);
        assertThat(operators(graph)).containsExactly("Exp", "Neg", "Relu", "Add");
    }

    @Test
    void oneResultForTwoOutputsIsCopied() {
        // ONNX Runtime leaves the first of the two as it finds the memory.
        Graph graph = applied(
                new ConstantIf(),
                model(withConditions(xToY(constantIf(
                                true,
                                "y z",
                                gives("t t", node("Neg", "x", "t")),
                                gives("e f", node("Abs", "x", "e"), node("Exp", "x", "f"))))
                        .addOutput(value("z", FLOAT, 3)))));
        assertThat(operators(graph)).containsExactly("Neg", "Identity");
        assertThat(run(ModelWriter.write(graph, Map.of()))).containsOnly("[-1.0, 2.0, -3.0]");
    }

    @Test
    void aConditionThatIsNoConstantIsLeftAlone() {
        Graph graph = same(
                new ConstantIf(),
                model(xToY(
                        node("ReduceMax", "x", "m", Protos.number("keepdims", 0)),
                        node("Cast", "m", "c", Protos.number("to", ElementType.BOOL.code())),
                        node(
                                "If",
                                "c",
                                "y",
                                body("then_branch", gives("t", node("Neg", "x", "t"))),
                                body("else_branch", gives("e", node("Abs", "x", "e")))))));
        assertThat(operators(graph)).contains("If");
        assertThat(log.skipped()).containsOnlyKeys("the condition is not constant");
    }
}
