package org.xattnbmd.exporter.pass;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.OnnxFile;
import org.xattnbmd.exporter.internal.io.ReadLimits;
import org.xattnbmd.exporter.internal.pass.FunctionInlining;
import org.xattnbmd.exporter.internal.pass.Passes;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/** Whatever bodies and functions a model has: read and saved, inlined and optimised it gives what it gave. */
class RandomBodiesTest {

    private static final int MODELS = 100;
    private static final int[] OPSETS = {17, 21, 23, 26};

    @Test
    void outputsStayWhateverBodiesAndFunctionsAModelHas() {
        Map<String, Integer> fired = new TreeMap<>();
        for (int seed = 0; seed < MODELS; seed++) {
            OnnxMl.ModelProto model = RandomModels.of(seed, OPSETS[seed % OPSETS.length]);
            OnnxFile file =
                    ModelReader.read(model.toByteArray(), ReadLimits.DEFAULT).requireValid();
            Graph inlined = FunctionInlining.inlined(file.graph());
            assertThat(inlined.functions()).as("functions of model %d", seed).isEmpty();
            Graph optimized = GraphCopy.of(file.graph());
            Passes.apply(optimized, Passes.standard(ModelRunner.HERE))
                    .forEach(p -> fired.merge(p.name(), p.fired(), Integer::sum));
            assertThat(Inference.run(optimized)).as("model %d", seed).isEmpty();
            byte[] saved = ModelWriter.write(file.graph(), Map.of());
            for (byte[] made : List.of(saved, written(inlined), written(optimized))) {
                equal(seed, model.toByteArray(), made);
            }
        }
        for (String pass : List.of("function inlining", "constant If", "passes on bodies", "constant folding")) {
            assertThat(fired.get(pass)).as(pass).isGreaterThan(MODELS / 2);
        }
    }

    private static byte[] written(Graph graph) {
        byte[] file = ModelWriter.write(graph, Map.of());
        ModelGates.referenceCheck(file);
        assertThat(ModelReader.read(file, ReadLimits.DEFAULT).problems()).isEmpty();
        return file;
    }

    private static void equal(int seed, byte[] before, byte[] after) {
        try (OnnxSession expected = OnnxSession.open(before, Optimization.NONE, 1);
                OnnxSession actual = OnnxSession.open(after, Optimization.NONE, 1)) {
            for (boolean condition : new boolean[] {true, false}) {
                Map<String, Tensor> feeds = RandomModels.feeds(condition);
                Map<String, Tensor> outputs = actual.run(feeds);
                expected.run(feeds).forEach((name, tensor) -> {
                    Difference d = Difference.between(outputs.get(name), tensor);
                    assertThat(d.within(1e-5))
                            .as("model %d, %s: %s", seed, name, d)
                            .isTrue();
                });
            }
        }
    }
}
