package org.xattnbmd.exporter.operators;

import static org.xattnbmd.exporter.operators.OperatorCase.exported;
import static org.xattnbmd.exporter.operators.OperatorCase.one;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Arithmetic in all operand orders and types, comparisons and logic. */
final class ArithmeticCases {

    private ArithmeticCases() {}

    static Stream<OperatorCase> all() {
        return Stream.of(withArrays(), withNumbers(), inPlace(), reversed(), comparisons(), logic(), products())
                .flatMap(s -> s);
    }

    /** Same shape, broadcast to either side, constant on either side, and mixed element types. */
    private static OperatorCase binary(String name, BiFunction<NDArray, NDArray, NDArray> op) {
        return exported(name + "(NDArray)", x -> {
            NDArray row = x.manager().create(new float[] {1.5f, -2, 3, 0.5f});
            return new NDList(
                    op.apply(x.p(), x.p().add(0.5f)),
                    op.apply(x.a(), row),
                    op.apply(row, x.a()),
                    op.apply(x.a(), x.i().add(1)),
                    op.apply(x.i().add(1), x.p()),
                    op.apply(x.i().add(2), x.i().add(1)),
                    op.apply(x.b(), x.p().get(":, :1")));
        });
    }

    private static Stream<OperatorCase> withArrays() {
        return Stream.of(
                binary("add", NDArray::add),
                binary("sub", NDArray::sub),
                binary("mul", NDArray::mul),
                binary("div", NDArray::div),
                binary("mod", NDArray::mod),
                binary("maximum", NDArray::maximum),
                binary("minimum", NDArray::minimum),
                exported(
                        "pow(NDArray)",
                        x -> new NDList(
                                x.p().pow(x.a()),
                                x.p().pow(x.i()),
                                x.i().pow(x.i()),
                                x.manager().create(2f).pow(x.a()))),
                one("xlogy(NDArray)", x -> x.p().xlogy(x.p())),
                one("atan2(NDArray)", x -> x.a().atan2(x.b())));
    }

    private static OperatorCase number(String name, BiFunction<NDArray, Number, NDArray> op) {
        return exported(
                name + "(Number)",
                x -> new NDList(
                        op.apply(x.p(), 2),
                        op.apply(x.p(), 1.5f),
                        op.apply(x.a(), 3L),
                        op.apply(x.i().add(1), 2),
                        op.apply(x.i(), 2.5f)));
    }

    private static Stream<OperatorCase> withNumbers() {
        return Stream.of(
                number("add", NDArray::add),
                number("sub", NDArray::sub),
                number("mul", NDArray::mul),
                number("div", NDArray::div),
                number("mod", NDArray::mod),
                number("maximum", NDArray::maximum),
                number("minimum", NDArray::minimum),
                exported("pow(Number)", x -> new NDList(x.p().pow(2), x.p().pow(0.5f), x.i().pow(2))));
    }

    private static OperatorCase inPlace(String name, BiFunction<NDArray, NDArray, NDArray> op) {
        return exported(name + "(NDArray)", x -> {
            NDArray fresh = x.p().add(0.25f);
            op.apply(fresh, x.p());
            NDArray copy = x.p().duplicate();
            op.apply(copy, x.i().add(1));
            return new NDList(fresh, copy, x.p());
        });
    }

    private static OperatorCase inPlaceNumber(String name, BiFunction<NDArray, Number, NDArray> op) {
        return exported(name + "(Number)", x -> {
            NDArray fresh = x.p().add(0.25f);
            op.apply(fresh, 2);
            return new NDList(fresh, op.apply(x.i().add(1), 2), x.p());
        });
    }

    private static Stream<OperatorCase> inPlace() {
        return Stream.of(
                inPlace("addi", NDArray::addi),
                inPlace("subi", NDArray::subi),
                inPlace("muli", NDArray::muli),
                inPlace("divi", NDArray::divi),
                inPlace("modi", NDArray::modi),
                inPlace("powi", NDArray::powi),
                inPlaceNumber("addi", NDArray::addi),
                inPlaceNumber("subi", NDArray::subi),
                inPlaceNumber("muli", NDArray::muli),
                exported(
                        "divi(Number)",
                        x -> new NDList(x.a().add(1).divi(2), x.p().mul(3).divi(1.5f))),
                inPlaceNumber("modi", NDArray::modi),
                inPlaceNumber("powi", NDArray::powi),
                one("negi()", x -> x.a().add(1).negi()),
                one("signi()", x -> x.a().add(1).signi()));
    }

