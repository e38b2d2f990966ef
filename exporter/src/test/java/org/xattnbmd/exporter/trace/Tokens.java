package org.xattnbmd.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Inputs of the forms in which transformers are written.
 * @param x tokens [N, 6, 32], or another number of tokens
 * @param ids token numbers or positions [N, 6], below 6
 * @param mask whether a token is there [N, 6]
 * @param cache keys of earlier tokens [N, 2, 3, 8]
 */
record Tokens(NDArray x, NDArray ids, NDArray mask, NDArray cache) {

    static final int TOKENS = 6;
    static final int HEADS = 4;
    static final int WIDTH = 8;

    NDManager manager() {
        return x.getManager();
    }

    long batch() {
        return x.getShape().get(0);
    }

    int tokens() {
        return (int) x.getShape().get(1);
    }

    /** [N, heads, tokens, width] */
    NDArray heads() {
        return x.reshape(-1, tokens(), HEADS, WIDTH).transpose(0, 2, 1, 3);
    }

    /** Two heads of keys and values. */
    NDArray few() {
        return heads().get(":, :2");
    }

    NDArray scores() {
        return heads().matMul(heads().swapAxes(-1, -2)).div(Math.sqrt(WIDTH));
    }

    static Arguments of(String name, Function<Tokens, NDArray> body) {
        return Arguments.of(name, body);
    }

    static Arguments written(String name, BiConsumer<NDArray, Tokens> assignment) {
        return of(name, in -> {
            NDArray x = in.x().duplicate();
            assignment.accept(x, in);
            return x.mul(2);
        });
    }

    static NDList inputs(NDManager manager, int batch, long seed) {
        return inputs(manager, batch, TOKENS, seed);
    }

    static NDList inputs(NDManager manager, int batch, int tokens, long seed) {
        Random random = new Random(seed);
        float[][] v = {
            new float[batch * tokens * HEADS * WIDTH],
            new float[batch * tokens],
            new float[batch * tokens],
            new float[batch * 2 * 3 * WIDTH]
        };
        for (int i = 0; i < v[0].length; i++) {
            v[0][i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < v[1].length; i++) {
            v[1][i] = random.nextInt(TOKENS);
            v[2][i] = i % tokens == 0 ? 1 : random.nextInt(2);
        }
        for (int i = 0; i < v[3].length; i++) {
            v[3][i] = (float) random.nextGaussian();
        }
        return new NDList(
                manager.create(v[0], new Shape(batch, tokens, HEADS * WIDTH)),
                manager.create(v[1], new Shape(batch, tokens)).toType(DataType.INT64, false),
                manager.create(v[2], new Shape(batch, tokens)).toType(DataType.INT64, false),
                manager.create(v[3], new Shape(batch, 2, 3, WIDTH)));
    }
}
