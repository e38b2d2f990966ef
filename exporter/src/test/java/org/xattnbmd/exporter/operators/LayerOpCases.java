package org.xattnbmd.exporter.operators;

import static org.xattnbmd.exporter.operators.OperatorCase.exported;
import static org.xattnbmd.exporter.operators.OperatorCase.one;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.recurrent.RNN;
import java.util.List;
import java.util.stream.Stream;

/** The operations behind layers, called directly with weights created in the forward pass. */
final class LayerOpCases {

    private LayerOpCases() {}

    static Stream<OperatorCase> all() {
        return Stream.of(pools(), layers(), recurrent(), pictures()).flatMap(s -> s);
    }

    private static NDArrayEx ex(NDArray a) {
        return a.getNDArrayInternal();
    }

    private static NDArray weights(Arrays5 x, long... shape) {
        Shape s = new Shape(shape);
        float[] v = new float[(int) s.size()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) Math.sin(1 + 1.7 * i);
        }
        return x.manager().create(v, s);
    }

    private static NDArray picture(Arrays5 x) {
        return x.a().expandDims(1);
    }

    private static Stream<OperatorCase> pools() {
        Shape two = new Shape(2, 2);
        Shape one = new Shape(1, 1);
        Shape none = new Shape(0, 0);
        return Stream.of(
                one("ex.maxPool(Shape,Shape,Shape,boolean)", x -> ex(picture(x)).maxPool(two, one, one, false)),
                one(
                        "ex.avgPool(Shape,Shape,Shape,boolean,boolean)",
                        x -> ex(picture(x)).avgPool(two, one, none, true, true)),
                one(
                        "ex.lpPool(float,Shape,Shape,Shape,boolean)",
                        x -> ex(picture(x)).lpPool(2, two, one, new Shape(0), false)),
                one("ex.globalMaxPool()", x -> ex(picture(x)).globalMaxPool()),
                one("ex.globalAvgPool()", x -> ex(picture(x)).globalAvgPool()),
                one("ex.globalLpPool(float)", x -> ex(picture(x)).globalLpPool(2)));
    }

    private static Stream<OperatorCase> layers() {
        Shape one = new Shape(1, 1);
        return Stream.of(
                exported(
                        "ex.convolution(NDArray,NDArray,NDArray,Shape,Shape,Shape,int)",
                        x -> ex(x.a())
                                .convolution(picture(x), weights(x, 2, 1, 2, 2), weights(x, 2), one, one, one, 1)),
                exported("ex.linear(NDArray,NDArray,NDArray)", x -> ex(x.a()).linear(x.a(), weights(x, 5, 4), null)),
                exported(
                        "ex.embedding(NDArray,NDArray,SparseFormat)",
                        x -> ex(x.i()).embedding(x.i(), weights(x, 3, 5), SparseFormat.DENSE)),
                exported("ex.dropout(NDArray,float,boolean)", x -> ex(x.a()).dropout(x.a(), 0.5f, false)),
                exported(
                        "ex.layerNorm(NDArray,Shape,NDArray,NDArray,float)",
                        x -> ex(x.a()).layerNorm(x.a(), new Shape(3, 4), weights(x, 3, 4), weights(x, 3, 4), 1e-5f)),
                exported(
                        "ex.batchNorm(NDArray,NDArray,NDArray,NDArray,NDArray,int,float,float,boolean)",
                        x -> ex(x.a())
                                .batchNorm(
                                        x.a(),
                                        weights(x, 3),
                                        weights(x, 3).square().add(1),
                                        weights(x, 3),
                                        weights(x, 3),
                                        1,
                                        0.9f,
                                        1e-5f,
                                        false)));
    }

    private static NDList cell(Arrays5 x, int gates) {
        return new NDList(
                weights(x, 2L * gates, 4), weights(x, 2L * gates, 2), weights(x, 2L * gates), weights(x, 2L * gates));
    }

    private static NDArray state(Arrays5 x) {
        return x.manager().zeros(new Shape(1, x.a().getShape().get(0), 2));
    }

    private static Stream<OperatorCase> recurrent() {
        return Stream.of(
                exported(
                        "ex.rnn(NDArray,NDArray,NDList,boolean,int,Activation,double,boolean,boolean,boolean)",
                        x -> ex(x.a())
                                .rnn(x.a(), state(x), cell(x, 1), true, 1, RNN.Activation.TANH, 0, false, false, true)),
                exported(
                        "ex.gru(NDArray,NDArray,NDList,boolean,int,double,boolean,boolean,boolean)",
                        x -> ex(x.a()).gru(x.a(), state(x), cell(x, 3), true, 1, 0, false, false, true)),
                exported(
                        "ex.lstm(NDArray,NDList,NDList,boolean,int,double,boolean,boolean,boolean)",
                        x -> ex(x.a())
                                .lstm(
                                        x.a(),
                                        new NDList(state(x), state(x)),
                                        cell(x, 4),
                                        true,
                                        1,
                                        0,
                                        false,
                                        false,
                                        true)));
    }

    private static Stream<OperatorCase> pictures() {
        return Stream.of(
                exported(
                        "ex.interpolation(long[],int,boolean)",
                        x -> new NDList(
                                ex(picture(x)).interpolation(new long[] {6, 8}, 0, false),
                                ex(picture(x)).interpolation(new long[] {5, 7}, 1, false),
                                ex(picture(x)).interpolation(new long[] {2, 3}, 1, false),
                                ex(picture(x)).interpolation(new long[] {3, 2}, 2, false),
                                ex(picture(x)).interpolation(new long[] {2, 7}, 2, false),
                                ex(picture(x)).interpolation(new long[] {5, 9}, 3, false))),
                one("ex.resize(int,int,int)", x -> ex(x.a().expandDims(3)).resize(6, 5, 1)),
                one(
                        "ex.normalize(float[],float[])",
                        x -> ex(x.a().expandDims(3).transpose(0, 1, 3, 2))
                                .normalize(new float[] {0.1f, 0.2f, 0.3f}, new float[] {1, 2, 3})),
                one("ex.toTensor()", x -> ex(x.i().expandDims(3)).toTensor()),
                exported(
                        "ex.multiBoxPrior(List,List,List,List,boolean)",
                        x -> ex(picture(x))
                                .multiBoxPrior(
                                        new java.util.ArrayList<>(List.of(0.3f)),
                                        new java.util.ArrayList<>(List.of(1f, 2f)),
                                        new java.util.ArrayList<>(List.of(-1f, -1f)),
                                        List.of(0.5f, 0.5f),
                                        false)));
    }
}
