package org.xattnbmd.exporter.trace;

import static org.xattnbmd.exporter.trace.Tokens.HEADS;
import static org.xattnbmd.exporter.trace.Tokens.WIDTH;
import static org.xattnbmd.exporter.trace.Tokens.of;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Attention, norms and gates of transformers, as they are written. */
final class AttentionForms {

    private AttentionForms() {}

    static Stream<Arguments> all() {
        return Stream.of(rotary(), grouped(), masks(), norms()).flatMap(s -> s);
    }

    // ---- rotary embedding

    private static NDArray frequencies(NDManager manager) {
        NDArray even = manager.arange(0, WIDTH, 2, DataType.FLOAT32);
        return manager.create(10000f).pow(even.div(WIDTH)).getNDArrayInternal().rdiv(1);
    }

    private static NDArray angles(Tokens in) {
        NDArray positions = in.manager().arange(in.tokens()).toType(DataType.FLOAT32, false);
        return positions.reshape(-1, 1).mul(frequencies(in.manager()).reshape(1, -1));
    }

    private static NDArray rotateHalf(NDArray x) {
        NDList halves = x.split(2, x.getShape().dimension() - 1);
        return halves.get(1).neg().concat(halves.get(0), -1);
    }

    private static Stream<Arguments> rotary() {
        return Stream.of(
                of("halves", in -> {
                    NDArray angles = angles(in);
                    NDArray both = angles.concat(angles, -1);
                    return in.heads().mul(both.cos()).add(rotateHalf(in.heads()).mul(both.sin()));
                }),
                of("halves by index", in -> {
                    NDArray q = in.heads();
                    long half = q.getShape().get(3) / 2;
                    NDArray a = q.get("..., :{}", half);
                    NDArray b = q.get("..., {}:", half);
                    NDArray cos = angles(in).cos();
                    NDArray sin = angles(in).sin();
                    return NDArrays.concat(
                            new NDList(a.mul(cos).sub(b.mul(sin)), a.mul(sin).add(b.mul(cos))), -1);
                }),
                of("neighbours", in -> {
                    NDArray even = in.heads().get("..., ::2");
                    NDArray odd = in.heads().get("..., 1::2");
                    NDArray cos = angles(in).cos();
                    NDArray sin = angles(in).sin();
                    NDList rotated = new NDList(
                            even.mul(cos).sub(odd.mul(sin)), even.mul(sin).add(odd.mul(cos)));
                    return NDArrays.stack(rotated, -1).reshape(in.heads().getShape());
                }),
                of("neighbours in place", in -> {
                    NDArray q = in.heads().duplicate();
                    NDArray even = q.get("..., ::2").duplicate();
                    NDArray odd = q.get("..., 1::2").duplicate();
                    NDArray cos = angles(in).cos();
                    NDArray sin = angles(in).sin();
                    q.set(new NDIndex("..., ::2"), even.mul(cos).sub(odd.mul(sin)));
                    q.set(new NDIndex("..., 1::2"), even.mul(sin).add(odd.mul(cos)));
                    return q;
                }),
                of("complex", in -> {
                    NDArray angles = angles(in);
                    NDArray turns = NDArrays.stack(new NDList(angles.cos(), angles.sin()), -1)
                            .complex();
                    return in.heads()
                            .reshape(-1, HEADS, in.tokens(), WIDTH / 2, 2)
                            .complex()
                            .mul(turns)
                            .real()
                            .flatten(3, 4);
                }),
                of("given positions", in -> {
                    NDArray positions = in.ids().toType(DataType.FLOAT32, false).expandDims(-1);
                    NDArray angles = positions.mul(frequencies(in.manager()));
                    NDArray both = angles.concat(angles, -1).expandDims(1);
                    return in.heads().mul(both.cos()).add(rotateHalf(in.heads()).mul(both.sin()));
                }),
                of("table looked up", in -> {
                    NDArray angles = angles(in);
                    NDArray table = angles.concat(angles, -1).cos();
                    return in.heads().mul(table.get(in.ids()).expandDims(1));
                }),
                of("table gathered", in -> {
                    NDArray angles = angles(in);
                    NDArray table = angles.concat(angles, -1).cos();
                    NDArray rows = table.take(in.ids()
                            .expandDims(-1)
                            .mul(WIDTH)
                            .add(in.manager().arange(WIDTH).toType(DataType.INT64, false)));
                    return in.heads().mul(rows.expandDims(1));
                }),
                of("positions from the mask", in -> {
                    NDArray positions = in.mask().cumSum(1).sub(1).toType(DataType.FLOAT32, false);
                    return in.heads()
                            .mul(positions
                                    .expandDims(-1)
                                    .mul(frequencies(in.manager()))
                                    .cos()
                                    .tile(new long[] {1, 1, 2})
                                    .expandDims(1));
                }));
    }