    private static Stream<OperatorCase> reversed() {
        return Stream.of(
                one("ex.rdiv(Number)", x -> x.p().getNDArrayInternal().rdiv(2)),
                one("ex.rdiv(NDArray)", x -> x.p().getNDArrayInternal().rdiv(x.a())),
                one("ex.rsub(Number)", x -> x.p().getNDArrayInternal().rsub(2)),
                one("ex.rsub(NDArray)", x -> x.p().getNDArrayInternal().rsub(x.a())),
                one("ex.rsubi(Number)", x -> x.p().add(1).getNDArrayInternal().rsubi(2)),
                one("ex.rsubi(NDArray)", x -> x.p().add(1).getNDArrayInternal().rsubi(x.a())),
                one("ex.rmod(Number)", x -> x.p().getNDArrayInternal().rmod(2)),
                one("ex.rmod(NDArray)", x -> x.p().getNDArrayInternal().rmod(x.a())),
                one("ex.rpow(Number)", x -> x.a().getNDArrayInternal().rpow(2)));
    }

    private static OperatorCase comparison(String name, BiFunction<NDArray, NDArray, NDArray> op) {
        return exported(
                name + "(NDArray)",
                x -> new NDList(
                        op.apply(x.a(), x.b()),
                        op.apply(x.i(), x.i().flip(2)),
                        op.apply(x.i(), x.a().round()),
                        op.apply(x.a(), x.manager().zeros(new Shape(4)))));
    }

    private static OperatorCase comparisonNumber(String name, BiFunction<NDArray, Number, NDArray> op) {
        return exported(
                name + "(Number)",
                x -> new NDList(op.apply(x.a().round(), 1), op.apply(x.i(), 1), op.apply(x.i(), 0.5f)));
    }

    private static Stream<OperatorCase> comparisons() {
        return Stream.of(
                comparison("eq", NDArray::eq),
                comparison("neq", NDArray::neq),
                comparison("gt", NDArray::gt),
                comparison("gte", NDArray::gte),
                comparison("lt", NDArray::lt),
                comparison("lte", NDArray::lte),
                comparisonNumber("eq", NDArray::eq),
                comparisonNumber("neq", NDArray::neq),
                comparisonNumber("gt", NDArray::gt),
                comparisonNumber("gte", NDArray::gte),
                comparisonNumber("lt", NDArray::lt),
                comparisonNumber("lte", NDArray::lte));
    }

    private static Stream<OperatorCase> logic() {
        return Stream.of(
                one("logicalAnd(NDArray)", x -> x.m().logicalAnd(x.i())),
                one("logicalOr(NDArray)", x -> x.m().logicalOr(x.a().gt(0))),
                one("logicalXor(NDArray)", x -> x.i().logicalXor(x.m())),
                exported("logicalNot()", x -> new NDList(x.m().logicalNot(), x.i().logicalNot())),
                exported(
                        "ex.where(NDArray,NDArray)",
                        x -> new NDList(
                                NDArrays.where(x.m(), x.a(), x.b()),
                                NDArrays.where(x.a().gt(x.b()), x.a(), x.i().toType(DataType.FLOAT32, false)))));
    }

    private static Stream<OperatorCase> products() {
        return Stream.of(
                exported(
                        "matMul(NDArray)",
                        x -> new NDList(
                                x.a().matMul(x.b().swapAxes(1, 2)),
                                x.a().matMul(x.manager().ones(new Shape(4, 2))),
                                x.manager().ones(new Shape(2, 3)).matMul(x.a()))),
                one("batchMatMul(NDArray)", x -> x.a().batchMatMul(x.b().transpose(0, 2, 1))),
                one("dot(NDArray)", x -> x.a().flatten().dot(x.b().flatten())));
    }
}
