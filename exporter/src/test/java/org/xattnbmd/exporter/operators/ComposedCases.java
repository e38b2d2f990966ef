package org.xattnbmd.exporter.operators;

import static org.xattnbmd.exporter.operators.OperatorCase.composed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Methods that DJL's PyTorch engine does not implement, so that their results are composed of what it has. */
final class ComposedCases {

    private ComposedCases() {}

    static Stream<OperatorCase> all() {
        return Stream.of(functions(), layers(), inPlace()).flatMap(s -> s);
    }

    /** The lengths 0 to 4 of the samples. */
    private static NDArray lengths(Arrays5 x) {
        return x.i().sum(new int[] {1, 2}).mod(5);
    }

    private static Stream<OperatorCase> functions() {
        return Stream.of(
                composed("asinh()", x -> x.a().asinh()),
                composed("acosh()", x -> x.p().add(1).acosh()),
                composed("atanh()", x -> x.p().atanh()),
                composed("batchDot(NDArray)", x -> x.a().batchDot(x.b().swapAxes(1, 2))),
                composed("sequenceMask(NDArray)", x -> x.a().sequenceMask(lengths(x))),
                composed("sequenceMask(NDArray,float)", x -> x.a().sequenceMask(lengths(x), -7)),
                composed("tile(int,long)", x -> x.a().tile(1, 3)),
                composed("tile(Shape)", x -> x.a().tile(new Shape(6, 4))),
                composed("trace()", x -> x.a().transpose(1, 2, 0).trace()),
                composed("trace(int)", x -> x.a().transpose(1, 2, 0).trace(1)),
                composed("trace(int,int,int)", x -> x.a().trace(-1, 1, 2)),
                composed("oneHot(int,float,float,DataType)", x -> x.i().oneHot(3, 0.7f, -0.1f, DataType.FLOAT32)));
    }

    private static NDArray weights(Arrays5 x, long... shape) {
        Shape s = new Shape(shape);
        float[] v = new float[(int) s.size()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) Math.sin(1 + 1.7 * i);
        }
        return x.manager().create(v, s);
    }

    private static Stream<OperatorCase> layers() {
        return Stream.of(
                composed(
                        "ex.prelu(NDArray,NDArray)",
                        x -> x.a().getNDArrayInternal()
                                .prelu(x.a(), weights(x, 3))
                                .head()),
                composed(
                        "ex.deconvolution(NDArray,NDArray,NDArray,Shape,Shape,Shape,Shape,int)",
                        x -> x.a().getNDArrayInternal()
                                .deconvolution(
                                        x.a(),
                                        weights(x, 2, 3, 2),
                                        weights(x, 2),
                                        new Shape(3),
                                        new Shape(1),
                                        new Shape(1),
                                        new Shape(2),
                                        1)
                                .head()));
    }

    /** In place with the operands swapped. */
    private static OperatorCase swapped(String method, BiFunction<NDArrayEx, Arrays5, NDArray> operation) {
        return composed(method, x -> {
            NDArray array = x.p().duplicate();
            operation.apply(array.getNDArrayInternal(), x);
            return array;
        });
    }

    private static Stream<OperatorCase> inPlace() {
        return Stream.of(
                swapped("ex.rdivi(NDArray)", (p, x) -> p.rdivi(x.a())),
                swapped("ex.rdivi(Number)", (p, x) -> p.rdivi(2)),
                swapped("ex.rmodi(NDArray)", (p, x) -> p.rmodi(x.a())),
                swapped("ex.rmodi(Number)", (p, x) -> p.rmodi(2)),
                swapped("ex.rpowi(Number)", (p, x) -> p.rpowi(2)));
    }
}
