package org.xattnbmd.exporter.operators;

import static org.xattnbmd.exporter.operators.OperatorCase.exported;
import static org.xattnbmd.exporter.operators.OperatorCase.one;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.util.stream.Stream;

/** Sums, means, extremes, norms, running sums and order statistics. */
final class ReductionCases {

    private static final int[] LAST = {-1};
    private static final int[] TWO = {1, 2};

    private ReductionCases() {}

    static Stream<OperatorCase> all() {
        return Stream.of(sums(), extremes(), norms(), running(), ordering()).flatMap(s -> s);
    }

    private static Stream<OperatorCase> sums() {
        return Stream.of(
                exported("sum()", x -> new NDList(x.a().sum(), x.i().sum(), x.m().sum())),
                exported("sum(int[])", x -> new NDList(x.a().sum(LAST), x.a().sum(TWO), x.i().sum(TWO))),
                exported("sum(int[],boolean)", x -> new NDList(x.a().sum(TWO, true), x.m().sum(LAST, true))),
                exported("mean()", x -> new NDList(x.a().mean())),
                one("mean(int[])", x -> x.a().mean(LAST)),
                one("mean(int[],boolean)", x -> x.a().mean(LAST, true)),
                exported(
                        "prod()",
                        x -> new NDList(
                                x.p().add(0.5f).prod(), x.i().add(1).get("0").prod())),
                one("prod(int[])", x -> x.a().prod(LAST)),
                one("prod(int[],boolean)", x -> x.a().prod(LAST, true)),
                exported("countNonzero()", x -> new NDList(x.i().countNonzero(), x.m().countNonzero())),
                one("countNonzero(int)", x -> x.i().countNonzero(1)),
                exported("all()", x -> new NDList(x.m().all(), x.p().gt(0).all())),
                exported("any()", x -> new NDList(x.m().any(), x.p().lt(0).any())),
                exported("none()", x -> new NDList(x.m().none(), x.p().lt(0).none())));
    }

    private static Stream<OperatorCase> extremes() {
        return Stream.of(
                exported("max()", x -> new NDList(x.a().max(), x.i().max())),
                one("max(int[])", x -> x.a().max(LAST)),
                one("max(int[],boolean)", x -> x.a().max(LAST, true)),
                exported("min()", x -> new NDList(x.a().min(), x.i().min())),
                one("min(int[])", x -> x.a().min(LAST)),
                one("min(int[],boolean)", x -> x.a().min(LAST, true)),
                one("argMax()", x -> x.a().argMax()),
                exported("argMax(int)", x -> new NDList(x.a().argMax(1), x.a().argMax(-1))),
                one("argMin()", x -> x.a().argMin()),
                exported("argMin(int)", x -> new NDList(x.a().argMin(1), x.a().argMin(-1))));
    }

    private static Stream<OperatorCase> norms() {
        return Stream.of(
                one("norm()", x -> x.a().norm()),
                one("norm(boolean)", x -> x.a().norm(true)),
                one("norm(int[])", x -> x.a().norm(LAST)),
                one("norm(int[],boolean)", x -> x.a().norm(TWO, true)),
                exported(
                        "norm(int,int[],boolean)",
                        x -> new NDList(
                                x.a().norm(1, LAST, true), x.a().norm(2, LAST, false), x.a().norm(3, LAST, false))),
                one("normalize()", x -> x.a().normalize()),
                one("normalize(double,long)", x -> x.a().normalize(1, 2)),
                one("normalize(double,long,double)", x -> x.a().normalize(3, 1, 1e-3)));
    }

    private static Stream<OperatorCase> running() {
        return Stream.of(
                one("cumSum()", x -> x.a().cumSum()),
                exported("cumSum(int)", x -> new NDList(x.a().cumSum(1), x.i().cumSum(2))),
                exported(
                        "cumProd(int)",
                        x -> new NDList(x.a().cumProd(1), x.i().add(1).cumProd(2))),
                one("cumProd(int,DataType)", x -> x.p().cumProd(2, DataType.FLOAT64)),
                exported("diff(int,int)", x -> new NDList(x.a().diff(1, 2), x.a().diff(2, 1))));
    }

    private static Stream<OperatorCase> ordering() {
        return Stream.of(
                one("sort()", x -> x.a().sort()),
                exported("sort(int)", x -> new NDList(x.a().sort(1), x.a().sort(0))),
                one("argSort()", x -> x.a().argSort()),
                one("argSort(int)", x -> x.a().argSort(1)),
                exported("argSort(int,boolean)", x -> new NDList(x.a().argSort(2, false), x.a().argSort(1, true))),
                exported("topK(int,int)", x -> x.a().topK(2, 2)),
                exported("topK(int,int,boolean,boolean)", x -> x.a().topK(2, 1, false, true)),
                one("median()", x -> x.a().median()),
                one("median(int[])", x -> x.a().median(new int[] {1})),
                one("percentile(Number)", x -> x.a().percentile(30)),
                one("percentile(Number,int[])", x -> x.a().percentile(90, new int[] {1})),
                one("oneHot(int)", x -> x.i().oneHot(3)),
                one("oneHot(int,DataType)", x -> x.i().oneHot(4, DataType.INT64)));
    }
}
