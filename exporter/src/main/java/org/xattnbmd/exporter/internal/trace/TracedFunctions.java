package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Operators;
import org.xattnbmd.exporter.internal.graph.Value;

/** Functions of each element alone. */
abstract class TracedFunctions extends TracedArithmetic {

    TracedFunctions(Trace trace, NDArray concrete, Value value, Storage storage) {
        super(trace, concrete, value, storage);
    }

    @Override
    public NDArray neg() {
        return unary(Operators.NEG, concrete.neg());
    }

    @Override
    public NDArray negi() {
        return inPlace(NDArray::negi, neg());
    }

    @Override
    public NDArray abs() {
        return unary(Operators.ABS, concrete.abs());
    }

    @Override
    public NDArray sign() {
        return unary(Operators.SIGN, concrete.sign());
    }

    @Override
    public NDArray signi() {
        return inPlace(NDArray::signi, sign());
    }

    @Override
    public NDArray square() {
        return result(concrete.square(), List.of(self()), e -> e.node(Operators.MUL, e.in(self()), e.in(self())));
    }

    @Override
    public NDArray sqrt() {
        return unary(Operators.SQRT, concrete.sqrt());
    }

    @Override
    public NDArray cbrt() {
        NDArray concreteResult = concrete.cbrt();
        ElementType type = recording().elementType(concreteResult);
        return result(
                concreteResult,
                List.of(self()),
                e -> e.node(Operators.POW, e.in(self(), type), e.scalar(type, 1.0 / 3)));
    }

    /** Rounding an integer changes nothing, and ONNX has no such operator for integers. */
    private NDArray rounding(Operator op, NDArray concreteResult) {
        return getDataType().isFloating()
                ? unary(op, concreteResult)
                : result(concreteResult, List.of(self()), e -> e.node(Operators.IDENTITY, e.in(self())));
    }

    @Override
    public NDArray floor() {
        return rounding(Operators.FLOOR, concrete.floor());
    }

    @Override
    public NDArray ceil() {
        return rounding(Operators.CEIL, concrete.ceil());
    }

    @Override
    public NDArray round() {
        return rounding(Operators.ROUND, concrete.round());
    }

    /** sign(x)·floor(|x|): ONNX has no truncation. */
    @Override
    public NDArray trunc() {
        if (!getDataType().isFloating()) {
            return rounding(Operators.FLOOR, concrete.trunc());
        }
        return result(concrete.trunc(), List.of(self()), e -> {
            Value x = e.in(self());
            Value magnitude = e.node(Operators.FLOOR, e.node(Operators.ABS, x));
            return e.node(Operators.MUL, e.node(Operators.SIGN, x), magnitude);
        });
    }

    @Override
    public NDArray exp() {
        return unary(Operators.EXP, concrete.exp());
    }

    @Override
    public NDArray log() {
        return unary(Operators.LOG, concrete.log());
    }

    private NDArray scaled(Operator op, double factor, boolean factorFirst, NDArray concreteResult) {
        ElementType type = recording().elementType(concreteResult);
        return result(concreteResult, List.of(self()), e -> {
            Value x = e.in(self(), type);
            Value c = e.scalar(type, factor);
            return factorFirst ? e.node(op, e.node(Operators.MUL, x, c)) : e.node(Operators.MUL, e.node(op, x), c);
        });
    }

    @Override
    public NDArray log10() {
        return scaled(Operators.LOG, 1 / Math.log(10), false, concrete.log10());
    }

    @Override
    public NDArray log2() {
        return scaled(Operators.LOG, 1 / Math.log(2), false, concrete.log2());
    }

    @Override
    public NDArray sin() {
        return unary(Operators.SIN, concrete.sin());
    }

    @Override
    public NDArray cos() {
        return unary(Operators.COS, concrete.cos());
    }

    @Override
    public NDArray tan() {
        return unary(Operators.TAN, concrete.tan());
    }

    @Override
    public NDArray asin() {
        return unary(Operators.ASIN, concrete.asin());
    }

    @Override
    public NDArray acos() {
        return unary(Operators.ACOS, concrete.acos());
    }

    @Override
    public NDArray atan() {
        return unary(Operators.ATAN, concrete.atan());
    }

    @Override
    public NDArray sinh() {
        return unary(Operators.SINH, concrete.sinh());
    }

    @Override
    public NDArray cosh() {
        return unary(Operators.COSH, concrete.cosh());
    }

    @Override
    public NDArray tanh() {
        return unary(Operators.TANH, concrete.tanh());
    }

    /** atan(y/x), moved by ±π in the left half plane; 0 at the origin. */
    @Override
    public NDArray atan2(NDArray other) {
        TracedArray b = wrap(other);
        NDArray concreteResult = concrete.atan2(b.concrete);
        ElementType type = recording().elementType(concreteResult);
        return result(concreteResult, List.of(self(), b), e -> {
            Value y = e.in(self(), type);
            Value x = e.in(b, type);
            Value zero = e.scalar(type, 0);
            Value origin = e.node(Operators.AND, e.node(Operators.EQUAL, x, zero), e.node(Operators.EQUAL, y, zero));
            Value angle =
                    e.node(Operators.WHERE, List.of(origin, zero, e.node(Operators.ATAN, e.node(Operators.DIV, y, x))));
            Value turn = e.node(
                    Operators.WHERE,
                    List.of(e.node(Operators.LESS, y, zero), e.scalar(type, -Math.PI), e.scalar(type, Math.PI)));
            Value left = e.node(Operators.LESS, x, zero);
            return e.node(Operators.ADD, angle, e.node(Operators.WHERE, List.of(left, turn, zero)));
        });
    }

    @Override
    public NDArray toDegrees() {
        return mul(180.0).div(Math.PI);
    }

    @Override
    public NDArray toRadians() {
        return mul(Math.PI).div(180.0);
    }

    @Override
    public NDArray erf() {
        return unary(Operators.ERF, concrete.erf());
    }

    @Override
    public NDArray clip(Number min, Number max) {
        NDArray concreteResult = concrete.clip(min, max);
        ElementType type = recording().elementType(concreteResult);
        return result(
                concreteResult,
                List.of(self()),
                e -> e.node(
                        Operators.CLIP,
                        Arrays.asList(
                                e.in(self(), type),
                                e.scalar(type, min.doubleValue()),
                                e.scalar(type, max.doubleValue()))));
    }

    @Override
    public NDArray erfinv() {
        NDArray concreteResult = concrete.erfinv();
        ElementType type = recording().elementType(concreteResult);
        return result(concreteResult, List.of(self()), e -> SpecialFunctions.inverseErf(e, e.in(self(), type), type));
    }

    @Override
    public NDArray gammaln() {
        NDArray concreteResult = concrete.gammaln();
        ElementType type = recording().elementType(concreteResult);
        return result(concreteResult, List.of(self()), e -> SpecialFunctions.logGamma(e, e.in(self(), type), type));
    }

    @Override
    public NDArray toDense() {
        return duplicate();
    }

    private NDArray floatTest(Operator op, NDArray concreteResult) {
        ElementType type = getDataType().isFloating() ? recording().elementType(this) : ElementType.FLOAT;
        return result(concreteResult, List.of(self()), e -> e.node(op, e.in(self(), type)));
    }

    @Override
    public NDArray isNaN() {
        return floatTest(Operators.IS_NAN, concrete.isNaN());
    }

    @Override
    public NDArray isInfinite() {
        return floatTest(Operators.IS_INF, concrete.isInfinite());
    }
}
