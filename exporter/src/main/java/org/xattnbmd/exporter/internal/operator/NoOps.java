package org.xattnbmd.exporter.internal.operator;

import java.util.List;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** When operators do nothing. */
final class NoOps {

    private NoOps() {}

    static boolean dropout(Node node) {
        return node.outputs().size() == 1 && node.input(2) == null;
    }

    static boolean cast(Node node) {
        Value x = node.input(0);
        return x != null && x.type() != null && x.type().code() == node.intAttribute("to", -1);
    }

    static boolean transpose(Node node) {
        List<Long> permutation = node.intsAttribute("perm");
        return permutation != null && IntStream.range(0, permutation.size()).allMatch(i -> permutation.get(i) == i);
    }

    static boolean sameShape(Node node) {
        return sameShape(node.input(0), node.output());
    }

    static boolean pad(Node node) {
        return isAll(node.input(1), 0);
    }

    static boolean concat(Node node) {
        return node.inputs().size() == 1;
    }

    /** Whether the second operand is this number and does not broadcast the first. */
    static NoOp neutral(double number) {
        return node -> isNeutral(node, number);
    }

    /** Equal lengths, none of them unknown. */
    private static boolean sameShape(Value a, Value b) {
        return a.dims() != null
                && b.dims() != null
                && a.dims().equals(b.dims())
                && a.dims().stream().noneMatch(Dim::isUnknown);
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
        return c.rank() == 0 || in != null && in.equals(out) && in.stream().noneMatch(Dim::isUnknown);
    }
}
