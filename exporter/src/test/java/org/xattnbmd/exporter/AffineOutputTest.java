package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

class AffineOutputTest {

    private static final float[] FED = {-1, 0.25f, 2};

    /** y = relu(x), z = exp(y): the second output reads the first; a node has the name that the new one would like. */
    private static Graph graph() {
        Value x = vector("x", ElementType.FLOAT);
        Value y = vector("y", ElementType.FLOAT);
        Value z = vector("z", ElementType.FLOAT);
        return new Graph(
                "draft",
                17,
                List.of(x),
                List.of(y, z),
                List.of(
                        new Node("y_factor", Operators.RELU, List.of(x), List.of(y), Map.of()),
                        new Node("last", Operators.EXP, List.of(y), List.of(z), Map.of())));
    }

    private static Value vector(String name, ElementType type) {
        return new Value(name, type, List.of(Dim.BATCH));
    }

    private static Map<String, Tensor> run(Graph graph) {
        try (OnnxSession session = OnnxSession.open(ModelWriter.write(graph, Map.of()))) {
            return session.run(Map.of("x", Tensor.floats(new long[] {3}, FED)));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0.05, 2", "0.9, 0, 1", "1, -0.3, 1", "1, 0, 0"})
    void theOutputIsOnTheLineAndWhatReadsItInsideIsNot(double factor, double summand, int nodes) {
        Graph before = graph();
        Graph after = AffineOutput.of(before, "y", factor, summand);
        assertThat(after.nodes()).hasSize(2 + nodes);
        assertThat(before.nodes()).as("the original is left alone").hasSize(2);
        float[] was = run(before).get("y").toFloats();
        float[] is = run(after).get("y").toFloats();
        for (int i = 0; i < FED.length; i++) {
            assertThat((double) is[i]).isCloseTo(factor * was[i] + summand, within(1e-6));
        }
        assertThat(run(after).get("z").toFloats())
                .isEqualTo(run(before).get("z").toFloats());
    }

    @Test
    void twoLinesFollowEachOther() {
        Graph twice = AffineOutput.of(AffineOutput.of(graph(), "y", 2, 1), "y", 3, -1);
        assertThat(run(twice).get("y").toFloats()).containsExactly(2, 3.5f, 14);
    }

    @Test
    void aModelKeepsItsMetadataAndCountsItsNodes() {
        OnnxModel model = new OnnxModel(graph(), Map.of("card", "{}"), null, null).withAffineOutput("y", 2, 1);
        assertThat(model.metadata()).containsEntry("card", "{}");
        assertThat(model.report().operators()).containsEntry("Mul", 1).containsEntry("Add", 1);
        assertThat(model.report().bytes()).isEqualTo(model.toBytes().length);
    }

    @Test
    void whatIsNoOutputOfRealNumbersIsRefused() {
        refused("w", 1, 1, "[y, z]");
        refused("y", Double.NaN, 0, "finite");
        refused("y", 1, Double.POSITIVE_INFINITY, "finite");
        Value x = vector("x", ElementType.INT64);
        Graph passedOn = new Graph("draft", 17, List.of(x), List.of(x), List.of());
        assertThatThrownBy(() -> AffineOutput.of(passedOn, "x", 2, 0)).hasMessageContaining("that a node computes");
    }

    private static void refused(String output, double factor, double summand, String word) {
        assertThatThrownBy(() -> AffineOutput.of(graph(), output, factor, summand))
                .isInstanceOfSatisfying(
                        ExportException.class,
                        e -> assertThat(e.code()).isEqualTo(ExportException.Code.INVALID_REQUEST))
                .hasMessageContaining(word);
    }
}
