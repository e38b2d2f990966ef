package org.xattnbmd.exporter.internal.precision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** What equalising does to the float32 model. */
class EqualizedModelTest {

    private static final int CHANNELS = 24;
    private final Random random = new Random(41);

    private Tensor numbers(double spread, long... dims) {
        int size = 1;
        for (long d : dims) {
            size *= (int) d;
        }
        float[] all = new float[size];
        for (int i = 0; i < size; i++) {
            all[i] = (float) (random.nextGaussian() * Math.exp(spread * random.nextGaussian()));
        }
        return Tensor.floats(dims, all);
    }

    /** A normalisation, a product and a Gemm with a transposed weight; the scale is also a graph output if asked for. */
    private Graph network(boolean readElsewhere) {
        Value x = new Value("x", ElementType.FLOAT, List.of(Dim.BATCH, Dim.of(CHANNELS)));
        Value norm = new Value("norm", ElementType.FLOAT, null);
        Value first = new Value("first", ElementType.FLOAT, null);
        Value second = new Value("second", ElementType.FLOAT, null);
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(
                "norm",
                Operators.LAYER_NORMALIZATION,
                List.of(x, Value.constant("scale", numbers(2, CHANNELS)), Value.constant("bias", numbers(2, CHANNELS))),
                List.of(norm),
                Map.of()));
        nodes.add(new Node(
                "first",
                Operators.MATMUL,
                List.of(norm, Value.constant("w1", numbers(2, CHANNELS, 7))),
                List.of(first),
                Map.of()));
        nodes.add(new Node(
                "second",
                Operators.GEMM,
                List.of(norm, Value.constant("w2", numbers(2, 5, CHANNELS))),
                List.of(second),
                Map.of("transB", Attribute.of(1))));
        List<Value> outputs = readElsewhere ? List.of(first, second, norm) : List.of(first, second);
        Graph graph = new Graph("g", 17, List.of(x), outputs, nodes);
        assertThat(Inference.run(graph)).isEmpty();
        return graph;
    }

    private List<Map<String, Tensor>> samples() {
        return List.of(Map.of("x", numbers(1, 6, CHANNELS)), Map.of("x", numbers(1, 3, CHANNELS)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 1})
    void computesTheSameBits(double alpha) {
        Graph graph = network(false);
        List<Map<String, Tensor>> samples = samples();
        Equalization.Equalized equal = Equalization.apply(graph, samples, alpha);
        assertThat(equal.activations()).isEqualTo(1);
        try (OnnxSession before = OnnxSession.open(ModelWriter.write(graph, Map.of()));
                OnnxSession after = OnnxSession.open(ModelWriter.write(equal.graph(), Map.of()))) {
            for (Map<String, Tensor> sample : samples) {
                Map<String, Tensor> expected = before.run(sample);
                after.run(sample)
                        .forEach((name, t) -> assertThat(t.toFloats())
                                .isEqualTo(expected.get(name).toFloats()));
            }
        }
    }

    /** By α = 1 every channel's largest activation comes between 1/√2 and √2. */
    @Test
    void activationsBecomeAlike() {
        Graph graph = network(false);
        List<Map<String, Tensor>> samples = samples();
        Graph equal = Equalization.apply(graph, samples, 1).graph();
        float[] largest = new float[CHANNELS];
        ActivationRanges.visit(equal, List.of(equal.nodes().get(0).output()), samples, (v, t) -> {
            float[] x = t.toFloats();
            for (int i = 0; i < x.length; i++) {
                largest[i % CHANNELS] = Math.max(largest[i % CHANNELS], Math.abs(x[i]));
            }
        });
        for (float l : largest) {
            assertThat(l).isBetween(0.7f, 1.42f);
        }
    }

    @Test
    void whatIsReadElsewhereStays() {
        Graph graph = network(true);
        assertThat(Equalization.apply(graph, samples(), 0.5).activations()).isZero();
    }
}
