package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Functions of each element alone. */
final class FunctionOps {

    private final TracedArray array;

    FunctionOps(TracedArray array) {
        this.array = array;
    }

    NDArray neg() {
        return array.unary(Operators.NEG, array.concrete.neg());
    }

    NDArray negi() {
        return array.inPlace(NDArray::negi, neg());
    }

    NDArray abs() {
        return array.unary(Operators.ABS, array.concrete.abs());
    }

    /** Of NaN the engine has sign 0, ONNX Runtime NaN. */
    NDArray sign() {
        if (!array.getDataType().isFloating()) {
            return array.unary(Operators.SIGN, array.concrete.sign());
        }
        return array.result(array.concrete.sign(), List.of(array), e -> {
            Term x = e.in(array);
            return x.isNan().where(e.scalar(x.type(), 0), x.apply(Operators.SIGN));
        });
    }

    NDArray signi() {
        return array.inPlace(NDArray::signi, sign());
    }

    NDArray square() {
        return array.result(
                array.concrete.square(), List.of(array), e -> e.in(array).mul(e.in(array)));
    }

    NDArray sqrt() {
        return array.unary(Operators.SQRT, array.concrete.sqrt());
    }

    NDArray cbrt() {
        NDArray concreteResult = array.concrete.cbrt();
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(
                concreteResult, List.of(array), e -> e.in(array, type).pow(1.0 / 3));
    }

    /** Rounding an integer changes nothing, and ONNX has no such operator for integers. */
    private NDArray rounding(Operator op, NDArray concreteResult) {
        return array.getDataType().isFloating()
                ? array.unary(op, concreteResult)
                : array.result(concreteResult, List.of(array), e -> e.in(array).identity());
    }

    NDArray floor() {
        return rounding(Operators.FLOOR, array.concrete.floor());
    }

    NDArray ceil() {
        return rounding(Operators.CEIL, array.concrete.ceil());
    }

    NDArray round() {
        return rounding(Operators.ROUND, array.concrete.round());
    }

    /** sign(x)·floor(|x|): ONNX has no truncation. */
    NDArray trunc() {
        if (!array.getDataType().isFloating()) {
            return rounding(Operators.FLOOR, array.concrete.trunc());
        }
        return array.result(array.concrete.trunc(), List.of(array), e -> {
            Term x = e.in(array);
            Term magnitude = x.abs().apply(Operators.FLOOR);
            return x.apply(Operators.SIGN).mul(magnitude);
        });
    }

    NDArray exp() {
        return array.unary(Operators.EXP, array.concrete.exp());
    }

    NDArray log() {
        return array.unary(Operators.LOG, array.concrete.log());
    }

    private NDArray logarithm(double base, NDArray concreteResult) {
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(
                concreteResult, List.of(array), e -> e.in(array, type).log().mul(1 / Math.log(base)));
    }

    NDArray log10() {
        return logarithm(10, array.concrete.log10());
    }

    NDArray log2() {
        return logarithm(2, array.concrete.log2());
    }

    NDArray sin() {
        return array.unary(Operators.SIN, array.concrete.sin());
    }

    NDArray cos() {
        return array.unary(Operators.COS, array.concrete.cos());
    }

    NDArray tan() {
        return array.unary(Operators.TAN, array.concrete.tan());
    }

    NDArray asin() {
        return array.unary(Operators.ASIN, array.concrete.asin());
    }

    NDArray acos() {
        return array.unary(Operators.ACOS, array.concrete.acos());
    }

    NDArray atan() {
        return array.unary(Operators.ATAN, array.concrete.atan());
    }

    NDArray sinh() {
        return array.unary(Operators.SINH, array.concrete.sinh());
    }

    NDArray cosh() {
        return array.unary(Operators.COSH, array.concrete.cosh());
    }

    NDArray tanh() {
        return array.unary(Operators.TANH, array.concrete.tanh());
    }

    /** sign(x)·ln(|x| + √(x² + 1)). */
    NDArray asinh() {
        return inverse(
                Operators.ASINH,
                "asinh",
                NDArray::asinh,
                x -> x.square().add(1).sqrt().add(x.abs()).log().mul(x.sign()));
    }

    /** ln(x + √(x² − 1)). */
    NDArray acosh() {
        return inverse(
                Operators.ACOSH,
                "acosh",
                NDArray::acosh,
                x -> x.square().sub(1).sqrt().add(x).log());
    }

    /** ln((1 + x) / (1 − x)) / 2. */
    NDArray atanh() {
        return inverse(
                Operators.ATANH,
                "atanh",
                NDArray::atanh,
                x -> x.add(1).div(x.sub(1).neg()).log().div(2));
    }

    /** An inverse hyperbolic function, by its formula in double precision where the engine lacks it. */
    private NDArray inverse(Operator op, String name, UnaryOperator<NDArray> engine, UnaryOperator<NDArray> formula) {
        DataType type = array.getDataType().isFloating() ? array.getDataType() : DataType.FLOAT32;
        return array.unary(
                op,
                array.recording()
                        .engineOr(
                                name,
                                () -> engine.apply(array.concrete),
                                () -> formula.apply(array.concrete.toType(DataType.FLOAT64, true))
                                        .toType(type, false)));
    }

    /** atan(y/x), moved by ±π in the left half plane; 0 at the origin. */
    NDArray atan2(NDArray other) {
        TracedArray b = array.wrap(other);
        NDArray concreteResult = array.concrete.atan2(b.concrete);
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(concreteResult, List.of(array, b), e -> {
            Term y = e.in(array, type);
            Term x = e.in(b, type);
            Term zero = e.scalar(type, 0);
            Term origin = x.equal(zero).and(y.equal(zero));
            Term angle = origin.where(zero, y.div(x).apply(Operators.ATAN));
            Term turn = y.less(zero).where(e.scalar(type, -Math.PI), e.scalar(type, Math.PI));
            return angle.add(x.less(zero).where(turn, zero));
        });
    }

    NDArray toDegrees() {
        return array.mul(180.0).div(Math.PI);
    }

    NDArray toRadians() {
        return array.mul(Math.PI).div(180.0);
    }

    NDArray erf() {
        return array.unary(Operators.ERF, array.concrete.erf());
    }

    NDArray clip(Number min, Number max) {
        NDArray concreteResult = array.concrete.clip(min, max);
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(
                concreteResult,
                List.of(array),
                e -> e.node(
                        Operators.CLIP,
                        e.in(array, type),
                        e.scalar(type, min.doubleValue()),
                        e.scalar(type, max.doubleValue())));
    }

    NDArray erfinv() {
        NDArray concreteResult = array.concrete.erfinv();
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(concreteResult, List.of(array), e -> SpecialFunctions.inverseErf(e, e.in(array, type)));
    }

    NDArray gammaln() {
        NDArray concreteResult = array.concrete.gammaln();
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(concreteResult, List.of(array), e -> SpecialFunctions.logGamma(e, e.in(array, type)));
    }

    NDArray toDense() {
        return array.duplicate();
    }

    private NDArray floatTest(Operator op, NDArray concreteResult) {
        ElementType type = array.getDataType().isFloating() ? array.recording().elementType(array) : ElementType.FLOAT;
        return array.result(concreteResult, List.of(array), e -> e.node(op, e.in(array, type)));
    }

    NDArray isNaN() {
        return floatTest(Operators.IS_NAN, array.concrete.isNaN());
    }

    NDArray isInfinite() {
        return floatTest(Operators.IS_INF, array.concrete.isInfinite());
    }
}
