package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Operators;
import org.xattnbmd.exporter.internal.graph.Value;

/** Two-operand arithmetic, comparisons and logic. Operands are cast to the engine's own result type first. */
abstract class TracedArithmetic extends TracedNumbers {

    TracedArithmetic(Trace trace, NDArray concrete, Value value, Storage storage) {
        super(trace, concrete, value, storage);
    }

    /** What an operation of two operands adds to the graph. */
    private interface Form {
        Value of(Emitter e, Value a, Value b);
    }

    /** The type to which both operands are cast, from the second one and the engine's result. */
    private interface OperandType {
        ElementType of(TracedArray b, NDArray result);
    }

    private NDArray binary(NDArray other, BinaryOperator<NDArray> engine, OperandType operandType, Form form) {
        TracedArray b = wrap(other);
        NDArray concreteResult = engine.apply(concrete, b.concrete);
        ElementType type = operandType.of(b, concreteResult);
        return result(concreteResult, List.of(self(), b), e -> form.of(e, e.in(self(), type), e.in(b, type)));
    }

    private NDArray arithmetic(NDArray other, BinaryOperator<NDArray> engine, Form form) {
        return binary(other, engine, (b, result) -> recording().elementType(result), form);
    }

    private NDArray arithmetic(Operator op, NDArray other, BinaryOperator<NDArray> engine) {
        return arithmetic(other, engine, (e, a, b) -> e.node(op, a, b));
    }

    /** Comparisons happen in the type that adding the operands would have. */
    private NDArray comparison(Operator op, NDArray other, BinaryOperator<NDArray> engine) {
        return binary(other, engine, (b, result) -> recording().elementType(common(b)), (e, a, b) -> e.node(op, a, b));
    }

    private NDArray logic(Operator op, NDArray other, BinaryOperator<NDArray> engine) {
        return binary(other, engine, (b, result) -> ElementType.BOOL, (e, a, b) -> e.node(op, a, b));
    }

    final DataType common(TracedArray b) {
        if (getDataType() == b.getDataType()) {
            return getDataType();
        }
        try (NDArray sum = concrete.add(b.concrete)) {
            return sum.getDataType();
        }
    }

    // ---- arithmetic

    @Override
    public NDArray add(NDArray other) {
        return arithmetic(Operators.ADD, other, NDArray::add);
    }

    @Override
    public NDArray sub(NDArray other) {
        return arithmetic(Operators.SUB, other, NDArray::sub);
    }

    @Override
    public NDArray mul(NDArray other) {
        return arithmetic(Operators.MUL, other, NDArray::mul);
    }

    @Override
    public NDArray div(NDArray other) {
        return arithmetic(Operators.DIV, other, NDArray::div);
    }

    @Override
    public NDArray pow(NDArray other) {
        return arithmetic(Operators.POW, other, NDArray::pow);
    }

    @Override
    public NDArray maximum(NDArray other) {
        return arithmetic(Operators.MAX, other, NDArray::maximum);
    }

    @Override
    public NDArray minimum(NDArray other) {
        return arithmetic(Operators.MIN, other, NDArray::minimum);
    }

    /** The remainder takes the divisor's sign, in Mod only for integers; the others are corrected. */
    @Override
    public NDArray mod(NDArray other) {
        return arithmetic(other, NDArray::mod, (e, dividend, divisor) -> {
            if (!dividend.type().isFloating()) {
                return e.node(Operators.MOD, dividend, divisor);
            }
            Value m = e.node(Operators.MOD, List.of(dividend, divisor), Map.of("fmod", Attribute.of(1)));
            Value zero = e.scalar(dividend.type(), 0);
            Value opposite = e.node(Operators.LESS, e.node(Operators.MUL, m, divisor), zero);
            return e.node(Operators.WHERE, List.of(opposite, e.node(Operators.ADD, m, divisor), m));
        });
    }

    /** x·log(y), being 0 where x is 0 unless y is NaN. */
    @Override
    public NDArray xlogy(NDArray other) {
        return arithmetic(other, NDArray::xlogy, (e, x, y) -> {
            Value nought = e.scalar(x.type(), 0);
            Value zero = e.node(
                    Operators.AND,
                    e.node(Operators.EQUAL, x, nought),
                    e.node(Operators.NOT, e.node(Operators.IS_NAN, y)));
            Value product = e.node(Operators.MUL, x, e.node(Operators.LOG, y));
            return e.node(Operators.WHERE, List.of(zero, nought, product));
        });
    }

    // ---- in place

    @Override
    public NDArray addi(NDArray other) {
        return inPlace(c -> c.addi(engine(other)), add(other));
    }

    @Override
    public NDArray subi(NDArray other) {
        return inPlace(c -> c.subi(engine(other)), sub(other));
    }

    @Override
    public NDArray muli(NDArray other) {
        return inPlace(c -> c.muli(engine(other)), mul(other));
    }

    @Override
    public NDArray divi(NDArray other) {
        return inPlace(c -> c.divi(engine(other)), div(other));
    }

    @Override
    public NDArray modi(NDArray other) {
        return inPlace(c -> c.modi(engine(other)), mod(other));
    }

    @Override
    public NDArray powi(NDArray other) {
        return inPlace(c -> c.powi(engine(other)), pow(other));
    }

    // ---- comparisons

    @Override
    public NDArray eq(NDArray other) {
        return comparison(Operators.EQUAL, other, NDArray::eq);
    }

    @Override
    public NDArray neq(NDArray other) {
        return eq(other).logicalNot();
    }

    @Override
    public NDArray gt(NDArray other) {
        return comparison(Operators.GREATER, other, NDArray::gt);
    }

    @Override
    public NDArray gte(NDArray other) {
        return comparison(Operators.GREATER_OR_EQUAL, other, NDArray::gte);
    }

    @Override
    public NDArray lt(NDArray other) {
        return comparison(Operators.LESS, other, NDArray::lt);
    }

    @Override
    public NDArray lte(NDArray other) {
        return comparison(Operators.LESS_OR_EQUAL, other, NDArray::lte);
    }

    // ---- logic

    @Override
    public NDArray logicalAnd(NDArray other) {
        return logic(Operators.AND, other, NDArray::logicalAnd);
    }

    @Override
    public NDArray logicalOr(NDArray other) {
        return logic(Operators.OR, other, NDArray::logicalOr);
    }

    @Override
    public NDArray logicalXor(NDArray other) {
        return logic(Operators.XOR, other, NDArray::logicalXor);
    }

    @Override
    public NDArray logicalNot() {
        return result(
                concrete.logicalNot(), List.of(self()), e -> e.node(Operators.NOT, e.in(self(), ElementType.BOOL)));
    }

    // ---- products

    @Override
    public NDArray matMul(NDArray other) {
        return arithmetic(Operators.MATMUL, other, NDArray::matMul);
    }

    @Override
    public NDArray batchMatMul(NDArray other) {
        return arithmetic(Operators.MATMUL, other, NDArray::batchMatMul);
    }

    @Override
    public NDArray dot(NDArray other) {
        return arithmetic(Operators.MATMUL, other, NDArray::dot);
    }
}
