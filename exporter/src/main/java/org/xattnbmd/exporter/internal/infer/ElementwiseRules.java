package org.xattnbmd.exporter.internal.infer;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;

/** Operators on each element, and reductions. */
final class ElementwiseRules {

    private ElementwiseRules() {}

    static void addTo(Map<String, Rule> rules) {
        for (String op : List.of(
                "Abs",
                "Neg",
                "Sign",
                "Sqrt",
                "Exp",
                "Log",
                "Floor",
                "Ceil",
                "Round",
                "Reciprocal",
                "Sin",
                "Cos",
                "Tan",
                "Asin",
                "Acos",
                "Atan",
                "Sinh",
                "Cosh",
                "Tanh",
                "Erf",
                "Clip",
                "Identity",
                "Dropout",
                "Relu",
                "Sigmoid",
                "Softplus",
                "Softsign",
                "LeakyRelu",
                "Elu",
                "Selu",
                "Softmax",
                "LogSoftmax",
                "CumSum",
                "Not")) {
            rules.put(op, t -> t.out(t.type(0), t.dims(0)));
        }
        for (String op : List.of("Add", "Sub", "Mul", "Div", "Mod", "And", "Or", "Xor")) {
            rules.put(op, t -> t.out(t.commonType(0, 1), NodeTypes.broadcast(t.dims(0), t.dims(1))));
        }
        rules.put("Pow", t -> t.out(t.type(0), NodeTypes.broadcast(t.dims(0), t.dims(1))));
        rules.put("PRelu", t -> t.out(t.commonType(0, 1), t.dims(0)));
        for (String op : List.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual")) {
            rules.put(op, t -> {
                t.commonType(0, 1);
                t.out(ElementType.BOOL, NodeTypes.broadcast(t.dims(0), t.dims(1)));
            });
        }
        for (String op : List.of("IsNaN", "IsInf")) {
            rules.put(op, t -> t.out(ElementType.BOOL, t.dims(0)));
        }
        for (String op : List.of("Min", "Max")) {
            rules.put(op, ElementwiseRules::variadic);
        }
        rules.put(
                "Where",
                t -> t.out(
                        t.commonType(1, 2), NodeTypes.broadcast(t.dims(0), NodeTypes.broadcast(t.dims(1), t.dims(2)))));
        rules.put("Cast", t -> t.out(ElementType.of((int) t.node().intAttribute("to", 0)), t.dims(0)));
        for (String op :
                List.of("ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2")) {
            rules.put(op, ElementwiseRules::reduce);
        }
        rules.put("ArgMax", ElementwiseRules::arg);
        rules.put("ArgMin", ElementwiseRules::arg);
    }

    private static void variadic(NodeTypes t) {
        int[] all = IntStream.range(0, t.node().inputs().size()).toArray();
        List<Dim> dims = t.dims(0);
        for (int i = 1; i < all.length; i++) {
            dims = NodeTypes.broadcast(dims, t.dims(i));
        }
        t.out(t.commonType(all), dims);
    }

    private static void reduce(NodeTypes t) {
        long[] axes = t.node().input(1) == null ? t.ints("axes") : t.longs(1);
        boolean known = axes != null || t.node().input(1) == null;
        if (t.dims(0) == null || !known) {
            t.out(t.type(0), null);
            return;
        }
        boolean all = axes == null || axes.length == 0;
        if (all && t.node().intAttribute("noop_with_empty_axes", 0) == 1) {
            t.out(t.type(0), t.dims(0));
            return;
        }
        int rank = t.dims(0).size();
        long[] reduced = all ? IntStream.range(0, rank).asLongStream().toArray() : axes;
        t.out(t.type(0), without(t, reduced, t.node().intAttribute("keepdims", 1) == 1));
    }

    private static void arg(NodeTypes t) {
        long[] axis = {t.node().intAttribute("axis", 0)};
        t.out(
                ElementType.INT64,
                t.dims(0) == null ? null : without(t, axis, t.node().intAttribute("keepdims", 1) == 1));
    }

    private static List<Dim> without(NodeTypes t, long[] axes, boolean keep) {
        List<Dim> dims = NodeTypes.mutable(t.dims(0));
        for (long a : axes) {
            dims.set(NodeTypes.axis(a, dims.size()), null);
        }
        if (keep) {
            dims.replaceAll(d -> d == null ? Dim.of(1) : d);
        } else {
            dims.removeIf(d -> d == null);
        }
        return dims;
    }
}
