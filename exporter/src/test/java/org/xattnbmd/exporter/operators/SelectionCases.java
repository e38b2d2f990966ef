package org.xattnbmd.exporter.operators;

import static org.xattnbmd.exporter.operators.OperatorCase.exported;
import static org.xattnbmd.exporter.operators.OperatorCase.one;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Indexing, gathering and assignment. */
final class SelectionCases {

    private SelectionCases() {}

    static Stream<OperatorCase> all() {
        return Stream.of(getting(), gathering(), setting(), overwriting()).flatMap(s -> s);
    }

    private static NDArray indices(Arrays5 x) {
        return x.manager().create(new long[] {2, 0, -1});
    }

    private static Stream<OperatorCase> getting() {
        return Stream.of(
                exported(
                        "get(String,Object[])",
                        x -> new NDList(
                                x.a().get(":, 1"),
                                x.a().get(":, -1, 2"),
                                x.a().get("..., 1:3"),
                                x.a().get(":, ::2, 1:"),
                                x.a().get("1:"),
                                x.a().get(":, -2:, :-1"),
                                x.a().get("0"),
                                x.a().get("-1, ..., 0"),
                                x.a().get(":, null, 1"),
                                x.a().get(":, {}:{}", 1, 3),
                                x.a().get(":, :, {}", indices(x)),
                                x.a().get(":{}", x.a().getShape().get(0) - 1))),
                exported(
                        "get(NDIndex)",
                        x -> new NDList(
                                x.a().get(new NDIndex(":, 0:2")), x.a().get(new NDIndex("..., {}", indices(x))))),
                one("get(NDManager,NDIndex)", x -> x.a().get(x.manager(), new NDIndex(":, 2"))),
                one("get(NDArray)", x -> x.a().swapAxes(0, 1).get(x.manager().create(new long[] {2, 0}))),
                exported("get(long[])", x -> new NDList(x.a().get(0), x.a().get(1, 2), x.a().get(0, 1, 2))),
                one("get(NDManager,long[])", x -> x.a().get(x.manager(), 1)),
                one("getScalar(long[])", x -> x.a().getScalar(0, 1, 2)));
    }

    private static Stream<OperatorCase> gathering() {
        return Stream.of(
                exported("gather(NDArray,int)", x -> new NDList(x.a().gather(x.i(), 1), x.a().gather(x.i(), -1))),
                one(
                        "gatherNd(NDArray)",
                        x -> x.a().transpose(1, 2, 0)
                                .gatherNd(x.manager().create(new long[] {0, 2, 1, 3}, new Shape(2, 2)))),
                one("take(NDArray)", x -> x.a().take(x.i())),
                one("take(NDManager,NDArray)", x -> x.a().take(x.manager(), indices(x))),
                one(
                        "put(NDArray,NDArray)",
                        x -> x.a().put(
                                        x.manager().create(new long[] {3, 5}),
                                        x.manager().create(new float[] {9, 8}))),
                one(
                        "scatter(NDArray,NDArray,int)",
                        x -> x.a().scatter(x.i().get(":, :1").mul(0).add(1), x.b().get(":, :1"), 1)),
                one(
                        "booleanMask(NDArray)",
                        x -> x.a().transpose(1, 2, 0).sum(new int[] {2}).booleanMask(mask34(x))),
                one(
                        "booleanMask(NDArray,int)",
                        x -> x.a().booleanMask(x.manager().create(new boolean[] {true, false, true, true}), 2)));
    }

    private static NDArray mask34(Arrays5 x) {
        boolean[] flags = {true, false, false, true, true, false, true, false, false, false, false, true};
        return x.manager().create(flags, new Shape(3, 4));
    }

    private static OperatorCase write(String method, Function<Arrays5, NDArray> target, Consumer<NDArray> writing) {
        return one(method, x -> {
            NDArray array = target.apply(x);
            writing.accept(array);
            return array.mul(2);
        });
    }

    private static Stream<OperatorCase> setting() {
        return Stream.of(
                exported("set(NDIndex,NDArray)", x -> {
                    NDArray range = x.a().duplicate();
                    range.set(new NDIndex(":, 1:3"), x.b().get(":, :2"));
                    NDArray strided = x.a().duplicate();
                    strided.set(new NDIndex(":, ::2, 1"), x.b().get(":, :2, 0"));
                    NDArray spread = x.a().duplicate();
                    spread.set(new NDIndex(":, 0"), x.manager().create(new float[] {1, 2, 3, 4}));
                    return new NDList(range, strided, spread, x.a());
                }),
                exported("set(NDIndex,Number)", x -> {
                    NDArray corner = x.a().duplicate();
                    corner.set(new NDIndex(":, 2, 1:"), 7);
                    NDArray masked = x.a().add(0);
                    masked.set(new NDIndex("{}", x.m()), -1f);
                    return new NDList(corner, masked);
                }),
                write(
                        "set(NDIndex,Function)",
                        x -> x.a().duplicate(),
                        a -> a.set(new NDIndex(":, 1"), (Function<NDArray, NDArray>) v -> v.mul(3))),
                one("set(NDArray,Number)", x -> {
                    NDArray array = x.a().duplicate();
                    array.set(x.m(), 5);
                    return array;
                }),
                write("setScalar(NDIndex,Number)", x -> x.a().duplicate(), a -> a.setScalar(new NDIndex(0, 1, 2), 5)));
    }

    private static Stream<OperatorCase> overwriting() {
        return Stream.of(
                write("set(float[])", x -> x.manager().zeros(new Shape(2)), a -> a.set(new float[] {1, 2})),
                write(
                        "set(Buffer)",
                        x -> x.manager().zeros(new Shape(2)),
                        a -> a.set(FloatBuffer.wrap(new float[] {1, 2}))),
                write("set(double[])", x -> x.manager().create(new double[2]), a -> a.set(new double[] {1, 2})),
                write("set(int[])", x -> x.manager().create(new int[2]), a -> a.set(new int[] {1, 2})),
                write("set(long[])", x -> x.manager().create(new long[2]), a -> a.set(new long[] {1, 2})),
                write("set(byte[])", x -> x.manager().create(new byte[2]), a -> a.set(new byte[] {1, 2})));
    }
}
