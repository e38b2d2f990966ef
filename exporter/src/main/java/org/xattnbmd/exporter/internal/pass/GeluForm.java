package org.xattnbmd.exporter.internal.pass;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Writes GELU in the one form that ONNX Runtime fuses: {@code ((erf(x / √2) + 1) · x) · ½}. Blocks also write
 * {@code (½·x) · (1 + erf(x · √½))}, which is the same by commutativity and since {@code x / √2 = x · √½}.
 */
public final class GeluForm implements Pass {

    private static final double CLOSE = 1e-5;

    @Override
    public String name() {
        return "GELU form";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        for (Node erf : List.copyOf(graph.nodes())) {
            if (erf.is(Operators.ERF)) {
                rewrite(graph, erf, log);
            }
        }
    }

    private static void rewrite(Graph graph, Node erf, PassLog log) {
        Map<Value, Node> producers = graph.producers();
        Map<Value, Set<Node>> consumers = graph.consumers();
        Node inner = producers.get(erf.input(0));
        Node plusOne = graph.onlyConsumer(erf.output(), consumers);
        if (inner == null || plusOne == null || !plusOne.is(Operators.ADD) || other(plusOne, erf.output(), 1) == null) {
            log.skip("an Erf that is not part of a GELU");
            return;
        }
        Value x = inner.is(Operators.DIV) && isScalar(inner.input(1), Math.sqrt(2))
                ? inner.input(0)
                : inner.is(Operators.MUL) ? times(inner, Math.sqrt(0.5)) : null;
        Node outer = graph.onlyConsumer(plusOne.output(), consumers);
        if (x == null || outer == null || !outer.is(Operators.MUL)) {
            log.skip("an Erf that is not part of a GELU");
            return;
        }
        Value factor = outer.input(0) == plusOne.output() ? outer.input(1) : outer.input(0);
        Node halved = producers.get(factor);
        boolean halfFirst = halved != null && halved.is(Operators.MUL) && times(halved, 0.5) == x;
        boolean canonical = factor == x && inner.is(Operators.DIV);
        if (canonical) {
            log.skip("it has the form already");
        } else if (halfFirst) {
            emit(graph, inner, erf, plusOne, outer, x);
            log.fire();
        } else {
            log.skip("the factor before the bracket is not half of the argument");
        }
    }

    private static void emit(Graph graph, Node inner, Node erf, Node plusOne, Node outer, Value x) {
        Value divided = new Value(inner.output().name(), x.type(), x.dims());
        Node divide = new Node(
                erf.name().replace("Erf", "Div"),
                Operators.DIV,
                List.of(x, constant(x, Math.sqrt(2))),
                List.of(divided),
                Map.of());
        graph.nodes().add(graph.nodes().indexOf(erf), divide);
        erf.setInput(0, divided);
        Value product =
                new Value(outer.output().name(), x.type(), outer.output().dims());
        Node multiply = new Node(outer.name(), Operators.MUL, List.of(x, plusOne.output()), List.of(product), Map.of());
        Node half = new Node(
                outer.name(), Operators.MUL, List.of(product, constant(x, 0.5)), List.of(outer.output()), Map.of());
        int at = graph.nodes().indexOf(outer);
        graph.nodes().set(at, multiply);
        graph.nodes().add(at + 1, half);
    }

    private static Value constant(Value like, double number) {
        return Value.constant("constant", Tensor.scalar(like.type(), number));
    }

    /** The operand of a product with this number, or null. */
    private static Value times(Node product, double number) {
        if (isScalar(product.input(1), number)) {
            return product.input(0);
        }
        return isScalar(product.input(0), number) ? product.input(1) : null;
    }

    private static Value other(Node sum, Value one, double number) {
        Value rest = sum.input(0) == one ? sum.input(1) : sum.input(0);
        return isScalar(rest, number) ? rest : null;
    }

    private static boolean isScalar(Value v, double number) {
        return v != null
                && v.isConstant()
                && v.type().isFloating()
                && v.constant().size() == 1
                && Math.abs(v.constant().toFloats()[0] - number) < CLOSE;
    }
}
