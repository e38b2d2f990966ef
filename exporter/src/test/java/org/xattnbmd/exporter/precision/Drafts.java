package org.xattnbmd.exporter.precision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.infer.Inference;

/** Small networks to quantise, with seeded weights, and what they compare. The first axis of -1 is the batch. */
final class Drafts {

    private final int opset;
    private final List<Value> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Random random;

    Drafts(int opset, long seed) {
        this.opset = opset;
        this.random = new Random(seed);
    }

    Value input(String name, long... dims) {
        Value v = new Value(
                name,
                ElementType.FLOAT,
                Arrays.stream(dims).mapToObj(d -> d < 0 ? Dim.BATCH : Dim.of(d)).toList());
        inputs.add(v);
        return v;
    }

    /** Normally distributed numbers. */
    Value weights(String name, double deviation, long... dims) {
        return Value.constant(name, normal(random, deviation, dims));
    }

    static Tensor normal(Random random, double deviation, long... dims) {
        float[] numbers = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.floats(dims, numbers);
    }

    Value node(String name, Operator op, Map<String, Attribute> attributes, Value... in) {
        Value out = new Value(name, ElementType.FLOAT, null);
        nodes.add(new Node(name, op, Arrays.asList(in), List.of(out), attributes));
        return out;
    }

    Value node(String name, Operator op, Value... in) {
        return node(name, op, Map.of(), in);
    }

    Graph graph(Value... outputs) {
        Graph graph = new Graph("draft", opset, inputs, List.of(outputs), nodes);
        assertNoProblems(graph);
        return graph;
    }

    private static void assertNoProblems(Graph graph) {
        List<String> problems = Inference.run(graph);
        if (!problems.isEmpty()) {
            throw new AssertionError(problems);
        }
    }

    /** Samples of one input. */
    static List<Map<String, Tensor>> samples(String input, int count, long... dims) {
        Random random = new Random(11);
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(Map.of(input, normal(random, 1, dims)));
        }
        return samples;
    }

    /** Root mean square difference, divided by the root mean square of what is expected. */
    static double rms(float[] actual, float[] expected) {
        double squares = 0;
        double all = 0;
        for (int i = 0; i < expected.length; i++) {
            double d = (double) actual[i] - expected[i];
            squares += d * d;
            all += (double) expected[i] * expected[i];
        }
        return Math.sqrt(squares / all);
    }
}
