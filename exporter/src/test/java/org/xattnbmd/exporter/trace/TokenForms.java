package org.xattnbmd.exporter.trace;

import static org.xattnbmd.exporter.trace.Tokens.HEADS;
import static org.xattnbmd.exporter.trace.Tokens.WIDTH;
import static org.xattnbmd.exporter.trace.Tokens.of;
import static org.xattnbmd.exporter.trace.Tokens.written;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Products, caches, experts, and what is picked and written of tokens, as transformers write them. */
final class TokenForms {

    private TokenForms() {}

    static Stream<Arguments> all() {
        return Stream.of(contractions(), caches(), experts(), writing()).flatMap(s -> s);
    }

    // ---- contractions, which einsum writes elsewhere

    private static Stream<Arguments> contractions() {
        return Stream.of(
                of("bhqd,bhkd->bhqk", in -> in.heads().matMul(in.heads().transpose(0, 1, 3, 2))),
                of(
                        "bhqd,bhkd->bhqk batched",
                        in -> in.heads()
                                .reshape(-1, in.tokens(), WIDTH)
                                .batchMatMul(in.heads()
                                        .reshape(-1, in.tokens(), WIDTH)
                                        .transpose(0, 2, 1))
                                .reshape(-1, HEADS, in.tokens(), in.tokens())),
                of(
                        "bhqd,bhkd->bhqk batchDot",
                        in -> in.heads()
                                .reshape(-1, in.tokens(), WIDTH)
                                .batchDot(in.heads()
                                        .reshape(-1, in.tokens(), WIDTH)
                                        .swapAxes(1, 2))),
                of(
                        "bhqd,bhkd->bhqk by sum",
                        in -> in.heads()
                                .expandDims(3)
                                .mul(in.heads().expandDims(2))
                                .sum(new int[] {-1})),
                of("bnd,dv->bnv dot", in -> in.x().dot(in.manager().eye(HEADS * WIDTH))),
                of(
                        "bnd,vd->bnv",
                        in -> in.x()
                                .matMul(in.manager()
                                        .ones(new Shape(5, HEADS * WIDTH))
                                        .transpose())),
                of("bnd,bnd->bn", in -> in.x().mul(in.x()).sum(new int[] {2})),
                of(
                        "bi,bj->bij",
                        in -> in.x()
                                .get(":, 0")
                                .expandDims(2)
                                .mul(in.x().get(":, 1").expandDims(1))),
                of(
                        "bhqk,bhkd->bqhd",
                        in -> in.scores()
                                .softmax(-1)
                                .matMul(in.heads())
                                .transpose(0, 2, 1, 3)
                                .reshape(in.batch(), in.tokens(), -1)));
    }

    // ---- keys and values of earlier tokens

    private static Stream<Arguments> caches() {
        return Stream.of(
                of("concat", in -> in.cache().concat(in.few(), 2)),
                of("concat, last token", in -> {
                    NDArray keys = NDArrays.concat(new NDList(in.cache(), in.few()), 2);
                    return in.few()
                            .get(":, :, -1:")
                            .matMul(keys.swapAxes(2, 3))
                            .softmax(-1)
                            .matMul(keys);
                }),
                of("window of the cache", in -> in.cache().concat(in.few(), 2).get(":, :, -4:")),
                of("written", in -> {
                    NDArray all = in.manager().zeros(new Shape(in.batch(), 2, 3 + in.tokens(), WIDTH));
                    all.set(new NDIndex(":, :, :3"), in.cache());
                    all.set(new NDIndex(":, :, 3:"), in.few());
                    return all;
                }),
                of("written by scatter", in -> {
                    NDArray index = in.ids()
                            .get(":, :3")
                            .mod(1)
                            .add(in.manager().arange(3).toType(DataType.INT64, false))
                            .reshape(-1, 1, 3, 1)
                            .broadcast(in.batch(), 2, 3, WIDTH);
                    return in.few().scatter(index, in.cache(), 2);
                }));
    }

    // ---- mixture of experts

    private static NDArray experts(Tokens in) {
        NDList outputs = new NDList();
        for (int i = 1; i <= HEADS; i++) {
            outputs.add(in.x().mul(i).tanh());
        }
        return NDArrays.stack(outputs, 2);
    }

    private static NDArray gate(Tokens in) {
        return in.x().get("..., :4").mul(3);
    }

    private static Stream<Arguments> experts() {
        return Stream.of(
                of("gate scattered", in -> {
                    NDList top = gate(in).topK(2, -1, true, true);
                    NDArray weights =
                            gate(in).zerosLike().scatter(top.get(1), top.get(0).softmax(-1), 2);
                    return weights.expandDims(2).matMul(experts(in)).squeeze(2);
                }),
                of("gate by threshold", in -> {
                    NDArray least = gate(in).topK(2, 2).get(0).get("..., -1:");
                    NDArray gate = gate(in);
                    NDArray kept = gate.gte(least);
                    NDArray none = in.manager().full(gate.getShape(), Float.NEGATIVE_INFINITY);
                    return experts(in)
                            .mul(NDArrays.where(kept, gate, none).softmax(-1).expandDims(-1))
                            .sum(new int[] {2});
                }),
                of("gate one-hot", in -> {
                    NDArray best = gate(in).argMax(-1);
                    return experts(in).mul(best.oneHot(HEADS).expandDims(-1)).sum(new int[] {2});
                }),
                of("experts gathered", in -> {
                    NDArray best = gate(in).topK(2, -1).get(1);
                    NDArray index = best.expandDims(-1).broadcast(in.batch(), in.tokens(), 2, HEADS * WIDTH);
                    return experts(in).gather(index, 2).mean(new int[] {2});
                }),
                of("normalised weights", in -> {
                    NDArray top = gate(in).softmax(-1).topK(2, -1).get(0);
                    return top.div(top.sum(new int[] {-1}, true));
                }),
                of(
                        "first of the order",
                        in -> gate(in).argSort(-1, false).get("..., :2").toType(DataType.FLOAT32, false)));
    }

