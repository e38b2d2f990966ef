package org.xattnbmd.exporter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Puts {@code factor · output + summand} in the place of an output; whatever else reads the output inside the graph goes on
 * reading the old value.
 */
final class AffineOutput {

    private static final Set<ElementType> REAL = Set.of(ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16);

    private final Graph graph;

    private AffineOutput(Graph graph) {
        this.graph = graph;
    }

    /** A changed copy; a factor of 1 and a summand of 0 add no node. */
    static Graph of(Graph original, String name, double factor, double summand) {
        if (!Double.isFinite(factor) || !Double.isFinite(summand)) {
            throw new ExportException(
                    Code.INVALID_REQUEST, "expected a finite line, received " + factor + " and " + summand);
        }
        Graph copy = GraphCopy.of(original);
        new AffineOutput(copy).change(name, factor, summand);
        return copy;
    }

    private void change(String name, double factor, double summand) {
        Value output = graph.outputs().stream()
                .filter(v -> v.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ExportException(
                        Code.INVALID_REQUEST,
                        "expected one of the outputs "
                                + graph.outputs().stream().map(Value::name).toList() + ", received " + name));
        Node producer = graph.producers().get(output);
        if (producer == null || !REAL.contains(output.type())) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected an output of real numbers that a node computes, received " + output);
        }
        boolean scales = factor != 1;
        boolean shifts = summand != 0;
        if (scales || shifts) {
            Value before = new Value(unused(name + "_before"), output.type(), output.dims());
            producer.setOutput(producer.outputs().indexOf(output), before);
            graph.redirect(output, before);
            Value scaled = before;
            if (scales) {
                scaled = shifts ? new Value(unused(name + "_scaled"), output.type(), output.dims()) : output;
                append(Operators.MUL, name + "_factor", before, factor, scaled);
            }
            if (shifts) {
                append(Operators.ADD, name + "_summand", scaled, summand, output);
            }
        }
    }

    private void append(Operator operator, String constant, Value from, double number, Value to) {
        Value other = Value.constant(unused(constant), Tensor.scalar(from.type(), number));
        graph.nodes().add(new Node(other.name(), operator, List.of(from, other), List.of(to), Map.of()));
    }

    /** Names of values and of nodes are kept apart by ONNX; here one name serves both. */
    private String unused(String wanted) {
        Set<String> taken = Stream.concat(
                        graph.nodes().stream().map(Node::name),
                        Stream.concat(
                                Stream.concat(graph.inputs().stream(), graph.initializers().stream())
                                        .map(Value::name),
                                graph.nodes().stream()
                                        .flatMap(n -> n.outputs().stream())
                                        .filter(v -> v != null)
                                        .map(Value::name)))
                .collect(Collectors.toSet());
        String name = wanted;
        for (int k = 2; taken.contains(name); k++) {
            name = wanted + "_" + k;
        }
        return name;
    }
}
