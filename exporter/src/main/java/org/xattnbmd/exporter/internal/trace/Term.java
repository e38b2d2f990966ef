package org.xattnbmd.exporter.internal.trace;

import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * A value of the graph being traced, with which formulas are written as on paper: {@code a.add(b).mul(c)} adds an Add and
 * a Mul. A plain number becomes a constant of the left operand's element type.
 */
final class Term {

    private final Emitter emitter;
    private final Value value;

    Term(Emitter emitter, Value value) {
        this.emitter = emitter;
        this.value = value;
    }

    Value value() {
        return value;
    }

    ElementType type() {
        return value.type();
    }

    /** An operator of this value alone. */
    Term apply(Operator op) {
        return emitter.node(op, this);
    }

    /** An operator of this value alone. */
    Term apply(Operator op, Map<String, Attribute> attributes) {
        return emitter.node(op, attributes, this);
    }

    private Term number(double number) {
        return emitter.scalar(type(), number);
    }

    // ---- arithmetic

    Term add(Term other) {
        return emitter.node(Operators.ADD, this, other);
    }

    Term add(double number) {
        return add(number(number));
    }

    Term sub(Term other) {
        return emitter.node(Operators.SUB, this, other);
    }

    Term sub(double number) {
        return sub(number(number));
    }

    Term mul(Term other) {
        return emitter.node(Operators.MUL, this, other);
    }

    Term mul(double number) {
        return mul(number(number));
    }

    Term div(Term other) {
        return emitter.node(Operators.DIV, this, other);
    }

    Term div(double number) {
        return div(number(number));
    }

    Term pow(double exponent) {
        return emitter.node(Operators.POW, this, number(exponent));
    }

    Term max(double number) {
        return emitter.node(Operators.MAX, this, number(number));
    }

    Term matMul(Term other) {
        return emitter.node(Operators.MATMUL, this, other);
    }

    // ---- functions of each element

    Term abs() {
        return apply(Operators.ABS);
    }

    Term log() {
        return apply(Operators.LOG);
    }

    Term neg() {
        return apply(Operators.NEG);
    }

    Term sqrt() {
        return apply(Operators.SQRT);
    }

    /** The same elements in another type; this term where it has the type already. */
    Term cast(ElementType type) {
        return type() == type ? this : sameShape(apply(Operators.CAST, Map.of("to", Attribute.of(type.code()))));
    }

    private Term sameShape(Term result) {
        result.value.setDims(value.dims());
        return result;
    }

    // ---- truth

    Term equal(Term other) {
        return emitter.node(Operators.EQUAL, this, other);
    }

    Term less(Term other) {
        return emitter.node(Operators.LESS, this, other);
    }

    Term less(double number) {
        return less(number(number));
    }

    Term and(Term other) {
        return emitter.node(Operators.AND, this, other);
    }

    Term not() {
        return sameShape(apply(Operators.NOT));
    }

    Term isNan() {
        return sameShape(apply(Operators.IS_NAN));
    }

    /** Elements of the first where this holds, of the second elsewhere. */
    Term where(Term then, Term otherwise) {
        return emitter.node(Operators.WHERE, this, then, otherwise);
    }

    // ---- elements moved and picked

    Term identity() {
        return apply(Operators.IDENTITY);
    }

    Term reshape(long... shape) {
        return emitter.node(Operators.RESHAPE, this, emitter.shapeOperand(shape));
    }

    Term transpose(int... permutation) {
        return apply(Operators.TRANSPOSE, Map.of("perm", Attribute.of(Emitter.longs(permutation))));
    }

    Term unsqueeze(long... axes) {
        return axes.length == 0 ? this : emitter.node(Operators.UNSQUEEZE, this, emitter.longs(axes));
    }

    Term squeeze(long... axes) {
        return axes.length == 0 ? this : emitter.node(Operators.SQUEEZE, this, emitter.longs(axes));
    }

    Term gather(Term indices, long axis) {
        return emitter.node(Operators.GATHER, Map.of("axis", Attribute.of(axis)), this, indices);
    }

    /** The part of this that the ranges leave; entries of starts and ends may follow sizes. */
    Term slice(Ranges ranges) {
        return emitter.node(
                Operators.SLICE,
                this,
                emitter.shapeOperand(ranges.starts()),
                emitter.shapeOperand(ranges.ends()),
                emitter.longs(ranges.axes()),
                ranges.hasUnitSteps() ? null : emitter.longs(ranges.steps()));
    }

    /** Positions from start to before end along one axis. */
    Term slice(int axis, long start, long end) {
        return slice(Ranges.of(axis, start, end));
    }

    /** A reduction; no axes means all. */
    Term reduce(Operator op, long[] axes, boolean keepDims) {
        return emitter.reduce(op, this, axes, keepDims);
    }
}
