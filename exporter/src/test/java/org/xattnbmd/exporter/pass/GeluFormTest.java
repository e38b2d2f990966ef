package org.xattnbmd.exporter.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.exporter.pass.GraphDraft.shape;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.pass.GeluForm;
import org.xattnbmd.exporter.internal.pass.Passes;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;

class GeluFormTest {

    private final GraphDraft g = new GraphDraft();
    private final Value x = g.node(Operators.NEG, shape(-1, 4), g.input("x", -1, 4));

    /** As DJL's own GELU is traced. */
    private Value canonical() {
        Value erf = g.node(Operators.ERF, shape(-1, 4), g.node(Operators.DIV, shape(-1, 4), x, g.number(Math.sqrt(2))));
        Value sum = g.node(Operators.ADD, shape(-1, 4), erf, g.number(1));
        Value product = g.node(Operators.MUL, shape(-1, 4), x, sum);
        return g.node(Operators.MUL, shape(-1, 4), product, g.number(0.5));
    }

    /** As people write it. */
    private Value byHand() {
        Value half = g.node(Operators.MUL, shape(-1, 4), g.number(0.5), x);
        Value erf =
                g.node(Operators.ERF, shape(-1, 4), g.node(Operators.MUL, shape(-1, 4), x, g.number(Math.sqrt(0.5))));
        Value sum = g.node(Operators.ADD, shape(-1, 4), g.number(1), erf);
        return g.node(Operators.MUL, shape(-1, 4), half, sum);
    }

    private static List<String> fused(Graph graph, Path folder) throws Exception {
        Passes.apply(graph, Passes.standard(ModelRunner.HERE));
        Path optimized = folder.resolve("optimized.onnx");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
            options.setOptimizedModelFilePath(optimized.toString());
            Naming.makeUnique(graph);
            OrtEnvironment.getEnvironment()
                    .createSession(ModelWriter.write(graph, Map.of()), options)
                    .close();
        }
        return ai.onnx.proto.OnnxMl.ModelProto.parseFrom(Files.readAllBytes(optimized))
                .getGraph()
                .getNodeList()
                .stream()
                .map(n -> n.getOpType())
                .toList();
    }

    @Test
    void theHandWrittenFormIsRewritten() {
        PassRecipe.apply(new GeluForm(), g.graph(byHand())).fired(1).leaves("Neg", "Div", "Erf", "Add", "Mul", "Mul");
    }

    @Test
    void theFormThatFusesStays() {
        PassRecipe.apply(new GeluForm(), g.graph(canonical())).fired(0).skipped("has the form already");
    }

    @Test
    void anErfOfAnotherFormulaStays() {
        Value erf = g.node(Operators.ERF, shape(-1, 4), x);
        PassRecipe.apply(new GeluForm(), g.graph(erf)).fired(0).skipped("not part of a GELU");
    }

    @Test
    void onnxRuntimeFusesBothAfterAllPasses(@TempDir Path folder) throws Exception {
        assertThat(fused(g.graph(canonical()), folder)).containsExactly("Neg", "Gelu");
        GeluFormTest other = new GeluFormTest();
        assertThat(fused(other.g.graph(other.byHand()), folder)).containsExactly("Neg", "Gelu");
    }
}
