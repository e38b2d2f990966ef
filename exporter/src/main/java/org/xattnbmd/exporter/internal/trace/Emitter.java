package org.xattnbmd.exporter.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.NodeTypes;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.AxesInput;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Adds nodes to a trace, with the differences between opsets in one place. */
final class Emitter {

    private final Trace trace;
    private final String path;

    Emitter(Trace trace) {
        this.trace = trace;
        this.path = trace.paths().current();
    }

    int opset() {
        return trace.opset();
    }

    /** The value of an operand; null stays null. */
    Term in(TracedArray array) {
        if (array instanceof ComplexArray) {
            throw trace.refuse(Reason.UNSUPPORTED_OPERATION, ComplexArray.NO_FORM);
        }
        return array == null ? null : new Term(this, trace.operand(array));
    }

    /** The value that holds complex numbers as pairs of real ones along one more, last axis. */
    Term pairs(ComplexArray array) {
        return new Term(this, trace.operand(array));
    }

    /** The value of an operand in another element type. */
    Term in(TracedArray array, ElementType type) {
        if (!array.isSymbolic() && trace.elementType(array) != type) {
            return in(trace.derived(array.concrete.toType(type.dataType(), true)));
        }
        return in(array).cast(type);
    }

    /** A value that is there already. */
    Term term(Value value) {
        return new Term(this, value);
    }

    /** Adds a node with one output; an operand that is left out is null. */
    Term node(Operator op, Term... operands) {
        return node(op, Map.of(), operands);
    }

    Term node(Operator op, Map<String, Attribute> attributes, Term... operands) {
        return nodes(op, attributes, 1, operands).get(0);
    }

    /** Adds a node; trailing absent operands are dropped. */
    List<Term> nodes(Operator op, Map<String, Attribute> attributes, int outputs, Term... operands) {
        List<Value> given = new ArrayList<>();
        for (Term t : operands) {
            given.add(t == null ? null : t.value());
        }
        while (!given.isEmpty() && given.get(given.size() - 1) == null) {
            given.remove(given.size() - 1);
        }
        String name = name(op, given);
        List<Value> out = Stream.generate(() -> new Value(name, null, null))
                .limit(outputs)
                .toList();
        Node node = new Node(name, op, given, out, attributes);
        NodeTypes types = new NodeTypes(node, Map.of());
        for (int i = 0; i < outputs; i++) {
            out.get(i).setType(op.types().typeOf(types, i));
        }
        trace.add(node);
        return out.stream().map(this::term).toList();
    }

    private String name(Operator op, List<Value> inputs) {
        for (Value v : inputs) {
            // A node that reads a parameter is named after the parameter's block, which is exact.
            if (v != null && v.isConstant() && v.name().indexOf('/') > 0) {
                return v.name().substring(0, v.name().lastIndexOf('/') + 1) + op.name();
            }
        }
        return path.isEmpty() ? op.name() : path + "/" + op.name();
    }

    Term constant(Tensor tensor) {
        return term(Value.constant("constant", tensor));
    }

    Term scalar(ElementType type, double value) {
        return constant(Tensor.scalar(type, value));
    }

    /** Numbers that select axes or positions. */
    Term longs(long... values) {
        return constant(Tensor.longs(values));
    }

    static long[] longs(int... values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    /** A shape, starts, ends or repeats: entries may follow sizes, which the runs at several sizes show. */
    Term shapeOperand(long... values) {
        Term term = constant(Tensor.longs(values));
        trace.markShapeOperand(term.value());
        return term;
    }

    Term concat(List<Term> parts, long axis) {
        return node(Operators.CONCAT, Map.of("axis", Attribute.of(axis)), parts.toArray(new Term[0]));
    }

    /** A reduction; no axes means all. */
    Term reduce(Operator op, Term x, long[] axes, boolean keepDims) {
        Attribute keep = Attribute.of(keepDims ? 1 : 0);
        if (axes.length == 0) {
            return node(op, Map.of("keepdims", keep), x);
        }
        boolean axesAreInput = opset() >= op.trait(AxesInput.class).since();
        return axesAreInput
                ? node(op, Map.of("keepdims", keep), x, longs(axes))
                : node(op, Map.of("keepdims", keep, "axes", Attribute.of(axes)), x);
    }

    /**
     * Tells that the last node is another one where one of these axes of its first input has length 1. If the batch size
     * can make it so, the export compares a single sample too, and refuses the block for this reason if that differs.
     */
    void doubtSingleSample(int[] axes, String why) {
        Node last = trace.nodes().get(trace.nodes().size() - 1);
        trace.doubts().put(last, new SingleSampleDoubt(axes, trace.located(why)));
    }
}
