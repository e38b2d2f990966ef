package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Two-operand arithmetic, comparisons and logic. Operands are cast to the engine's own result type first. */
final class ArithmeticOps {

    private final TracedArray array;

    ArithmeticOps(TracedArray array) {
        this.array = array;
    }

    /** What an operation of two operands adds to the graph. */
    private interface Form {
        Term of(Emitter e, Term a, Term b);
    }

    /** The type to which both operands are cast, from the second one and the engine's result. */
    private interface OperandType {
        ElementType of(TracedArray b, NDArray result);
    }

    private NDArray binary(NDArray other, BinaryOperator<NDArray> engine, OperandType operandType, Form form) {
        TracedArray b = array.wrap(other);
        NDArray concreteResult = engine.apply(array.concrete, b.concrete);
        ElementType type = operandType.of(b, concreteResult);
        return array.result(concreteResult, List.of(array, b), e -> form.of(e, e.in(array, type), e.in(b, type)));
    }

    private NDArray arithmetic(NDArray other, BinaryOperator<NDArray> engine, Form form) {
        return binary(other, engine, (b, result) -> array.recording().elementType(result), form);
    }

    private NDArray arithmetic(Operator op, NDArray other, BinaryOperator<NDArray> engine) {
        return arithmetic(other, engine, (e, a, b) -> e.node(op, a, b));
    }

    /** Comparisons happen in the type that adding the operands would have. */
    private NDArray comparison(Operator op, NDArray other, BinaryOperator<NDArray> engine) {
        return binary(
                other, engine, (b, result) -> array.recording().elementType(common(b)), (e, a, b) -> e.node(op, a, b));
    }

    private NDArray logic(Operator op, NDArray other, BinaryOperator<NDArray> engine) {
        return binary(other, engine, (b, result) -> ElementType.BOOL, (e, a, b) -> e.node(op, a, b));
    }

    private DataType common(TracedArray b) {
        if (array.getDataType() == b.getDataType()) {
            return array.getDataType();
        }
        try (NDArray sum = array.concrete.add(b.concrete)) {
            return sum.getDataType();
        }
    }

    // ---- arithmetic

    NDArray add(NDArray other) {
        return arithmetic(Operators.ADD, other, NDArray::add);
    }

    NDArray sub(NDArray other) {
        return arithmetic(Operators.SUB, other, NDArray::sub);
    }

    NDArray mul(NDArray other) {
        return arithmetic(Operators.MUL, other, NDArray::mul);
    }

    NDArray div(NDArray other) {
        return arithmetic(Operators.DIV, other, NDArray::div);
    }

    NDArray pow(NDArray other) {
        return arithmetic(Operators.POW, other, NDArray::pow);
    }

    NDArray maximum(NDArray other) {
        return arithmetic(Operators.MAX, other, NDArray::maximum);
    }

    NDArray minimum(NDArray other) {
        return arithmetic(Operators.MIN, other, NDArray::minimum);
    }

    /** The remainder takes the divisor's sign, in Mod only for integers; the others are corrected. */
    NDArray mod(NDArray other) {
        return arithmetic(other, NDArray::mod, (e, dividend, divisor) -> {
            if (!dividend.type().isFloating()) {
                return e.node(Operators.MOD, dividend, divisor);
            }
            Term m = e.node(Operators.MOD, Map.of("fmod", Attribute.of(1)), dividend, divisor);
            return m.mul(divisor).less(0).where(m.add(divisor), m);
        });
    }

    /** x·log(y), being 0 where x is 0 unless y is NaN. */
    NDArray xlogy(NDArray other) {
        return arithmetic(other, NDArray::xlogy, (e, x, y) -> {
            Term nought = e.scalar(x.type(), 0);
            Term zero = x.equal(nought).and(y.apply(Operators.IS_NAN).not());
            return zero.where(nought, x.mul(y.log()));
        });
    }

    // ---- in place

    NDArray addi(NDArray other) {
        return array.inPlace(c -> c.addi(array.engine(other)), add(other));
    }

    NDArray subi(NDArray other) {
        return array.inPlace(c -> c.subi(array.engine(other)), sub(other));
    }

    NDArray muli(NDArray other) {
        return array.inPlace(c -> c.muli(array.engine(other)), mul(other));
    }

    NDArray divi(NDArray other) {
        return array.inPlace(c -> c.divi(array.engine(other)), div(other));
    }

    NDArray modi(NDArray other) {
        return array.inPlace(c -> c.modi(array.engine(other)), mod(other));
    }

    NDArray powi(NDArray other) {
        return array.inPlace(c -> c.powi(array.engine(other)), pow(other));
    }

    // ---- comparisons

    NDArray eq(NDArray other) {
        return comparison(Operators.EQUAL, other, NDArray::eq);
    }

    NDArray neq(NDArray other) {
        return eq(other).logicalNot();
    }

    NDArray gt(NDArray other) {
        return comparison(Operators.GREATER, other, NDArray::gt);
    }

    NDArray gte(NDArray other) {
        return comparison(Operators.GREATER_OR_EQUAL, other, NDArray::gte);
    }

    NDArray lt(NDArray other) {
        return comparison(Operators.LESS, other, NDArray::lt);
    }

    NDArray lte(NDArray other) {
        return comparison(Operators.LESS_OR_EQUAL, other, NDArray::lte);
    }

    // ---- logic

    NDArray logicalAnd(NDArray other) {
        return logic(Operators.AND, other, NDArray::logicalAnd);
    }

    NDArray logicalOr(NDArray other) {
        return logic(Operators.OR, other, NDArray::logicalOr);
    }

    NDArray logicalXor(NDArray other) {
        return logic(Operators.XOR, other, NDArray::logicalXor);
    }

    NDArray logicalNot() {
        return array.result(
                array.concrete.logicalNot(),
                List.of(array),
                e -> e.in(array, ElementType.BOOL).not());
    }

    // ---- products

    NDArray matMul(NDArray other) {
        return arithmetic(Operators.MATMUL, other, NDArray::matMul);
    }

    NDArray batchMatMul(NDArray other) {
        return arithmetic(Operators.MATMUL, other, NDArray::batchMatMul);
    }

    NDArray batchDot(NDArray other) {
        return array.recording().compose("batchDot", () -> array.concrete.batchDot(array.engine(other)), matMul(other));
    }

    /** With a vector or a matrix on the right a product, of which the engine has less than DJL documents. */
    NDArray dot(NDArray other) {
        if (array.wrap(other).rank() > 2) {
            return arithmetic(Operators.MATMUL, other, NDArray::dot);
        }
        return arithmetic(
                Operators.MATMUL,
                other,
                (a, b) -> array.recording().engineOr("dot", () -> a.dot(b), () -> a.matMul(b)));
    }
}