    // ---- picking and writing

    private static Stream<Arguments> writing() {
        return Stream.of(
                of(
                        "embedding by get",
                        in -> in.manager()
                                .linspace(-1, 1, in.tokens() * 5)
                                .reshape(in.tokens(), 5)
                                .get(in.ids())),
                of("embedding by gather", in -> {
                    NDArray table =
                            in.manager().linspace(-1, 1, in.tokens() * 5).reshape(in.tokens(), 5);
                    return table.gather(in.ids().reshape(-1, 1).broadcast(in.batch() * in.tokens(), 5), 0)
                            .reshape(-1, in.tokens(), 5);
                }),
                of(
                        "embedding by one-hot",
                        in -> in.ids()
                                .oneHot(in.tokens())
                                .matMul(in.manager()
                                        .linspace(-1, 1, in.tokens() * 5)
                                        .reshape(in.tokens(), 5))),
                of(
                        "gatherNd",
                        in -> in.x()
                                .transpose(1, 2, 0)
                                .gatherNd(in.manager().create(new long[] {0, 5, 3, 1}, new Shape(2, 2)))
                                .transpose()),
                of("last token there", in -> {
                    NDArray last =
                            in.mask().sum(new int[] {1}).sub(1).maximum(0).toType(DataType.INT64, false);
                    NDArray index = last.reshape(-1, 1, 1).broadcast(in.batch(), 1, HEADS * WIDTH);
                    return in.x().gather(index, 1).squeeze(1);
                }),
                of("mean of those there", in -> {
                    NDArray there = in.mask().toType(DataType.FLOAT32, false).expandDims(-1);
                    return in.x()
                            .mul(there)
                            .sum(new int[] {1})
                            .div(there.sum(new int[] {1}).maximum(1e-9f));
                }),
                of(
                        "class token",
                        in -> in.manager()
                                .ones(new Shape(1, 1, HEADS * WIDTH))
                                .broadcast(in.batch(), 1, HEADS * WIDTH)
                                .concat(in.x(), 1)),
                of(
                        "shifted right",
                        in -> in.manager()
                                .zeros(new Shape(in.batch(), 1, HEADS * WIDTH))
                                .concat(in.x().get(":, :-1"), 1)),
                of(
                        "cells by two arrays",
                        in -> in.x()
                                .get(new NDIndex(
                                        ":, {}, {}",
                                        in.manager().create(new long[] {0, 5, -1}),
                                        in.manager().create(new long[] {3, -2, 31})))),
                of(
                        "two arrays spread over each other",
                        in -> in.cache()
                                .get(new NDIndex(
                                        ":, 1, {}, {}",
                                        in.manager().create(new long[] {2, 0}, new Shape(2, 1)),
                                        in.manager().create(new long[] {7, 1, -3})))),
                of(
                        "chosen by the input",
                        in -> in.cache()
                                .transpose(2, 3, 0, 1)
                                .get(new NDIndex(
                                        "{}, {}, 0", in.ids().mod(3), in.ids().sub(1)))),
                written(
                        "rows by an array",
                        (x, in) -> x.set(
                                new NDIndex(":, {}", in.manager().create(new long[] {4, -6})),
                                in.x().get(":, :2").mul(2))),
                written(
                        "a number by an array",
                        (x, in) -> x.set(new NDIndex("..., {}", in.manager().create(new long[] {0, 31, 5})), -1f)),
                written(
                        "cells by two arrays",
                        (x, in) -> x.set(
                                new NDIndex(
                                        ":, {}, {}",
                                        in.manager().create(new long[] {1, 2}),
                                        in.manager().create(new long[] {-1, 8})),
                                in.x().get(":, 0, :2"))),
                written(
                        "ranges and an array",
                        (x, in) -> x.set(new NDIndex(":, 1:3, {}", in.manager().create(new long[] {30, 2})), 9f)),
                written(
                        "tokens by a mask",
                        (x, in) -> x.set(new NDIndex("{}", in.mask().gt(0)), 0)),
                written(
                        "tokens by a mask, a row",
                        (x, in) -> x.set(
                                new NDIndex("{}", in.mask().gt(0)), in.manager().arange(32f))),
                written(
                        "columns by a mask",
                        (x, in) -> x.set(
                                new NDIndex("..., {}", in.manager().arange(32).gt(20)), 3)),
                of(
                        "put",
                        in -> in.manager()
                                .zeros(new Shape(in.tokens()))
                                .put(
                                        in.manager().create(new long[] {1, 4}),
                                        in.x().get("0, 0, :2"))));
    }
}