    // ---- fewer heads of keys and values

    private static Stream<Arguments> grouped() {
        return Stream.of(
                of("repeat", in -> in.few().repeat(1, 2).matMul(in.heads().swapAxes(2, 3))),
                of(
                        "broadcast",
                        in -> in.few()
                                .expandDims(2)
                                .broadcast(in.batch(), 2, 2, in.tokens(), WIDTH)
                                .reshape(-1, HEADS, in.tokens(), WIDTH)
                                .matMul(in.heads().swapAxes(2, 3))),
                of(
                        "broadcast by product",
                        in -> in.heads()
                                .reshape(-1, 2, 2, in.tokens(), WIDTH)
                                .matMul(in.few().expandDims(2).swapAxes(-1, -2))),
                of(
                        "stack",
                        in -> NDArrays.stack(new NDList(in.few(), in.few()), 2)
                                .reshape(in.batch(), HEADS, in.tokens(), WIDTH)),
                of(
                        "tile",
                        in -> in.few()
                                .expandDims(2)
                                .tile(new long[] {1, 1, 2, 1, 1})
                                .flatten(1, 2)),
                of(
                        "gather heads",
                        in -> in.few().get(new NDIndex(":, {}", in.manager().create(new long[] {0, 0, 1, 1})))));
    }

    // ---- masks

    private static NDArray causal(Tokens in) {
        NDArray row = in.manager().arange(in.tokens()).reshape(-1, 1);
        return in.manager().arange(in.tokens()).reshape(1, -1).lte(row);
    }

    private static NDArray additive(NDArray allowed) {
        NDArray none = allowed.getManager().full(allowed.getShape(), Float.NEGATIVE_INFINITY);
        NDArray zeros = allowed.getManager().zeros(allowed.getShape());
        return NDArrays.where(allowed, zeros, none);
    }

