package org.xattnbmd.exporter.operators;

import static org.xattnbmd.exporter.operators.OperatorCase.exported;
import static org.xattnbmd.exporter.operators.OperatorCase.one;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.stream.Stream;

/** Operations that move elements. */
final class ShapeCases {

    private ShapeCases() {}

    static Stream<OperatorCase> all() {
        return Stream.of(reshaping(), turning(), repeating(), joining()).flatMap(s -> s);
    }

    private static long n(Arrays5 x) {
        return x.a().getShape().get(0);
    }

    private static Stream<OperatorCase> reshaping() {
        return Stream.of(
                exported(
                        "reshape(long[])",
                        x -> new NDList(
                                x.a().reshape(-1, 12),
                                x.a().reshape(n(x), 2, 6),
                                x.a().reshape(3 * n(x), 4),
                                x.a().reshape(1, n(x), 12),
                                x.a().reshape(2, n(x) * 3, 2))),
                one("reshape(Shape)", x -> x.a().reshape(new Shape(n(x), 4, 3))),
                one("flatten()", x -> x.a().flatten()),
                exported("flatten(int,int)", x -> new NDList(x.a().flatten(1, 2), x.a().flatten(0, 1))),
                exported(
                        "expandDims(int)",
                        x -> new NDList(x.a().expandDims(0), x.a().expandDims(-1), x.a().expandDims(2))),
                one("squeeze()", x -> x.a().sum().reshape(1, 1).squeeze()),
                exported(
                        "squeeze(int)",
                        x -> new NDList(
                                x.a().get(":, :1").squeeze(1),
                                x.a().get(":, :, :1").squeeze(-1))),
                one("squeeze(int[])", x -> x.a().get(":, :1, :1").squeeze(new int[] {1, 2})),
                exported(
                        "broadcast(long[])",
                        x -> new NDList(
                                x.a().get(":, :1").broadcast(n(x), 5, 4),
                                x.manager().arange(4f).broadcast(n(x), 3, 4))),
                one("broadcast(Shape)", x -> x.a().expandDims(0).broadcast(new Shape(2, n(x), 3, 4))),
                one("pad(Shape,double)", x -> x.a().pad(new Shape(1, 2, 0, 1), 0.5)),
                exported(
                        "ex.crop(int,int,int,int)",
                        x -> new NDList(x.a().expandDims(3).getNDArrayInternal().crop(1, 0, 2, 2))));
    }

    private static Stream<OperatorCase> turning() {
        return Stream.of(
                one("transpose()", x -> x.a().transpose()),
                exported("transpose(int[])", x -> new NDList(x.a().transpose(2, 0, 1), x.a().transpose(0, 2, 1))),
                exported("swapAxes(int,int)", x -> new NDList(x.a().swapAxes(1, 2), x.a().swapAxes(0, -1))),
                exported("flip(int[])", x -> new NDList(x.a().flip(1), x.a().flip(0, 2))),
                exported(
                        "rotate90(int,int[])",
                        x -> new NDList(
                                x.a().rotate90(1, new int[] {1, 2}),
                                x.a().rotate90(2, new int[] {1, 2}),
                                x.a().rotate90(-1, new int[] {0, 1}))),
                one("diagonal()", x -> x.a().swapAxes(0, 2).diagonal()),
                one("diagonal(int)", x -> x.a().transpose(1, 2, 0).diagonal(1)),
                exported(
                        "diagonal(int,int,int)",
                        x -> new NDList(x.a().diagonal(0, 1, 2), x.a().diagonal(1, 1, 2), x.a().diagonal(-1, 2, 1))));
    }

    private static Stream<OperatorCase> repeating() {
        return Stream.of(
                one("tile(long)", x -> x.a().tile(2)),
                exported(
                        "tile(long[])",
                        x -> new NDList(x.a().tile(new long[] {1, 2, 3}), x.a().tile(new long[] {2, 1, 1, 2}))),
                one("repeat(long)", x -> x.a().repeat(2)),
                exported(
                        "repeat(int,long)",
                        x -> new NDList(x.a().repeat(1, 3), x.a().repeat(0, 2), x.a().repeat(-1, 2))),
                one("repeat(long[])", x -> x.a().repeat(new long[] {1, 2, 3})),
                one("repeat(Shape)", x -> x.a().repeat(new Shape(6, 8))));
    }

    private static Stream<OperatorCase> joining() {
        return Stream.of(
                one("concat(NDArray)", x -> x.a().concat(x.b())),
                exported(
                        "concat(NDArray,int)",
                        x -> new NDList(
                                x.a().concat(x.b(), 1), x.a().concat(x.manager().zeros(new Shape(n(x), 3, 2)), -1))),
                one("stack(NDArray)", x -> x.a().stack(x.b())),
                exported("stack(NDArray,int)", x -> new NDList(x.a().stack(x.b(), 1), x.a().stack(x.b(), -1))),
                one("ex.concat(NDList)", x -> NDArrays.concat(new NDList(x.a(), x.b(), x.a()))),
                one("ex.concat(NDList,int)", x -> NDArrays.concat(new NDList(x.a(), x.b(), x.p()), 2)),
                one("ex.stack(NDList)", x -> NDArrays.stack(new NDList(x.a(), x.b(), x.a()))),
                one("ex.stack(NDList,int)", x -> NDArrays.stack(new NDList(x.a(), x.b(), x.p()), 2)),
                exported("split(long)", x -> x.a().transpose(1, 0, 2).split(3)),
                exported("split(long,int)", x -> x.a().split(2, 2)),
                exported("split(long[])", x -> x.a().transpose(1, 0, 2).split(new long[] {1, 2})),
                exported("split(long[],int)", x -> x.a().split(new long[] {1, 3}, 2)));
    }
}
