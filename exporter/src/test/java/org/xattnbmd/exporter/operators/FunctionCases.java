package org.xattnbmd.exporter.operators;

import static org.xattnbmd.exporter.operators.OperatorCase.exported;
import static org.xattnbmd.exporter.operators.OperatorCase.one;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.function.Function;
import java.util.stream.Stream;

/** Elementwise functions, casts and activations. */
final class FunctionCases {

    private FunctionCases() {}

    static Stream<OperatorCase> all() {
        return Stream.of(anywhere(), positive(), special(), activations()).flatMap(s -> s);
    }

    private static OperatorCase of(String name, Function<NDArray, NDArray> f) {
        return exported(name + "()", x -> new NDList(f.apply(x.a()), f.apply(x.i())));
    }

    private static Stream<OperatorCase> anywhere() {
        return Stream.of(
                of("abs", NDArray::abs),
                of("neg", NDArray::neg),
                of("sign", NDArray::sign),
                of("square", NDArray::square),
                of("floor", NDArray::floor),
                of("ceil", NDArray::ceil),
                of("round", NDArray::round),
                of("trunc", NDArray::trunc),
                of("exp", NDArray::exp),
                of("sin", NDArray::sin),
                of("cos", NDArray::cos),
                of("tan", NDArray::tan),
                of("atan", NDArray::atan),
                of("sinh", NDArray::sinh),
                of("cosh", NDArray::cosh),
                of("tanh", NDArray::tanh),
                of("toDegrees", NDArray::toDegrees),
                of("toRadians", NDArray::toRadians),
                of("erf", NDArray::erf));
    }

    private static OperatorCase positive(String name, Function<NDArray, NDArray> f) {
        return exported(name + "()", x -> new NDList(f.apply(x.p()), f.apply(x.a())));
    }

    /** Functions with a domain: inside it, and outside, where both sides must say NaN. */
    private static Stream<OperatorCase> positive() {
        return Stream.of(
                positive("sqrt", NDArray::sqrt),
                positive("cbrt", NDArray::cbrt),
                positive("log", NDArray::log),
                positive("log10", NDArray::log10),
                positive("log2", NDArray::log2),
                positive("asin", NDArray::asin),
                positive("acos", NDArray::acos),
                one("erfinv()", x -> x.a().mul(0.499f).erfinv()),
                one("gammaln()", x -> x.p().mul(9).gammaln()));
    }

    private static Stream<OperatorCase> special() {
        return Stream.of(
                exported("isNaN()", x -> new NDList(x.a().log().isNaN(), x.i().isNaN())),
                exported("isInfinite()", x -> new NDList(x.i().div(0f).isInfinite(), x.a().isInfinite())),
                exported(
                        "clip(Number,Number)",
                        x -> new NDList(x.a().clip(-1, 1), x.a().clip(-0.5f, 1.5), x.i().clip(0, 1))),
                exported(
                        "toType(DataType,boolean)",
                        x -> new NDList(
                                x.a().toType(DataType.INT64, false),
                                x.a().toType(DataType.FLOAT64, false),
                                x.i().toType(DataType.BOOLEAN, true),
                                x.m().toType(DataType.FLOAT32, false),
                                x.a().toType(DataType.FLOAT32, true),
                                x.i().toType(DataType.INT32, false))),
                one("toDevice(Device,boolean)", x -> x.a().toDevice(x.a().getDevice(), true)),
                one("toDense()", x -> x.a().toDense()),
                one("duplicate()", x -> x.a().duplicate()),
                one("stopGradient()", x -> x.a().stopGradient()),
                one("scaleGradient(double)", x -> x.a().scaleGradient(0.5)),
                one("zerosLike()", x -> x.a().add(x.a().zerosLike())),
                one("onesLike()", x -> x.a().add(x.a().onesLike())),
                one("like()", x -> {
                    NDArray like = x.a().like();
                    like.set(new NDIndex(":"), x.b());
                    return like;
                }));
    }

    private static Stream<OperatorCase> activations() {
        return Stream.of(
                one("ex.relu()", x -> x.a().getNDArrayInternal().relu()),
                one("ex.sigmoid()", x -> x.a().getNDArrayInternal().sigmoid()),
                one("ex.tanh()", x -> x.a().getNDArrayInternal().tanh()),
                one("ex.softPlus()", x -> x.a().mul(30).getNDArrayInternal().softPlus()),
                one("ex.softSign()", x -> x.a().getNDArrayInternal().softSign()),
                one("ex.leakyRelu(float)", x -> x.a().getNDArrayInternal().leakyRelu(0.2f)),
                one("ex.elu(float)", x -> x.a().getNDArrayInternal().elu(0.8f)),
                one("ex.selu()", x -> x.a().getNDArrayInternal().selu()),
                one("ex.gelu()", x -> x.a().getNDArrayInternal().gelu()),
                one("ex.swish(float)", x -> x.a().getNDArrayInternal().swish(1.5f)),
                one("ex.mish()", x -> x.a().getNDArrayInternal().mish()),
                exported("softmax(int)", x -> new NDList(x.a().softmax(-1), x.a().softmax(1))),
                one("logSoftmax(int)", x -> x.a().logSoftmax(-1)));
    }
}