    private static Stream<Arguments> masks() {
        return Stream.of(
                of("causal", in -> in.scores().add(additive(causal(in))).softmax(-1)),
                of("causal by where", in -> {
                    NDArray scores = in.scores();
                    NDArray allowed = causal(in).broadcast(scores.getShape());
                    NDArray none = in.manager().full(scores.getShape(), Float.NEGATIVE_INFINITY);
                    return NDArrays.where(allowed, scores, none).softmax(-1);
                }),
                of("causal by where on like", in -> {
                    NDArray scores = in.scores();
                    NDArray allowed = causal(in).broadcast(scores.getShape());
                    return NDArrays.where(allowed, scores, scores.onesLike().mul(-1e9f))
                            .softmax(-1);
                }),
                of("causal by cumSum", in -> {
                    NDArray ones = in.manager().eye(in.tokens());
                    NDArray allowed = ones.cumSum(0).transpose();
                    return in.scores()
                            .mul(allowed)
                            .sub(allowed.sub(1).mul(-1e9f))
                            .softmax(-1);
                }),
                of("causal by sequenceMask", in -> {
                    NDArray ones = in.manager().ones(new Shape(in.tokens(), in.tokens()));
                    NDArray lengths = in.manager().arange(1, in.tokens() + 1);
                    return in.scores()
                            .add(ones.sequenceMask(lengths, 0).sub(1).mul(1e9f))
                            .softmax(-1);
                }),
                of("causal set", in -> {
                    NDArray scores = in.scores().duplicate();
                    scores.set(
                            new NDIndex("{}", causal(in).logicalNot().broadcast(scores.getShape())),
                            Float.NEGATIVE_INFINITY);
                    return scores.softmax(-1);
                }),
                of("causal set by row", in -> {
                    NDArray mask = in.manager().zeros(new Shape(in.tokens(), in.tokens()));
                    for (int i = 0; i < in.tokens() - 1; i++) {
                        mask.set(new NDIndex("{}, {}:", i, i + 1), Float.NEGATIVE_INFINITY);
                    }
                    return in.scores().add(mask).softmax(-1);
                }),
                of("sliding window", in -> {
                    NDArray row = in.manager().arange(in.tokens()).reshape(-1, 1);
                    NDArray back = row.sub(in.manager().arange(in.tokens()).reshape(1, -1));
                    return in.scores()
                            .add(additive(back.gte(0).logicalAnd(back.lt(3))))
                            .softmax(-1);
                }),
                of("padding", in -> {
                    NDArray absent = in.mask().eq(0).expandDims(1).expandDims(1);
                    return in.scores()
                            .add(absent.toType(DataType.FLOAT32, false).mul(-1e9f))
                            .softmax(-1);
                }),
                of("padding and causal", in -> {
                    NDArray present = in.mask().gt(0).expandDims(1).expandDims(1);
                    NDArray scores = in.scores();
                    NDArray allowed = present.logicalAnd(causal(in)).broadcast(scores.getShape());
                    return NDArrays.where(allowed, scores, scores.zerosLike().sub(1e9f))
                            .softmax(-1);
                }),
                of("wholly masked to NaN", in -> {
                    NDArray scores = in.scores();
                    NDArray none = in.manager().full(scores.getShape(), Float.NEGATIVE_INFINITY);
                    NDArray allowed =
                            in.ids().gt(2).expandDims(1).expandDims(-1).broadcast(scores.getShape());
                    NDArray weights = NDArrays.where(allowed, scores, none).softmax(-1);
                    return NDArrays.where(weights.isNaN(), weights.zerosLike(), weights);
                }),
                of("ALiBi", in -> {
                    NDArray slopes = in.manager()
                            .create(2f)
                            .pow(in.manager().arange(1, HEADS + 1).mul(-8f / HEADS))
                            .reshape(HEADS, 1, 1);
                    NDArray position = in.manager().arange(in.tokens()).toType(DataType.FLOAT32, false);
                    NDArray distance = position.reshape(1, -1).sub(position.reshape(-1, 1));
                    return in.scores().add(slopes.mul(distance)).softmax(-1);
                }),
                of("relative positions", in -> {
                    NDArray table =
                            in.manager().linspace(-1, 1, 2 * in.tokens() - 1).reshape(-1, 1);
                    NDArray position = in.manager().arange(in.tokens());
                    NDArray offset =
                            position.reshape(-1, 1).sub(position.reshape(1, -1)).add(in.tokens() - 1);
                    NDArray bias = table.get(offset.flatten().toType(DataType.INT64, false))
                            .reshape(in.tokens(), in.tokens());
                    return in.scores().add(bias).softmax(-1);
                }));
    }

    // ---- norms and gates

    private static NDArray rms(NDArray x) {
        return x.mul(x.pow(2)
                .mean(new int[] {-1}, true)
                .add(1e-6f)
                .sqrt()
                .getNDArrayInternal()
                .rdiv(1));
    }

    private static Stream<Arguments> norms() {
        return Stream.of(
                of("RMSNorm", in -> rms(in.x()).mul(in.manager().linspace(0.5f, 1.5f, HEADS * WIDTH))),
                of(
                        "RMSNorm by power",
                        in -> in.x()
                                .mul(in.x()
                                        .square()
                                        .mean(new int[] {-1}, true)
                                        .add(1e-6f)
                                        .pow(-0.5f))),
                of("RMSNorm in float64", in -> {
                    NDArray x = in.x().toType(DataType.FLOAT64, false);
                    return x.div(x.square().mean(new int[] {2}, true).add(1e-6).sqrt())
                            .toType(DataType.FLOAT32, false);
                }),
                of("norm of heads", in -> in.heads().normalize(2, -1)),
                of("SwiGLU", in -> {
                    NDList halves = in.x().split(2, 2);
                    return halves.get(0).getNDArrayInternal().swish(1f).mul(halves.get(1));
                }),
                of("SiLU", in -> in.x().mul(in.x().getNDArrayInternal().sigmoid())),
                of("GELU by tanh", in -> {
                    NDArray x = in.x();
                    NDArray inner = x.add(x.pow(3).mul(0.044715f)).mul(Math.sqrt(2 / Math.PI));
                    return x.mul(0.5f).mul(inner.tanh().add(1));
                }),
                of("soft cap", in -> in.scores().div(30).tanh().mul(30).softmax(-1)));
    }
}
