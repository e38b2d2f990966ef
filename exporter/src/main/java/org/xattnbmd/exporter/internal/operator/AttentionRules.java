package org.xattnbmd.exporter.internal.operator;

import java.util.List;
import org.xattnbmd.exporter.internal.graph.Contradiction;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.NodeTypes;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * Attention of queries to keys. All three operands are {@code [batch, heads, length, size]}, or all
 * {@code [batch, length, heads × size]}, where attributes say how many heads there are.
 */
final class AttentionRules {

    private static final int PAST_KEY = 4;
    private static final int PAST_VALUE = 5;

    private AttentionRules() {}

    static void attention(NodeTypes t) {
        List<Dim> q = split(t.dims(0), t.node().intAttribute("q_num_heads", 0));
        long heads = t.node().intAttribute("kv_num_heads", 0);
        List<Dim> k = split(t.dims(1), heads);
        List<Dim> v = split(t.dims(2), heads);
        if (q == null || k == null || v == null) {
            return;
        }
        boolean merged = t.dims(0).size() == 3;
        t.out(
                0,
                merged
                        ? List.of(q.get(0), q.get(2), Axes.product(q.get(1), v.get(3)))
                        : List.of(q.get(0), q.get(1), q.get(2), v.get(3)));
        Dim total = length(t.node(), k, t.dims(PAST_KEY), PAST_KEY);
        t.out(1, List.of(k.get(0), k.get(1), total, k.get(3)));
        t.out(2, List.of(v.get(0), v.get(1), length(t.node(), v, t.dims(PAST_VALUE), PAST_VALUE), v.get(3)));
        t.out(3, List.of(q.get(0), q.get(1), q.get(2), total));
    }

    /** How many keys, or values, there are with those of the past. */
    private static Dim length(Node node, List<Dim> now, List<Dim> past, int input) {
        if (node.input(input) == null) {
            return now.get(2);
        }
        return past == null || past.size() != 4 ? Dim.unknown() : Axes.sum(past.get(2), now.get(2));
    }

    /** An operand with its heads on an axis of their own, or null where its axes are not known. */
    private static List<Dim> split(List<Dim> dims, long heads) {
        if (dims == null || dims.size() == 4) {
            return dims;
        }
        if (dims.size() != 3 || heads < 1) {
            throw new Contradiction("four axes, or three and a number of heads", dims + " and " + heads);
        }
        Dim all = dims.get(2);
        if (all.isFixed() && all.offset() % heads != 0) {
            throw new Contradiction("a length that " + heads + " heads divide", all);
        }
        Dim size = all.isFixed() ? Dim.of(all.offset() / heads) : Dim.unknown();
        return List.of(dims.get(0), Dim.of(heads), dims.get(1), size);
    }

    /** Every query with every key of its head, and as many weights with the values. */
    static long macs(Node node) {
        Value k = node.input(1);
        if (k == null || k.dims() == null || k.rank() < 3 || node.input(PAST_KEY) != null) {
            return -1;
        }
        return Costs.times(
                Costs.length(k.dims().get(k.rank() - 2)),
                Costs.plus(Costs.elements(node.input(0).dims()), Costs.elements(Costs.result(node))));
    }
}
