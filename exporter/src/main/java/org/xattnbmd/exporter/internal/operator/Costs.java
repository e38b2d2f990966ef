package org.xattnbmd.exporter.internal.operator;

import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;

/** Multiply-accumulate operations at batch size 1, by operator. */
final class Costs {

    private static final Map<String, Long> SINGLE_SAMPLE = Map.of(Dim.BATCH_NAME, 1L);

    private Costs() {}

    static long convolution(Node node) {
        return times(elements(result(node)), perOutput(node.input(1)));
    }

    /** Every input element meets its channel's weights once. */
    static long transposedConvolution(Node node) {
        return times(elements(node.input(0).dims()), perOutput(node.input(1)));
    }

    static long gemm(Node node) {
        return times(elements(result(node)), inner(node.input(0), node.intAttribute("transA", 0) == 1));
    }

    static long product(Node node) {
        return times(elements(result(node)), inner(node.input(0), false));
    }

    static List<Dim> result(Node node) {
        return node.outputs().isEmpty() || node.output() == null
                ? null
                : node.output().dims();
    }

    static long length(Dim d) {
        return d.at(SINGLE_SAMPLE).orElse(-1);
    }

    static long elements(List<Dim> dims) {
        if (dims == null) {
            return -1;
        }
        long n = 1;
        for (Dim d : dims) {
            n = times(n, length(d));
        }
        return n;
    }

    static long times(long a, long b) {
        return a < 0 || b < 0 ? -1 : a * b;
    }

    static long plus(long a, long b) {
        return a < 0 || b < 0 ? -1 : a + b;
    }

    /** Products per element of a convolution's output: the weight without its first axis, which are the channels there. */
    private static long perOutput(Value weight) {
        return weight.dims() == null ? -1 : elements(weight.dims().subList(1, weight.rank()));
    }

    private static long inner(Value left, boolean transposed) {
        if (left.dims() == null || left.rank() == 0) {
            return -1;
        }
        return length(left.dims().get(transposed ? 0 : left.rank() - 1));
    }

    /** Both weights are used once per step and sample. */
    static long recurrent(Node node) {
        Value x = node.input(0);
        if (x.dims() == null || x.rank() != 3) {
            return -1;
        }
        long steps = times(length(x.dims().get(0)), length(x.dims().get(1)));
        return times(
                steps, elements(node.input(1).dims()) + elements(node.input(2).dims()));
    }
}
