package org.xattnbmd.exporter.internal.pass;

import java.util.List;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * Takes out nodes that pass their input on: Identity; Dropout, which does nothing in inference; a Cast to the type it
 * has; a Transpose that moves nothing; a Reshape or Expand to the shape it has; a Pad by nothing; a Concat of one; and
 * {@code x + 0}, {@code x − 0}, {@code x · 1}, {@code x / 1} where the constant does not broadcast x.
 */
public final class NoOpRemoval implements Pass {

    @Override
    public String name() {
        return "no-op removal";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        for (Node node : List.copyOf(graph.nodes())) {
            if (passesOn(node)) {
                if (graph.bypass(node)) {
                    log.fire();
                } else {
                    log.skip("it connects an input, a constant or another output to an output of the graph");
                }
            }
        }
    }

    private static boolean passesOn(Node node) {
        Value x = node.input(0);
        return switch (node.operator().name()) {
            case "Identity" -> true;
            case "Dropout" -> node.outputs().size() == 1 && node.input(2) == null;
            case "Cast" -> x.type() != null && x.type().code() == node.intAttribute("to", -1);
            case "Transpose" -> movesNothing(node.intsAttribute("perm"));
            case "Reshape", "Expand" -> sameShape(x, node.output());
            case "Pad" -> isAll(node.input(1), 0);
            case "Concat" -> node.inputs().size() == 1;
            case "Add", "Sub" -> isNeutral(node, 0);
            case "Mul", "Div" -> isNeutral(node, 1);
            default -> false;
        };
    }

    private static boolean movesNothing(List<Long> permutation) {
        return permutation != null && IntStream.range(0, permutation.size()).allMatch(i -> permutation.get(i) == i);
    }

    /** Equal lengths, and at most one of them unknown, which the number of elements then settles. */
    private static boolean sameShape(Value a, Value b) {
        return a.dims() != null
                && b.dims() != null
                && a.dims().equals(b.dims())
                && a.dims().stream().noneMatch(d -> d.symbol() != null)
                && a.dims().stream().filter(d -> !d.isFixed()).count() <= 1;
    }

    private static boolean isAll(Value v, double expected) {
        if (v == null || !v.isConstant()) {
            return false;
        }
        Tensor t = v.constant();
        if (!t.type().isFloating()) {
            return IntStream.range(0, (int) t.size()).allMatch(i -> t.toLongs()[i] == (long) expected);
        }
        for (float f : t.toFloats()) {
            if (f != expected) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNeutral(Node node, double neutral) {
        Value x = node.input(0);
        Value c = node.input(1);
        if (x.isConstant() || c == null || !c.isConstant() || c.constant().size() > 4096 || !isAll(c, neutral)) {
            return false;
        }
        List<Dim> in = x.dims();
        List<Dim> out = node.output().dims();
        return c.rank() == 0 || in != null && in.equals(out) && in.stream().noneMatch(d -> d.symbol() != null);
    }
}
